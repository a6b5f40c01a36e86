//! Whether the JWK of a key is one, and that of the key.
//!
//! Only its form is judged here. Whether its numbers are a key is found out where it is used.

use schema::{Map, Members, Reference, Value, Violation, Violations};

/// The kinds of keys that go in pairs, and what each must have (RFC 7518 6.2.1, 6.3.1, RFC 8037 2).
const KINDS: [(&str, &[&str]); 3] = [
    ("EC", &["crv", "x", "y"]),
    ("OKP", &["crv", "x"]),
    ("RSA", &["n", "e"]),
];

pub(super) fn judge(key: &Members<'_>, found: &mut Violations) {
    if ["jwk", "kid"].iter().any(|name| found.has(name)) {
        return;
    }
    let text = |name| key.value(name).and_then(Value::as_str);
    let (Some(jwk), Some(kid)) = (text("jwk"), text("kid")) else {
        return;
    };
    // What it leads to is judged where it is followed.
    if Reference::is_meant(jwk) {
        return;
    }
    let (text, remedy) = match serde_json::from_str::<Map<String, Value>>(jwk) {
        Err(_) => (
            "could not json decode jwk string",
            "write one JSON object in a text, in YAML between single quotes",
        ),
        Ok(members) if members.get("kid").and_then(Value::as_str) != Some(kid) => (
            "kid in jwk.kid must be equal to keys.kid",
            "write the same `kid` in both places",
        ),
        Ok(members) if !is_key(&members) => (
            "could not load JWK, likely not a valid key",
            "write `kty` RSA, EC or OKP with all members of such a key (RFC 7518 6)",
        ),
        Ok(_) => return,
    };
    found.add_rule(Violation::Own {
        code: "config.key",
        text: text.to_owned(),
        remedy: remedy.to_owned(),
    });
}

fn is_key(members: &Map<String, Value>) -> bool {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let known = KINDS.iter().find(|(kind, _)| text("kty") == Some(kind));
    known.is_some_and(|(_, needed)| {
        needed
            .iter()
            .all(|name| text(name).is_some_and(|text| !text.is_empty()))
    })
}
