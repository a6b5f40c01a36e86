//! Keys that the other one has made.

use josekit::jwk::Jwk;
use josekit::jwk::alg::ec::EcCurve;
use josekit::jwk::alg::ecx::EcxCurve;
use josekit::jwk::alg::ed::EdCurve;
use serde_json::{Map, Value};

/// A private key of that kind or curve.
pub(crate) fn private(kind: &str) -> Jwk {
    let made = match kind {
        "RSA" => Jwk::generate_rsa_key(2048),
        "P-256" => Jwk::generate_ec_key(EcCurve::P256),
        "P-384" => Jwk::generate_ec_key(EcCurve::P384),
        "P-521" => Jwk::generate_ec_key(EcCurve::P521),
        "X25519" => Jwk::generate_ecx_key(EcxCurve::X25519),
        "Ed25519" => Jwk::generate_ed_key(EdCurve::Ed25519),
        "oct" => Jwk::generate_oct_key(64),
        other => panic!("no keys of {other}"),
    };
    let mut made = made.unwrap();
    made.set_key_id("k1");
    made
}

/// What it shows to everybody.
pub(crate) fn public(private: &Jwk) -> Jwk {
    let mut public = private.to_public_key().unwrap();
    // Of the id it says nothing by itself.
    public.set_key_id(private.key_id().unwrap());
    public
}

/// A key as it is written, for us to read.
pub(crate) fn members(key: &Jwk) -> Map<String, Value> {
    key.as_ref().clone()
}

/// A key of ours, for the other one to read.
pub(crate) fn of_ours(public: &Value) -> Jwk {
    Jwk::from_map(public.as_object().unwrap().clone()).unwrap()
}
