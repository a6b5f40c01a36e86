//! Documents, and the files that are written of them.

use model::{DEFAULT_WORKSPACE, Document, Id};
use schema::Value;
use serde_json::json;

use super::{catalogue, documents};
use crate::declarative::{Defaults, Secrets, Selection, write};

const EVERYTHING: Selection<'static> = Selection {
    workspace: (DEFAULT_WORKSPACE, "default"),
    select_tags: &[],
    defaults: Defaults::LeftOut,
    secrets: Secrets::Written,
};

fn written(documents: &[Document], selection: &Selection<'_>) -> String {
    write(&catalogue(), documents, selection).unwrap_or_else(|unwritable| panic!("{unwritable:?}"))
}

const FILE: &str = "\
_format_version: '3.0'
consumers:
- {username: zoe, plugins: [{name: limit, config: {count: 9}}]}
- {username: bob, custom_id: '0755'}
services:
- name: shop
  url: https://shop.example/base
  tags: [public, team-a]
  routes:
  - {paths: [/b], name: b, tags: [public]}
  - {paths: [/a, ~/x/(y|z)$], name: a, methods: [GET]}
  plugins:
  - {name: limit}
plugins:
- {name: limit, route: b, consumer: bob, config: {count: 7}, tags: [public]}
";

#[test]
fn a_file_is_nested_sorted_and_without_defaults() {
    let file = written(&documents(FILE), &EVERYTHING);
    let expected = "\
_format_version: \"3.0\"
services:
- name: shop
  protocol: https
  host: shop.example
  port: 443
  path: /base
  tags:
  - public
  - team-a
  routes:
  - name: a
    methods:
    - GET
    paths:
    - /a
    - \"~/x/(y|z)$\"
  - name: b
    tags:
    - public
    paths:
    - /b
  plugins:
  - name: limit
consumers:
- username: bob
  custom_id: \"0755\"
- username: zoe
  plugins:
  - name: limit
    config:
      count: 9
plugins:
- name: limit
  route: b
  consumer: bob
  config:
    count: 7
  tags:
  - public
";
    // Whatever the ids are, each stands below the name.
    let lines = file.lines().filter(|line| !line.trim_start().starts_with("id: "));
    let without_ids: String = lines.map(|line| format!("{line}\n")).collect();
    assert_eq!(without_ids, expected);
    assert_eq!(file.matches(" id: ").count(), 8, "{file}");
}

#[test]
fn times_are_the_stores_to_say() {
    let mut documents = documents(FILE);
    for document in &mut documents {
        let members = document.body.as_object_mut().unwrap();
        members.insert("created_at".to_owned(), 1.into());
    }
    let file = written(&documents, &EVERYTHING);
    assert!(!file.contains("created_at"), "{file}");
}

#[test]
fn what_is_written_reads_as_the_same_and_is_written_the_same() {
    let first = documents(FILE);
    for defaults in [Defaults::LeftOut, Defaults::Written] {
        let selection = Selection {
            defaults,
            secrets: Secrets::Written,
            ..EVERYTHING
        };
        let file = written(&first, &selection);
        let again = documents(&file);
        let sorted = |documents: &[Document]| {
            let mut all: Vec<_> = documents
                .iter()
                .map(|one| (one.kind, one.id, model::Digest::of(&one.body)))
                .collect();
            all.sort_by_key(|(kind, id, _)| (*kind, *id));
            all
        };
        assert_eq!(sorted(&first), sorted(&again), "{file}");
        assert_eq!(written(&again, &selection), file);
    }
}

#[test]
fn tags_select_and_a_link_to_what_is_left_out_is_told() {
    let tags = ["public".to_owned()];
    let selection = Selection {
        select_tags: &tags,
        ..EVERYTHING
    };
    let file = written(&documents(FILE), &selection);
    assert!(
        file.starts_with("_format_version: \"3.0\"\n_info:\n  select_tags:\n  - public\n"),
        "{file}"
    );
    assert!(
        file.contains("name: shop") && file.contains("- name: b"),
        "{file}"
    );
    // Bob is not public; the plugin for him is.
    assert!(
        !file.contains("username: bob") && file.contains("consumer: bob"),
        "{file}"
    );
    assert!(!file.contains("- name: a\n"), "{file}");
}

#[test]
fn a_link_to_somebody_without_a_clear_name_is_an_id() {
    let documents = documents(
        "
_format_version: '3.0'
services: [{name: 0dc6f45b-8f8d-40d2-a504-473544ee190b, id: 91020192-062d-416f-a275-9addeeaffaf2, host: a}]
consumers: [{username: bob}]
plugins: [{name: limit, service: {id: 91020192-062d-416f-a275-9addeeaffaf2}, consumer: bob}]
",
    );
    let file = written(&documents, &EVERYTHING);
    assert!(
        file.contains("  service:\n    id: 91020192-062d-416f-a275-9addeeaffaf2\n"),
        "{file}"
    );
}

#[test]
fn what_does_not_pass_its_checks_is_not_left_out_in_silence() {
    let id = Id::parse("91020192-062d-416f-a275-9addeeaffaf2").unwrap();
    let document = |kind, body| Document {
        kind,
        id,
        workspace: DEFAULT_WORKSPACE,
        body,
    };
    let damaged = [
        document("services", Value::Null),
        document("routes", json!({ "paths": [5] })),
        document("vaults", json!({ "name": "hcv", "prefix": "my-env" })),
    ];
    let unwritable = write(&catalogue(), &damaged, &EVERYTHING).unwrap_err();
    let mut kinds: Vec<_> = unwritable.iter().map(|one| one.kind).collect();
    kinds.sort_unstable();
    assert!(
        ["services", "routes", "vaults"]
            .iter()
            .all(|kind| kinds.contains(kind)),
        "{unwritable:?}"
    );
    let text = unwritable[0].to_string();
    assert!(text.ends_with("(declarative.unwritable)"), "{text}");
}
