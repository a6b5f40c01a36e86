use super::*;
use crate::identity::Claimed;

#[test]
fn other_keys_make_other_facts() {
    let verified = Verified::default();
    let session = serde_json::from_value(serde_json::json!({ "s": "bot", "a": "a.b.c" })).unwrap();
    let kept = Rc::new(Kept {
        claimed: Claimed::default(),
        written: crate::cookies::Written::of_request(session, ports::Timestamp::default()),
        believed: oidc::Believed::default(),
        upstream: crate::told::Telling::default(),
        downstream: crate::told::Telling::default(),
        cookies: None,
    });
    verified.with(1).keep(b"a.b.c", &kept);
    assert!(verified.with(1).find(b"a.b.c").is_some());
    assert!(verified.with(2).find(b"a.b.c").is_none());
}
