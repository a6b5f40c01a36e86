use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, agree};
use serde_json::json;

use super::*;
use crate::base64url;
use crate::curve::Point;

/// RFC 7518 appendix C: Alice has the ephemeral key, Bob the other one.
#[test]
fn the_example_of_the_standard() {
    let point = |x: &str, y: &str| {
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        Point::read(jwk.as_object().unwrap()).unwrap()
    };
    let alice = point(
        "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
        "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
    );
    let bob = point(
        "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    );
    let info = OtherInfo {
        algorithm: "A128GCM",
        party_u: b"Alice",
        party_v: b"Bob",
    };
    for (private, public) in [
        ("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo", &bob),
        ("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw", &alice),
    ] {
        let curve = public.curve.agreement();
        let private = PrivateKey::from_private_key(curve, &base64url::decode(private).unwrap()).unwrap();
        let public = UnparsedPublicKey::new(curve, &public.bytes);
        let key = agree(&private, public, (), |secret| derive(secret, &info, 16).ok_or(())).unwrap();
        assert_eq!(base64url::encode(&key), "VqqN6vgjbSBcIijNcacQGg");
    }
}

#[test]
fn no_two_purposes_have_one_key() {
    let key = |algorithm, party_u: &[u8], party_v: &[u8], length| {
        let info = OtherInfo {
            algorithm,
            party_u,
            party_v,
        };
        derive(&[7; 32], &info, length).unwrap()
    };
    let mut keys = vec![
        key("A128GCM", b"", b"", 16),
        key("ECDH-ES+A128KW", b"", b"", 16),
        key("A128GCM", b"a", b"", 16),
        key("A128GCM", b"", b"a", 16),
        // What belongs to whom is told apart by lengths.
        key("A128GCM", b"ab", b"c", 16),
        key("A128GCM", b"a", b"bc", 16),
        // A longer key does not begin with a shorter one.
        key("A128GCM", b"", b"", 32)[..16].to_vec(),
    ];
    let number = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), number);
    assert_eq!(key("A256CBC-HS512", b"", b"", 64).len(), 64);
}
