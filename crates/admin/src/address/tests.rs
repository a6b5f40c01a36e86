use model::Catalogue;

use super::{Address, segments};

/// The address in a few words.
fn meant(path: &str) -> Option<String> {
    let catalogue = Catalogue::new([]);
    let address = Address::of(&catalogue, &segments(path)?)?;
    Some(match address {
        Address::All(entity) => format!("all {}", entity.name),
        Address::One(entity, named) => format!("one of {}: {}", entity.name, named.0),
        Address::Children(family) => {
            let (children, parent) = (family.children.name, family.parent.name);
            format!(
                "{children} whose {} is {parent}: {}",
                family.link.field, family.named.0
            )
        }
        Address::Child(family, child) => {
            let (children, parent) = (family.children.name, family.parent.name);
            format!(
                "{}: {} whose {} is {parent}: {}",
                children, child.0, family.link.field, family.named.0
            )
        }
        Address::Others(circle) => {
            let (others, around) = (circle.others.name, circle.around.name);
            format!("{others} with one of {around}: {}", circle.named.0)
        }
        Address::Other(circle, other) => {
            let (others, around) = (circle.others.name, circle.around.name);
            format!("{others}: {} with one of {around}: {}", other.0, circle.named.0)
        }
        Address::Linked { of, named, link, to } => {
            format!("{} of {}: {}, one of {}", link.field, of.name, named.0, to.name)
        }
    })
}

#[test]
fn paths_follow_from_entities_and_their_links() {
    for (path, address) in [
        ("/services", "all services"),
        ("/services/", "all services"),
        ("/services/a", "one of services: a"),
        ("/services/a%20b%2Fc", "one of services: a b/c"),
        ("/services/a/routes", "routes whose service is services: a"),
        ("/services/a/routes/r/", "routes: r whose service is services: a"),
        ("/routes/r/service", "service of routes: r, one of services"),
        ("/routes/r/plugins", "plugins whose route is routes: r"),
        (
            "/consumers/bob/plugins/p",
            "plugins: p whose consumer is consumers: bob",
        ),
        (
            "/consumers/bob/consumer_groups",
            "consumer_groups with one of consumers: bob",
        ),
        (
            "/consumer_groups/gold/consumers/bob",
            "consumers: bob with one of consumer_groups: gold",
        ),
        (
            "/consumer_groups/gold/plugins",
            "plugins whose consumer_group is consumer_groups: gold",
        ),
        ("/key-sets", "all key_sets"),
        ("/key-sets/s/keys", "keys whose set is key_sets: s"),
        ("/keys/k/set", "set of keys: k, one of key_sets"),
        ("/upstreams/u/targets", "targets whose upstream is upstreams: u"),
        (
            "/certificates/c/snis",
            "snis whose certificate is certificates: c",
        ),
        (
            "/certificates/c/services",
            "services whose client_certificate is certificates: c",
        ),
    ] {
        assert_eq!(meant(path).as_deref(), Some(address), "{path}");
    }
}

#[test]
fn other_paths_mean_nothing() {
    for path in [
        "/",
        "//services",
        "/services//a",
        "/Services",
        "/key_sets",
        "/targets",
        "/targets/t",
        "/targets/t/upstream",
        "/snis/s/certificate",
        "/services/a/consumers",
        "/services/a/routes/r/plugins",
        "/routes/r/service/x",
        "/services/%ff",
    ] {
        assert_eq!(meant(path), None, "{path}");
    }
}
