//! Certificates that are shown by name.

use std::sync::Arc;

use serde_json::{Value, json};
use testkit::tls::{Authority, Certified};

use crate::compile::{Plan, Problem, compile};
use crate::fakes::{KINDS, services, snapshot};

fn sni(name: &str) -> (&'static str, &str, Value) {
    let certificate = model::Id::named("certificates", "c").to_string();
    ("snis", name, json!({ "certificate": { "id": certificate } }))
}

fn certificate(cert: &str, key: &str) -> (&'static str, &'static str, Value) {
    ("certificates", "c", json!({ "cert": cert, "key": key }))
}

fn of(certified: &Certified) -> (&'static str, &'static str, Value) {
    certificate(&certified.certificate, &certified.key)
}

fn made(entities: &[(&'static str, &str, Value)], before: Option<&Plan>) -> (Plan, Vec<Problem>) {
    compile(&snapshot(entities), KINDS, &services(), before)
}

#[test]
fn names_share_what_was_made_of_their_certificate_and_other_plans_take_it_over() {
    let authority = Authority::new();
    let (one, other) = (authority.certify(&["a.test"]), authority.certify(&["a.test"]));
    let (first, problems) = made(&[sni("a.test"), sni("*.B.test"), of(&one)], None);
    assert_eq!(problems, []);
    let shown = |plan: &Plan, name: &str| plan.certificates().find(name).cloned();
    let a = shown(&first, "a.test").unwrap();
    assert!(Arc::ptr_eq(&a, &shown(&first, "x.b.test").unwrap()));
    assert!(shown(&first, "c.test").is_none());
    let (second, _) = made(&[of(&one), sni("a.test")], Some(&first));
    assert!(Arc::ptr_eq(&a, &shown(&second, "a.test").unwrap()));
    let (third, _) = made(&[of(&other), sni("a.test")], Some(&second));
    assert!(!Arc::ptr_eq(&a, &shown(&third, "a.test").unwrap()));
}

#[test]
fn what_cannot_be_shown_is_told_and_the_others_are_shown() {
    let authority = Authority::new();
    let (one, other) = (authority.certify(&["a.test"]), authority.certify(&["a.test"]));
    let unreadable = ("snis", "a.test", json!({}));
    for (entities, code) in [
        (vec![sni("a.test")], "sni.certificate_missing"),
        (
            vec![sni("a.test"), certificate("nonsense", &one.key)],
            "sni.certificate_missing",
        ),
        (
            vec![sni("a.test"), certificate(&one.certificate, &other.key)],
            "tls.certificate_unusable",
        ),
        (vec![unreadable, of(&one)], "entity.quarantined"),
    ] {
        let (plan, problems) = made(&entities, None);
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code]);
        assert!(plan.certificates().find("a.test").is_none());
    }
}
