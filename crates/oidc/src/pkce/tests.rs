use serde_json::json;

use super::*;
use crate::samples::metadata;

#[test]
fn the_challenge_of_the_standard() {
    // RFC 7636 appendix B.
    let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(
        challenge(&verifier),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

#[test]
fn when_a_proof_key_is_sent() {
    for (offered, when_offered) in [
        // AZ-18: a provider that no longer says what it takes is still sent one.
        (json!(null), Ok(true)),
        (json!(["S256"]), Ok(true)),
        (json!(["plain", "S256"]), Ok(true)),
        (json!(["s256"]), Ok(false)),
        (json!(["S512"]), Ok(false)),
        (json!([]), Ok(false)),
        // AZ-20
        (json!(["plain"]), Err(OnlyPlain)),
    ] {
        let metadata = metadata(json!({ "code_challenge_methods_supported": offered }));
        assert_eq!(Pkce::WhenOffered.applies(&metadata), when_offered, "{offered}");
        assert_eq!(Pkce::Always.applies(&metadata), Ok(true), "{offered}");
        assert_eq!(Pkce::Never.applies(&metadata), Ok(false), "{offered}");
    }
}
