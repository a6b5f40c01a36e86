use std::rc::Rc;

use plugin::{Credential, Kind};
use plugins::Acl;
use serde_json::{Value, json};

use crate::people::{map, people, prove};
use crate::request::{faults, get, refused, seat};

const KIND: Kind = Kind::of::<Acl>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("acl", 950));
}

#[derive(Clone, Copy, Debug)]
enum Sender {
    Unknown,
    Proven,
    Anonymous,
    /// An identity provider vouches for it, and tells these groups.
    Vouched,
    Strange,
}

const UNAUTHORIZED: Option<(u16, &str)> = Some((401, "Unauthorized"));
const FORBIDDEN: Option<(u16, &str)> = Some((403, "You cannot consume this service"));

/// Ada is in `admin` and `dev`, Bob in no group. An identity provider says `staff` and `dev` of everybody it knows.
#[tokio::test]
async fn who_passes() {
    let groups = [
        ("acls", "ada", json!({ "group": "dev" })),
        ("acls", "ada", json!({ "group": "admin" })),
    ];
    let allow = |groups: &[&str]| json!({ "allow": groups });
    let deny = |groups: &[&str]| json!({ "deny": groups });
    let always = |mut config: Value| {
        config["always_use_authenticated_groups"] = json!(true);
        config
    };
    for (config, consumer, sender, expected) in [
        (allow(&["dev"]), "ada", Sender::Proven, None),
        (allow(&["none", "admin"]), "ada", Sender::Proven, None),
        (allow(&["Dev"]), "ada", Sender::Proven, FORBIDDEN),
        (allow(&["dev"]), "bob", Sender::Proven, FORBIDDEN),
        (deny(&["dev"]), "ada", Sender::Proven, FORBIDDEN),
        (deny(&["none"]), "ada", Sender::Proven, None),
        (deny(&["dev"]), "bob", Sender::Proven, None),
        (allow(&["dev"]), "ada", Sender::Unknown, UNAUTHORIZED),
        (deny(&["none"]), "ada", Sender::Unknown, UNAUTHORIZED),
        // Nothing proves that it is Ada.
        (allow(&["dev"]), "ada", Sender::Anonymous, None),
        (allow(&["none"]), "ada", Sender::Anonymous, UNAUTHORIZED),
        (deny(&["dev"]), "ada", Sender::Anonymous, UNAUTHORIZED),
        // Whoever is vouched for without a consumer has the groups that are told.
        (allow(&["staff"]), "", Sender::Vouched, None),
        (allow(&["none"]), "", Sender::Vouched, FORBIDDEN),
        (deny(&["none"]), "", Sender::Strange, UNAUTHORIZED),
        (deny(&["staff"]), "", Sender::Vouched, FORBIDDEN),
        // A consumer's own groups count, unless it is said otherwise.
        (always(allow(&["admin"])), "ada", Sender::Proven, None),
        (always(allow(&["staff"])), "ada", Sender::Proven, FORBIDDEN),
    ] {
        let seat = seat(&KIND, config.clone()).unwrap();
        let mut exchange = get("/", &[]);
        exchange.directory = people(&groups);
        match sender {
            Sender::Unknown => {}
            Sender::Proven => prove(&mut exchange, consumer),
            Sender::Anonymous => {
                prove(&mut exchange, consumer);
                exchange.credential = None;
            }
            Sender::Vouched => {
                exchange.authenticated_groups = Some(["staff".into(), "dev".into()].into());
                let (id, entity) = ("carol".into(), None);
                exchange.credential = Some(Credential { id, entity });
            }
            // By an identity provider that tells no groups.
            Sender::Strange => {
                let (id, entity) = ("carol".into(), None);
                exchange.credential = Some(Credential { id, entity });
            }
        }
        let found = refused(&seat, &mut exchange).await;
        let found = found.as_ref().map(|(status, words, _)| (*status, words.as_str()));
        assert_eq!(found, expected, "{config} {consumer} {sender:?}");
    }
}

#[tokio::test]
async fn groups_that_are_told_of_a_consumer() {
    let groups = [("acls", "ada", json!({ "group": "admin" }))];
    let told: Option<Rc<[Box<str>]>> = Some(["staff".into()].into());
    for (is_mapped, told, always, allowed, passes) in [
        (false, &told, false, "admin", true),
        (false, &told, false, "staff", false),
        (false, &told, true, "admin", false),
        (false, &told, true, "staff", true),
        // Whoever says which consumer it is says the groups too, if any.
        (true, &told, false, "admin", false),
        (true, &told, false, "staff", true),
        (true, &told, true, "staff", true),
        (true, &None, false, "admin", true),
        (true, &None, true, "admin", true),
        (true, &None, false, "staff", false),
    ] {
        let config = json!({ "allow": [allowed], "always_use_authenticated_groups": always });
        let mut exchange = get("/", &[]);
        exchange.directory = people(&groups);
        match is_mapped {
            true => map(&mut exchange, "ada"),
            false => prove(&mut exchange, "ada"),
        }
        exchange.authenticated_groups.clone_from(told);
        let found = refused(&seat(&KIND, config).unwrap(), &mut exchange).await;
        let found = found.map(|(status, ..)| status);
        let expected = (!passes).then_some(403);
        assert_eq!(found, expected, "{is_mapped} {told:?} {always} {allowed}");
    }
}

#[tokio::test]
async fn the_service_is_told_the_groups() {
    let groups = [
        ("acls", "ada", json!({ "group": "dev" })),
        ("acls", "ada", json!({ "group": "admin" })),
        ("acls", "bob", json!({ "group": "a\r\nx-consumer-id: ada" })),
    ];
    let header = |exchange: &plugin::Exchange, name: &'static str| {
        let value = exchange.head.text(&http::HeaderName::from_static(name));
        value.map(|value| {
            let mut groups: Vec<_> = value.split(", ").map(str::to_owned).collect();
            groups.sort();
            groups
        })
    };
    for (consumer, hides, vouched, expected) in [
        ("ada", false, false, [Some(vec!["admin", "dev"]), None]),
        ("ada", true, false, [None, None]),
        ("ada", false, true, [None, Some(vec!["staff"])]),
        // What would be a header of its own is not told.
        ("bob", false, false, [None, None]),
    ] {
        let config = json!({
            "deny": ["nobody"], "hide_groups_header": hides, "always_use_authenticated_groups": vouched,
        });
        let mut exchange = get("/", &[]);
        exchange.directory = people(&groups);
        prove(&mut exchange, consumer);
        exchange.authenticated_groups = vouched.then(|| ["staff".into()].into());
        assert_eq!(refused(&seat(&KIND, config).unwrap(), &mut exchange).await, None);
        let told = [
            header(&exchange, "x-consumer-groups"),
            header(&exchange, "x-authenticated-groups"),
        ];
        let expected = expected.map(|groups| groups.map(|all| all.into_iter().map(str::to_owned).collect()));
        assert_eq!(told, expected, "{consumer} {hides} {vouched}");
    }
}

#[test]
fn one_list_says_who_passes() {
    for config in [json!({}), json!({ "allow": ["a"], "deny": ["b"] })] {
        assert_eq!(faults(&KIND, &mut config.clone()).len(), 1, "{config}");
    }
}
