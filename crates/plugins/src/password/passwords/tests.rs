use model::DEFAULT_WORKSPACE;

use super::{Proof, Question};

/// What Kong keeps of `kong-secret`.
const KONGS: &str =
    "$pbkdf2-sha512$i=10000,l=32$AAECAwQFBgcICQoLDA0ODw$qgNRjPQA9HR/BndvuEY+vkQIBqFn3xmfnCEtnSBebOg";

/// The answer, and the work that it cost, in order of its names.
fn answered(proof: Option<&Proof>, password: &str) -> (bool, Vec<&'static str>) {
    let question = Question {
        digest: [0; 32],
        proof: proof.cloned(),
        consumer: DEFAULT_WORKSPACE,
        password: password.as_bytes().into(),
    };
    let mut work = Vec::new();
    let answer = question.answer(|proof| {
        work.push(match proof {
            // What is made here is tried at the usual cost.
            Proof::Argon2id(kept) if kept.contains("m=19456,t=2,p=1") => "argon2id",
            Proof::Pbkdf2(kept) if kept.text().contains("i=10000,") => "pbkdf2",
            Proof::Sha1(_) => "sha1",
            _ => "of another cost",
        });
        proof.fits(password.as_bytes(), DEFAULT_WORKSPACE)
    });
    work.sort_unstable();
    (answer, work)
}

#[test]
fn whoever_shows_a_wrong_password_costs_the_same_work() {
    let argon2id = Proof::read(&Proof::of(b"kong-secret", DEFAULT_WORKSPACE));
    let pbkdf2 = Proof::read(KONGS);
    let both = vec!["argon2id", "pbkdf2"];
    for (proof, own) in [(&argon2id, "argon2id"), (&pbkdf2, "pbkdf2")] {
        assert_eq!(answered(proof.as_ref(), "kong-secret"), (true, vec![own]));
    }
    for proof in [&argon2id, &pbkdf2, &None] {
        // One of them is of the empty password: nobody is let in by it, nor sooner refused.
        for password in ["", "wrong"] {
            assert_eq!(
                answered(proof.as_ref(), password),
                (false, both.clone()),
                "{password}"
            );
        }
    }
    // What is quick is noticed neither.
    let sha1 = Proof::read(&"0".repeat(40));
    assert_eq!(
        answered(sha1.as_ref(), "wrong"),
        (false, vec!["argon2id", "pbkdf2", "sha1"])
    );
}

#[test]
fn there_is_a_decoy_of_each_sort_that_takes_time() {
    assert_eq!(Proof::decoys().len(), 2);
    assert!(Proof::decoys().iter().all(|decoy| !decoy.is_quick()));
}
