//! A token that nobody signed is not believed, whatever it says.

#![no_main]

use std::sync::LazyLock;

use jose::{Algorithm, Claims, KeySet, Secret, Token, verify, verify_hmac};
use libfuzzer_sys::fuzz_target;

/// The public keys of RFC 7515 appendix A.2 and A.3.
const KEYS: &str = r#"{"keys":[
    {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"},
    {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
]}"#;

/// All that was ever signed with them, and with the secret.
const SIGNED: [&str; 3] = [
    include_str!("../seeds/jws/rs256"),
    include_str!("../seeds/jws/es256"),
    include_str!("../seeds/jws/hs256"),
];

static NO_KEYS: LazyLock<KeySet> = LazyLock::new(|| KeySet::parse(br#"{"keys":[]}"#).expect("a key set"));
static SOME_KEYS: LazyLock<KeySet> = LazyLock::new(|| KeySet::parse(KEYS.as_bytes()).expect("a key set"));
static SECRET: LazyLock<Secret> = LazyLock::new(|| Secret::new("0123456789abcdef".repeat(4)));

fuzz_target!(|token: &str| {
    let accepted = [&Algorithm::ALL[..], &Algorithm::HMAC].concat();
    let nobody = verify(token, &NO_KEYS, &accepted);
    assert!(nobody.is_err(), "believed without a key");
    let parsed = Token::parse(token);
    let read = parsed.as_ref().map(|parsed| {
        assert_eq!(token.matches('.').count(), 2, "another form than the compact one");
        parsed.unverified_claims()
    });
    for (believed, symmetric) in [
        (verify(token, &SOME_KEYS, &accepted), false),
        (verify_hmac(token, &SECRET, &accepted), true),
    ] {
        match believed {
            Ok(believed) => {
                assert!(was_signed(token), "believed, and never signed");
                assert_eq!(believed.header.algorithm.is_symmetric(), symmetric);
                assert_eq!(read, Ok(Ok(believed.claims)), "read in two ways");
            }
            // It is written into a log: one line.
            Err(error) => assert!(!error.to_string().contains(char::is_control)),
        }
    }
    if let Ok(Ok(claims)) = read {
        for name in claims.as_json().keys() {
            // Whatever it is, it is a second that a double can name, or none.
            if let Ok(Some(date)) = claims.date(name) {
                assert!(date.seconds().unsigned_abs() <= 1 << 53);
            }
        }
        let written = serde_json::to_string(&claims).expect("claims are JSON");
        let again = Claims::read(written.as_bytes()).expect("what we write we read");
        assert!(again.as_json().keys().eq(claims.as_json().keys()));
    }
});

/// Whether its owners signed this. Only an elliptic signature has a twin that is as good.
fn was_signed(token: &str) -> bool {
    let [rs256, es256, hs256] = SIGNED;
    let signed = |token: &str| token.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    let is_twin = token.len() == es256.len() && signed(token) == signed(es256);
    token == rs256 || token == hs256 || is_twin
}
