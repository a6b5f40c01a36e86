use super::*;

fn headers(all: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in all {
        map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    map
}

// AD-01, AD-02
#[test]
fn who_shows_a_token_is_let_in_and_nobody_else() {
    let tokens = Admission::Tokens(vec!["new".to_owned().into(), "old".to_owned().into()]);
    for (shown, verdict) in [
        (&[("kong-admin-token", "new")][..], true),
        (&[("kong-admin-token", "old")], true),
        (&[("authorization", "Bearer new")], true),
        (&[("authorization", "bearer old")], true),
        (
            &[("kong-admin-token", "new"), ("authorization", "Bearer new")],
            true,
        ),
        (&[], false),
        (&[("kong-admin-token", "")], false),
        (&[("kong-admin-token", "ne")], false),
        (&[("kong-admin-token", "newer")], false),
        (&[("kong-admin-token", "NEW")], false),
        (&[("authorization", "new")], false),
        (&[("authorization", "Basic new")], false),
        (&[("authorization", "Bearer")], false),
        (&[("authorization", "Bearer  new")], false),
        // Who is meant, if two are named?
        (&[("kong-admin-token", "new"), ("kong-admin-token", "old")], false),
        (
            &[("kong-admin-token", "new"), ("authorization", "Bearer x")],
            false,
        ),
        (
            &[("kong-admin-token", "new"), ("authorization", "Basic x")],
            false,
        ),
        (&[("x-kong-admin-token", "new")], false),
    ] {
        assert_eq!(tokens.lets_in(&headers(shown)), verdict, "{shown:?}");
        assert!(Admission::Anybody.lets_in(&headers(shown)));
    }
    assert!(!Admission::Tokens(Vec::new()).lets_in(&headers(&[("kong-admin-token", "")])));
    assert_eq!(format!("{tokens:?}"), "Tokens([***, ***])");
}
