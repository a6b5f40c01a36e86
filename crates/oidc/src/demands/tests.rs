use serde_json::{Value, json};

use super::{Demands, NotAllowed, Subject};
use crate::{Believed, ClaimPath, Demand, Source};

fn believed(access_token: Value, id_token: Value) -> Believed {
    let claims = |value: Value| jose::Claims::read(value.to_string().as_bytes()).ok();
    Believed {
        access_token: claims(access_token),
        id_token: claims(id_token),
        userinfo: None,
        introspection: None,
        hearsay: None,
    }
}

fn demand(claim: &str, one_of: &[&str]) -> Demand {
    let one_of: Vec<String> = one_of.iter().map(ToString::to_string).collect();
    Demand::new(ClaimPath::new([claim.to_owned()]).unwrap(), &one_of)
}

fn demands(places: &[Source]) -> Demands {
    Demands {
        claims: vec![
            (Subject::Scopes, demand("scope", &["orders:read"])),
            (Subject::Groups, demand("groups", &["staff", "owner admin"])),
        ],
        forbidden: vec!["suspended".into()],
        places: places.to_vec(),
    }
}

// TK-10
#[test]
fn all_of_them_must_be_met() {
    let judge = |access_token| demands(&[Source::AccessToken]).judge(&believed(access_token, json!(null)));
    let lacks = |subject| Err(NotAllowed::Lacks(subject));
    assert_eq!(
        judge(json!({ "scope": "openid orders:read", "groups": ["staff"] })),
        Ok(())
    );
    assert_eq!(
        judge(json!({ "scope": "orders:read", "groups": ["admin", "owner"] })),
        Ok(())
    );
    assert_eq!(
        judge(json!({ "scope": "openid", "groups": ["staff"] })),
        lacks(Subject::Scopes)
    );
    assert_eq!(
        judge(json!({ "scope": "orders:read", "groups": ["admin"] })),
        lacks(Subject::Groups)
    );
    assert_eq!(judge(json!({ "scope": "orders:read" })), lacks(Subject::Groups));
    // An opaque token says nothing, which meets nothing.
    assert_eq!(judge(json!(null)), lacks(Subject::Scopes));
    assert_eq!(
        judge(json!({ "scope": "orders:read", "groups": ["staff"], "suspended": false })),
        Err(NotAllowed::Forbidden("suspended".into()))
    );
}

#[test]
fn claims_count_where_they_are_looked_for_only() {
    let id_token = json!({ "scope": "orders:read", "groups": ["staff"] });
    let lacks = |subject| Err(NotAllowed::Lacks(subject));
    let in_access_token = demands(&[Source::AccessToken]);
    assert_eq!(
        in_access_token.judge(&believed(json!(null), id_token.clone())),
        lacks(Subject::Scopes)
    );
    let in_both = demands(&[Source::AccessToken, Source::IdToken]);
    assert_eq!(in_both.judge(&believed(json!(null), id_token.clone())), Ok(()));
    // The first place that has the claim decides.
    let other = json!({ "groups": ["guests"] });
    assert_eq!(in_both.judge(&believed(other, id_token)), lacks(Subject::Groups));
    // What nobody may have is forbidden anywhere.
    let suspended = json!({ "suspended": null, "x": { "suspended": 1 } });
    let good = json!({ "scope": "orders:read", "groups": ["staff"] });
    assert_eq!(
        in_access_token.judge(&believed(good, suspended)),
        Err(NotAllowed::Forbidden("suspended".into()))
    );
}

#[test]
fn nothing_demanded_is_always_met() {
    assert!(Demands::default().is_empty());
    assert_eq!(Demands::default().judge(&Believed::default()), Ok(()));
}

// TK-12, JW-41: an audience, or how somebody signed in, is demanded as groups are.
#[test]
fn tokens_of_others_and_weaker_sign_ins() {
    let demands = Demands {
        claims: vec![
            (Subject::Audience, demand("aud", &["orders"])),
            (Subject::Roles, demand("acr", &["urn:strong"])),
        ],
        forbidden: Vec::new(),
        places: vec![Source::AccessToken],
    };
    let judge = |token: Value| demands.judge(&believed(token, json!(null)));
    assert_eq!(
        judge(json!({ "aud": ["orders", "x"], "acr": "urn:strong" })),
        Ok(())
    );
    assert_eq!(
        judge(json!({ "aud": "another", "acr": "urn:strong" })),
        Err(NotAllowed::Lacks(Subject::Audience))
    );
    assert_eq!(
        judge(json!({ "aud": "orders", "acr": "urn:weak" })),
        Err(NotAllowed::Lacks(Subject::Roles))
    );
    assert_eq!(
        judge(json!({ "aud": "orders" })),
        Err(NotAllowed::Lacks(Subject::Roles))
    );
}

#[test]
fn hearsay_is_enough_to_refuse() {
    let demands = demands(&[Source::AccessToken, Source::IdToken, Source::Userinfo]);
    let good = json!({ "scope": "orders:read", "groups": ["staff"] });
    let claims = |value: Value| jose::Claims::read(value.to_string().as_bytes()).ok();
    let mut believed = believed(good.clone(), json!(null));
    believed.hearsay = claims(json!({ "suspended": true }));
    assert_eq!(
        demands.judge(&believed),
        Err(NotAllowed::Forbidden("suspended".into()))
    );
    // And never to let in.
    believed.access_token = None;
    believed.hearsay = claims(good);
    assert_eq!(demands.judge(&believed), Err(NotAllowed::Lacks(Subject::Scopes)));
}
