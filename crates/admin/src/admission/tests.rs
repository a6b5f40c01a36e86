use super::*;

fn headers(all: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in all {
        map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    map
}

fn admission(strangers: Strangers) -> Admission {
    let token = |role, text: &str| (role, text.to_owned().into());
    Admission {
        tokens: vec![
            token(Role::Admin, "new"),
            token(Role::Admin, "old"),
            token(Role::ReadOnly, "eyes"),
        ],
        strangers,
    }
}

const ADMIN: Result<Caller, WrongToken> = Ok(Caller::Known(Role::Admin));
const EYES: Result<Caller, WrongToken> = Ok(Caller::Known(Role::ReadOnly));
const WRONG: Result<Caller, WrongToken> = Err(WrongToken);

// AD-01, AD-02
#[test]
fn who_shows_a_token_is_let_in_and_nobody_else() {
    let nobody = Ok(Caller::Stranger);
    for (shown, caller) in [
        (&[("kong-admin-token", "new")][..], ADMIN),
        (&[("kong-admin-token", "old")], ADMIN),
        (&[("authorization", "Bearer new")], ADMIN),
        (&[("authorization", "bearer old")], ADMIN),
        (
            &[("kong-admin-token", "new"), ("authorization", "Bearer new")],
            ADMIN,
        ),
        (&[("kong-admin-token", "eyes")], EYES),
        (&[("authorization", "Bearer eyes")], EYES),
        (&[], nobody),
        (&[("kong-admin-token", "")], WRONG),
        (&[("kong-admin-token", "ne")], WRONG),
        (&[("kong-admin-token", "newer")], WRONG),
        (&[("kong-admin-token", "NEW")], WRONG),
        (&[("authorization", "new")], WRONG),
        (&[("authorization", "Basic new")], WRONG),
        (&[("authorization", "Bearer")], WRONG),
        (&[("authorization", "Bearer  new")], WRONG),
        // Who is meant, if two are named?
        (&[("kong-admin-token", "new"), ("kong-admin-token", "old")], WRONG),
        (
            &[("kong-admin-token", "eyes"), ("kong-admin-token", "new")],
            WRONG,
        ),
        (
            &[("kong-admin-token", "new"), ("authorization", "Bearer x")],
            WRONG,
        ),
        (
            &[("kong-admin-token", "new"), ("authorization", "Basic x")],
            WRONG,
        ),
        (&[("x-kong-admin-token", "new")], nobody),
    ] {
        let judged = admission(Strangers::ReadStatus).caller(Reach::Others, &headers(shown));
        assert_eq!(judged, caller, "{shown:?}");
    }
    let without = Admission {
        tokens: Vec::new(),
        strangers: Strangers::ReadStatus,
    };
    assert_eq!(
        without.caller(Reach::Others, &headers(&[("kong-admin-token", "")])),
        WRONG
    );
    let shown = format!("{:?}", admission(Strangers::ReadStatus));
    assert!(!shown.contains("new") && !shown.contains("eyes"), "{shown}");
}

#[test]
fn where_no_token_is_asked_for_one_that_is_shown_still_counts() {
    for (strangers, reach, unknown) in [
        (Strangers::ReadStatus, Reach::Machine, Caller::Local),
        (Strangers::MayAll, Reach::Machine, Caller::Local),
        (Strangers::MayAll, Reach::Others, Caller::Anybody),
    ] {
        for (shown, caller) in [
            (&[][..], Ok(unknown)),
            (&[("kong-admin-token", "new")], ADMIN),
            (&[("kong-admin-token", "eyes")], EYES),
            (&[("authorization", "Bearer eyes")], EYES),
            (&[("kong-admin-token", "wrong")], WRONG),
            (&[("kong-admin-token", "")], WRONG),
            (
                &[("kong-admin-token", "eyes"), ("kong-admin-token", "new")],
                WRONG,
            ),
            // What a proxy before us writes is not meant for us.
            (&[("authorization", "Bearer of-somebody-else")], Ok(unknown)),
            (&[("authorization", "Basic eyes")], Ok(unknown)),
        ] {
            let judged = admission(strangers).caller(reach, &headers(shown));
            assert_eq!(judged, caller, "{shown:?} {strangers:?} {reach:?}");
        }
    }
}
