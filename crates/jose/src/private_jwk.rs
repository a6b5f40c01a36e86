//! The private members of keys (RFC 7518 section 6, RFC 8037 section 2).

use aws_lc_rs::rsa::KeyPairComponents;
use aws_lc_rs::signature::{RsaKeyPair, RsaPublicKeyComponents};
use serde_json::{Map, Value};

use crate::jwk::{bytes, significant};

/// An RSA key with all the members that RFC 7518 section 6.3.2 asks for, which fit each other. With more than two primes
/// it is none.
pub(crate) fn rsa(members: &Map<String, Value>) -> Option<RsaKeyPair> {
    if members.contains_key("oth") {
        return None;
    }
    let [n, e, d, p, q, dp, dq, qi] =
        ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(|name| bytes(members, name));
    let (n, e) = (n?, e?);
    let components = KeyPairComponents {
        public_key: RsaPublicKeyComponents {
            n: significant(&n)?,
            e: significant(&e)?,
        },
        d: d?,
        p: p?,
        q: q?,
        dP: dp?,
        dQ: dq?,
        qInv: qi?,
    };
    RsaKeyPair::from_components(&components).ok()
}
