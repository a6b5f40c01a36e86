use std::collections::BTreeMap;
use std::sync::Mutex;

use super::{Entropy, NoEntropy};

/// Each call fills with the next of these bytes, until none is left.
struct Bytes(Mutex<Vec<u8>>);

impl Entropy for Bytes {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        let next = self.0.lock().unwrap().pop().ok_or(NoEntropy)?;
        bytes.fill(next);
        Ok(())
    }
}

fn secret(last_first: &[u8]) -> Result<String, NoEntropy> {
    Bytes(Mutex::new(last_first.to_vec())).secret()
}

#[test]
fn each_letter_is_as_likely_as_any_other() {
    let mut times: BTreeMap<char, usize> = BTreeMap::new();
    for byte in 0..=255 {
        let secret = secret(&[b'x' - b'a', byte]).unwrap();
        assert_eq!(secret.len(), 32);
        let letter = secret.chars().next().unwrap();
        assert!(secret.chars().all(|other| other == letter), "{secret}");
        // Bytes that are not fair are passed over, and the next are asked for.
        match byte {
            248.. => assert_eq!(letter, 'X'),
            _ => *times.entry(letter).or_default() += 1,
        }
    }
    assert_eq!(times.len(), 62);
    assert!(
        times
            .iter()
            .all(|(letter, times)| letter.is_ascii_alphanumeric() && *times == 4),
        "{times:?}"
    );
}

#[test]
fn without_randomness_there_is_no_secret() {
    assert_eq!(secret(&[]), Err(NoEntropy));
    assert_eq!(secret(&[255]), Err(NoEntropy));
}
