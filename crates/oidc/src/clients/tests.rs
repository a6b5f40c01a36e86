use jose::Secret;

use super::*;
use crate::samples;
use crate::{AccessTokenKind, Approach, Client, RedirectUri};

const NOW: Timestamp = Timestamp::from_seconds(1000);

/// Three clients; the second has a callback of its own.
fn clients() -> Vec<Rules> {
    let client = |(id, callback): (&str, &str)| Client {
        id: id.into(),
        redirect_uri: Some(RedirectUri::parse(&format!("https://gw.example{callback}")).unwrap()),
        ..samples::rules().client
    };
    let clients = [("app", "/callback"), ("shop", "/shop"), ("7", "/callback")].map(client);
    let of = |client: &Client| {
        let mut rules = samples::rules();
        rules.clients = clients.to_vec();
        rules.client.clone_from(client);
        rules.logout.approaches = vec![Approach::Visit];
        rules.logout.suffix = Some("/logout".into());
        rules
    };
    clients.iter().map(of).collect()
}

fn session(client: Option<&str>, end: i64) -> Opened {
    Opened::Valid(Box::new(Session {
        client: client.map(str::to_owned),
        expires_at: Some(Timestamp::from_seconds(end)),
        ..Session::of_request("ada", Secret::new("A1"), AccessTokenKind::Opaque)
    }))
}

fn picked(presented: &Presented<'_>, session: &Opened, asked: Option<&str>) -> usize {
    let rules = clients();
    chosen(&rules.iter().collect::<Vec<_>>(), presented, session, asked, NOW)
}

#[test]
fn by_id_or_number_or_else_the_first() {
    for (asked, client) in [
        (None, 0),
        (Some("app"), 0),
        (Some("shop"), 1),
        (Some("1"), 0),
        (Some("2"), 1),
        (Some("3"), 2),
        // An id goes before a number.
        (Some("7"), 2),
        (Some("0"), 0),
        (Some("4"), 0),
        (Some("-1"), 0),
        (Some("SHOP"), 0),
        (Some(""), 0),
        (Some("18446744073709551616"), 0),
    ] {
        let presented = samples::visit("/orders", None);
        assert_eq!(picked(&presented, &Opened::Nothing, asked), client, "{asked:?}");
    }
}

#[test]
fn a_session_belongs_to_its_client_while_it_lives() {
    let at = |path, session: &Opened, asked| picked(&samples::visit(path, None), session, asked);
    let shop = session(Some("shop"), 2000);
    assert_eq!(at("/orders", &shop, None), 1);
    assert_eq!(at("/orders", &shop, Some("app")), 1);
    // From before there were several.
    assert_eq!(at("/orders", &session(None, 2000), Some("shop")), 0);
    let over = session(Some("shop"), 500);
    assert_eq!(at("/orders", &over, Some("7")), 2);
    assert_eq!(at("/orders", &over, None), 0);
    // Nobody else may have its tokens revoked.
    assert_eq!(at("/orders/logout", &over, Some("7")), 1);
    let gone = session(Some("gone"), 2000);
    assert_eq!(at("/orders", &gone, Some("shop")), 1);
    assert_eq!(at("/orders", &gone, None), 0);
}

#[test]
fn a_login_ends_as_it_began() {
    let back = |client: Option<&str>, path, query, session: &Opened| {
        let pending = crate::Pending {
            client: client.map(str::to_owned),
            ..samples::pending()
        };
        let presented = Presented {
            pending: PendingCookie::Logins(vec![pending]),
            ..samples::visit(path, Some(query))
        };
        picked(&presented, session, Some("7"))
    };
    let (nobody, query) = (Opened::Nothing, "code=C1&state=S1");
    assert_eq!(back(Some("shop"), "/shop", query, &nobody), 1);
    assert_eq!(back(Some("shop"), "/shop", query, &session(Some("app"), 2000)), 1);
    assert_eq!(back(None, "/callback", query, &nobody), 0);
    // Not there, not its state, not ours: what the request asks for counts.
    assert_eq!(back(Some("shop"), "/callback", query, &nobody), 2);
    assert_eq!(back(Some("shop"), "/shop", "code=C1&state=S2", &nobody), 2);
    assert_eq!(back(Some("gone"), "/shop", query, &nobody), 2);
}
