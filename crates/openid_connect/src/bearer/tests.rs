use super::*;
use crate::identity::Claimed;

fn kept() -> Rc<Kept> {
    let session = serde_json::from_value(serde_json::json!({ "s": "bot", "a": "a.b.c" })).unwrap();
    Rc::new(Kept {
        claimed: Claimed::default(),
        written: crate::cookies::Written::of_request(session, ports::Timestamp::default()),
        believed: oidc::Believed::default(),
        upstream: crate::told::Telling::default(),
        downstream: crate::told::Telling::default(),
        cookies: None,
    })
}

#[test]
fn other_keys_make_other_facts() {
    let verified = Verified::default();
    verified.with(1).keep(b"a.b.c", &kept());
    assert!(verified.with(1).find(b"a.b.c").is_some());
    assert!(verified.with(2).find(b"a.b.c").is_none());
}

// JW-56, CA-04
#[test]
fn another_signature_is_another_token() {
    let verified = Verified::default();
    // Long enough that only samples of it are hashed.
    let said = format!("{}.{}.", "h".repeat(100), "p".repeat(800));
    let token = [&said, &*"s".repeat(300)].concat();
    verified.with(1).keep(token.as_bytes(), &kept());
    assert!(verified.with(1).find(token.as_bytes()).is_some());
    for at in 0..token.len() {
        let mut other = token.clone().into_bytes();
        other[at] = b'x';
        assert!(verified.with(1).find(&other).is_none(), "{at}");
    }
    for other in [&token[..token.len() - 1], &said, &[&token, "s"].concat()] {
        assert!(
            verified.with(1).find(other.as_bytes()).is_none(),
            "{}",
            other.len()
        );
    }
}
