//! Files beside a store: which entities are the same, what is different, and what is to be changed.

use model::Document;
use schema::Value;
use serde_json::json;

use super::{catalogue, documents};
use crate::Change;
use crate::declarative::{
    Absent, Beside, Declarative, Difference, Faults, FieldChange, What, changes, compare, read_beside,
};

/// What is there: made with ids of their own, as the Admin API makes them.
const THERE: &str = "\
_format_version: '3.0'
services:
- id: 91020192-062d-416f-a275-9addeeaffaf2
  name: shop
  host: a.example
  tags: [public]
  routes:
  - {id: 91020192-062d-416f-a275-9addeeaffaf3, name: shop, paths: [/shop], methods: [GET, POST]}
  plugins:
  - {id: 91020192-062d-416f-a275-9addeeaffaf4, name: openid-connect, config: {issuer: a, client_secret: [old]}}
consumers:
- {id: 91020192-062d-416f-a275-9addeeaffaf5, custom_id: one}
- {id: 91020192-062d-416f-a275-9addeeaffaf6, username: bob}
";

fn declared(text: &str, there: &[Document]) -> Result<Declarative, Faults> {
    let variable = |name: &str| (name == "DECK_HOST").then(|| "b.example".to_owned());
    let beside = Beside {
        now: 0,
        documents: there,
        workspace: None,
        variable: &variable,
    };
    read_beside(text, &catalogue(), &beside)
}

fn differences(text: &str) -> Vec<Difference> {
    let there = documents(THERE);
    let declared = declared(text, &there).unwrap_or_else(|faults| panic!("{faults}"));
    compare(&catalogue(), &there, &declared)
}

/// `+ routes shop`, `~ services shop: host`, `- consumers bob`.
fn outline(differences: &[Difference]) -> Vec<String> {
    let line = |difference: &Difference| {
        let (kind, title) = (difference.kind, &difference.title);
        match &difference.what {
            What::Created(_) => format!("+ {kind} {title}"),
            What::Deleted(_) => format!("- {kind} {title}"),
            What::Updated { fields, .. } => {
                let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                format!("~ {kind} {title}: {}", names.join(", "))
            }
        }
    };
    differences.iter().map(line).collect()
}

#[test]
fn an_entity_without_an_id_is_the_one_of_the_same_name_tuple_or_unique_field() {
    let same = "\
_format_version: '3.0'
plugins:
- {name: openid-connect, service: shop, config: {issuer: a, client_secret: [old]}}
routes:
- {name: shop, service: {name: shop}, paths: [/shop], methods: [POST, GET]}
services:
- {name: shop, host: a.example, tags: [public]}
consumers:
- {custom_id: one}
- {username: bob}
";
    assert_eq!(outline(&differences(same)), [""; 0]);
}

#[test]
fn what_is_created_updated_and_deleted_is_told_with_its_fields() {
    let text = "\
_format_version: '3.0'
services:
- name: shop
  host: ${{ env \"DECK_HOST\" }}
  retries: 1
  tags: [public]
  routes:
  - {name: other, paths: [/other]}
  plugins:
  - {name: openid-connect, config: {issuer: a, client_secret: [new], scopes: [openid, email]}}
consumers:
- {username: bob, custom_id: two}
";
    let differences = differences(text);
    assert_eq!(
        outline(&differences),
        [
            "- consumers 91020192-062d-416f-a275-9addeeaffaf5",
            "~ consumers bob: custom_id",
            "~ services shop: retries, host",
            "+ routes other, of service shop",
            "- routes shop, of service shop",
            "~ plugins openid-connect, of service shop: config.client_secret, config.scopes",
        ]
    );
    let fields = |number: usize| match &differences[number].what {
        What::Updated { fields, .. } => fields.clone(),
        other => panic!("{other:?}"),
    };
    let change = |name: &str, was: Value, now: Value| FieldChange {
        name: name.to_owned(),
        was,
        now,
    };
    assert_eq!(
        fields(2),
        [
            change("retries", json!(5), json!(1)),
            change("host", json!("a.example"), json!("b.example")),
        ]
    );
    // A secret is shown to be another one, and not which.
    assert_eq!(
        fields(5)[0],
        change("config.client_secret", json!("***"), json!("***"))
    );
}

#[test]
fn only_what_has_the_tags_of_the_file_is_deleted() {
    let text = "_format_version: '3.0'\n_info: {select_tags: [public]}\n";
    assert_eq!(outline(&differences(text)), ["- services shop"]);
}

#[test]
fn a_link_may_lead_to_what_is_there_and_to_nothing_else() {
    let text = "_format_version: '3.0'\nroutes: [{name: new, paths: [/], service: shop}]\n";
    let there = documents(THERE);
    let declared_there = declared(text, &there).unwrap();
    let service = &declared_there.documents[0].body["service"]["id"];
    assert_eq!(service, "91020192-062d-416f-a275-9addeeaffaf2");
    let fault = declared(text, &[]).unwrap_err().to_string();
    assert!(fault.contains("config.reference"), "{fault}");
    // With the service deleted it would be torn off.
    let differences = compare(&catalogue(), &there, &declared_there);
    let torn = changes(&catalogue(), &there, &differences, Absent::Deleted, 0).unwrap_err();
    let told: Vec<_> = torn.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("links to services shop"), "{told:?}");
    assert!(changes(&catalogue(), &there, &differences, Absent::Kept, 0).is_ok());
}

#[test]
fn a_workspace_that_is_not_there_is_a_fault() {
    for (text, is_good) in [
        ("_format_version: '3.0'\n_workspace: default\n", true),
        ("_format_version: '3.0'\n_workspace: other\n", false),
    ] {
        assert_eq!(declared(text, &[]).is_ok(), is_good, "{text}");
    }
}

/// The changes as `delete routes x`, by the ends of the ids.
fn steps(changes: &[Change]) -> Vec<String> {
    let end = |id: &model::Id| id.to_string().split_off(34);
    let step = |change: &Change| match change {
        Change::Insert(document) => format!("insert {} {}", document.kind, end(&document.id)),
        Change::Put(document) => format!("put {} {}", document.kind, end(&document.id)),
        Change::Replace { document, .. } => format!("replace {} {}", document.kind, end(&document.id)),
        Change::Delete { kind, id, .. } | Change::DeleteOnly(Document { kind, id, .. }) => {
            format!("delete {kind} {}", end(id))
        }
    };
    changes.iter().map(step).collect()
}

fn planned(text: &str, absent: Absent) -> Vec<Change> {
    let there = documents(THERE);
    let declared = declared(text, &there).unwrap_or_else(|faults| panic!("{faults}"));
    let differences = compare(&catalogue(), &there, &declared);
    changes(&catalogue(), &there, &differences, absent, 1_700_000_000_500).unwrap()
}

#[test]
fn parents_are_made_first_and_deleted_last() {
    let text = "\
_format_version: '3.0'
routes: [{id: 91020192-062d-416f-a275-9addeeaffa02, name: new, paths: [/n], service: new}]
services: [{id: 91020192-062d-416f-a275-9addeeaffa01, name: new, host: n.example}]
";
    assert_eq!(
        steps(&planned(text, Absent::Deleted)),
        [
            "insert services 01",
            "insert routes 02",
            "delete plugins f4",
            "delete routes f3",
            "delete services f2",
            "delete consumers f5",
            "delete consumers f6",
        ]
    );
    assert_eq!(
        steps(&planned(text, Absent::Kept)),
        ["insert services 01", "insert routes 02"]
    );
}

/// The file gives the service another id, and keeps its name and what hangs on it.
#[test]
fn who_has_what_another_takes_goes_first() {
    let text = "\
_format_version: '3.0'
services:
- id: 91020192-062d-416f-a275-9addeeaffa01
  name: shop
  host: a.example
  routes:
  - {id: 91020192-062d-416f-a275-9addeeaffaf3, name: shop, paths: [/shop]}
consumers:
- {id: 91020192-062d-416f-a275-9addeeaffaf5, username: bob, custom_id: one}
- {id: 91020192-062d-416f-a275-9addeeaffaf6, username: rob}
";
    assert_eq!(
        steps(&planned(text, Absent::Deleted)),
        [
            "delete plugins f4",
            "delete routes f3",
            "delete services f2",
            "delete consumers f6",
            "replace consumers f5",
            "insert consumers f6",
            "insert services 01",
            "insert routes f3",
        ]
    );
}

#[test]
fn a_change_says_when() {
    let mut there = documents(THERE);
    for document in &mut there {
        document
            .body
            .as_object_mut()
            .unwrap()
            .insert("created_at".to_owned(), json!(5));
    }
    let text = "_format_version: '3.0'\nconsumers: [{username: bob, custom_id: two}, {username: new}]\n";
    let declared = declared(text, &there).unwrap();
    let differences = compare(&catalogue(), &there, &declared);
    let changes = changes(
        &catalogue(),
        &there,
        &differences,
        Absent::Kept,
        1_700_000_000_500,
    )
    .unwrap();
    for change in &changes {
        match change {
            Change::Replace { was, document } => {
                assert_eq!(document.body["created_at"], 5);
                assert_eq!(document.body["updated_at"], 1_700_000_000);
                assert_eq!(was.body.get("updated_at"), None);
            }
            Change::Insert(document) => {
                assert_eq!(document.body["created_at"], 1_700_000_000);
                assert_eq!(document.body["updated_at"], 1_700_000_000);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(changes.len(), 2);
}
