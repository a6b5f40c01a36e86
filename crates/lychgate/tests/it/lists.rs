//! The lists that a new plugin or option must be added to.

use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::entropy::SystemEntropy;
use lychgate::plugins::PLUGINS;
use plugin::Services;
use ports::{NodeSecrets, Outside, SystemClock, Work};
use schema::render::outline;
use schema::{Support, Value, check, fill};
use serde_json::json;
use testkit::http::Scripted;

use crate::binary::repository;

/// What each plugin must be told; everything else has a default.
fn required(plugin: &str) -> Value {
    match plugin {
        "openid-connect" => json!({
            "issuer": "https://idp.example",
            "client_id": ["gateway"],
            "redirect_uri": ["https://app.example/"],
        }),
        "acl" => json!({ "allow": ["staff"] }),
        "oauth2" => json!({ "enable_client_credentials": true, "provision_key": "a-key" }),
        "ip-restriction" => json!({ "deny": ["192.0.2.1"] }),
        _ => json!({}),
    }
}

#[test]
fn plugins_stand_in_the_order_in_which_they_act() {
    assert!(
        PLUGINS.is_sorted_by(|one, next| one.priority > next.priority),
        "{PLUGINS:?}"
    );
    let mut names: Vec<_> = PLUGINS.iter().map(|kind| kind.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), PLUGINS.len(), "two plugins have one name");
}

#[test]
fn every_plugin_runs_on_its_defaults() {
    for kind in PLUGINS {
        let schema = (kind.schema)();
        let mut config = required(kind.name);
        fill(&schema, &mut config);
        let found = check(&schema, &config);
        assert!(found.is_empty(), "{}: {found:?}", kind.name);
        assert_eq!(
            schema.used_inert(&config),
            [""; 0],
            "{}: a default without effect",
            kind.name
        );
        let built = kind.build(&config, &services());
        assert!(built.is_ok(), "{}: {:?}", kind.name, built.err());
    }
}

#[test]
fn every_option_has_a_sentence() {
    for kind in PLUGINS {
        for field in (kind.schema)().fields {
            assert!(field.description.ends_with('.'), "{}: {}", kind.name, field.name);
        }
    }
}

/// Only comfort or speed may be lost silently. Whoever adds a line says in its review that it is so.
#[test]
fn inert_options_are_a_closed_list() {
    let list = repository().join("tests/inert-options.txt");
    let text = std::fs::read_to_string(&list).unwrap();
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut listed: Vec<_> = lines.collect();
    listed.sort_unstable();
    let mut inert = catalogue(PLUGINS).inert();
    inert.sort_unstable();
    assert_eq!(listed, inert, "left: {}, right: the schemas", list.display());
}

/// Every option of a plugin, as a page for people.
fn page(kind: &plugin::Kind) -> String {
    let schema = (kind.schema)();
    let facts = outline::lines(&schema);
    let mut page = format!(
        "# The options of {name}\n\nMade from the schema that `lychgate check` judges by; a test keeps it so. \
         *Inert*: accepted, without effect yet. *Refused*: may\nnot be written yet, since it restricts or protects. \
         What `lychgate_` begins is our own.\n\n| option | type and default | here | what it means |\n|---|---|---|---|\n",
        name = kind.name
    );
    for field in &schema.fields {
        let beginning = format!("{}: ", field.name);
        let facts = facts
            .iter()
            .find_map(|line| line.strip_prefix(&beginning))
            .unwrap();
        let here = match (field.support, field.refused.is_empty()) {
            (Support::Honoured, true) => "works",
            (Support::Honoured, false) => "works in part",
            (Support::Inert, _) => "inert",
            (Support::Refused, _) => "refused",
        };
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        page.push_str(&format!(
            "| `{}` | {} | {here} | {} |\n",
            field.name,
            cell(facts),
            cell(field.description)
        ));
    }
    page
}

/// To write it anew: `LYCHGATE_UPDATE=1 cargo test -p lychgate --test it lists`.
#[test]
fn the_page_of_options_says_what_the_schemas_say() {
    let kind = PLUGINS.iter().find(|kind| kind.name == "openid-connect").unwrap();
    let file = repository().join("docs/options.md");
    if std::env::var_os("LYCHGATE_UPDATE").is_some() {
        std::fs::write(&file, page(kind)).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(
        written == page(kind),
        "docs/options.md is not what the schema says: write it anew"
    );
}

fn services() -> Services {
    Services {
        http: Scripted::new().port(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        outside: Arc::new(Nowhere),
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![1; 32]])),
        deposits: Arc::new(testkit::deposits::InMemory::default()),
        shared: Arc::default(),
    }
}

/// To be built is no reason to call anybody: what is given to it is let go.
struct Nowhere;

impl Outside for Nowhere {
    fn run(&self, work: Work) {
        drop(work);
    }
}
