//! The tree.

use super::Violations;
use crate::{Step, Violation};

#[test]
fn merging_joins_what_stands_at_the_same_place() {
    let mut tree = Violations::default();
    tree.add_at(
        vec![Step::from("services"), Step::from(0), Step::from("host")],
        Violation::HostWithPort,
    );
    tree.merge(Violations::from(Violation::NotUuid).at("id").at(0).at("services"));
    tree.add_rule(Violation::UrlWithoutHost);
    let told: Vec<_> = tree
        .iter()
        .map(|(path, violation)| (path.to_string(), violation.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (String::new(), Violation::UrlWithoutHost),
            ("services[0].host".to_owned(), Violation::HostWithPort),
            ("services[0].id".to_owned(), Violation::NotUuid),
        ]
    );
    assert_eq!(tree.len(), 3);
    assert!(tree.has("services") && !tree.has("routes"));
}

#[test]
fn nothing_stays_nothing_further_out() {
    assert!(Violations::default().at("services").is_empty());
}
