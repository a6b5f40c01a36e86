use super::*;

#[test]
fn names_are_those_of_the_registry() {
    for known in KeyManagement::ALL {
        assert_eq!(KeyManagement::from_name(known.as_str()), Some(known));
        assert_eq!(known.to_string(), known.as_str());
    }
    for name in [
        "",
        "none",
        "RSA1_5",
        "RSA-OAEP",
        "RSA-OAEP-384",
        "RSA-OAEP-512",
        "rsa-oaep-256",
        "RSA-OAEP-256 ",
        "ECDH-ES+A192KW",
        "ECDH-ES+A128GCMKW",
        "dir",
        "A128KW",
        "A256GCMKW",
        "PBES2-HS512+A256KW",
    ] {
        assert_eq!(KeyManagement::from_name(name), None, "{name}");
    }
}

#[test]
fn a_key_that_wraps_has_its_length() {
    for (known, length) in [
        (KeyManagement::RsaOaep256, None),
        (KeyManagement::EcdhEs, None),
        (KeyManagement::EcdhEsA128Kw, Some(16)),
        (KeyManagement::EcdhEsA256Kw, Some(32)),
    ] {
        assert_eq!(known.wrapping().map(|(_, length)| length), length, "{known}");
        assert_eq!(known.is_agreement(), known != KeyManagement::RsaOaep256);
    }
}
