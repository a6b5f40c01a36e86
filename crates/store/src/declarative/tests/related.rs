//! Who belongs together: consumers and their groups, in each form in which files say it.

use model::{CONSUMER_GROUP_CONSUMERS, DEFAULT_WORKSPACE, Document};

use super::{catalogue, documents, faults};
use crate::declarative::{
    Beside, Declarative, Defaults, Difference, Secrets, Selection, What, compare, read_beside, write,
};

const GROUPS: &str = "_format_version: '3.0'\nconsumer_groups: [{name: gold}]\n";

/// Who is in which group, by their names.
fn together(documents: &[Document]) -> Vec<String> {
    let name = |document: &Document, field: &str, key: &str| {
        let id = document.body[field]["id"].as_str().unwrap();
        let mut named = documents.iter().filter(|other| other.body["id"] == id);
        named.next().unwrap().body[key]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let memberships = documents
        .iter()
        .filter(|document| document.kind == CONSUMER_GROUP_CONSUMERS.name);
    let mut told: Vec<String> = memberships
        .map(|document| {
            let group = name(document, "consumer_group", "name");
            format!("{} in {group}", name(document, "consumer", "username"))
        })
        .collect();
    told.sort();
    told
}

fn text(documents: &[Document], select_tags: &[&str]) -> String {
    let select_tags: Vec<String> = select_tags.iter().map(|tag| (*tag).to_owned()).collect();
    let selection = Selection {
        workspace: (DEFAULT_WORKSPACE, "default"),
        select_tags: &select_tags,
        defaults: Defaults::LeftOut,
        secrets: Secrets::Written,
    };
    write(&catalogue(), documents, &selection).unwrap_or_else(|unwritable| panic!("{unwritable:?}"))
}

fn beside(text: &str, there: &[Document]) -> Declarative {
    let beside = Beside {
        now: 0,
        documents: there,
        workspace: None,
        variable: &|_| None,
    };
    read_beside(text, &catalogue(), &beside).unwrap_or_else(|faults| panic!("{faults}"))
}

/// `+ consumer bob, group gold`.
fn told(differences: &[Difference]) -> Vec<String> {
    let line = |difference: &Difference| match &difference.what {
        What::Created(_) => format!("+ {}", difference.title),
        What::Deleted(_) => format!("- {}", difference.title),
        What::Updated { fields, .. } => format!("~ {} {fields:?}", difference.title),
    };
    differences.iter().map(line).collect()
}

#[test]
fn groups_and_members_are_told_in_each_form() {
    let gold = documents(GROUPS)[0].id;
    for said in [
        "consumers: [{username: bob, groups: [{name: gold}]}]\nconsumer_groups: [{name: gold}]".to_owned(),
        "consumers: [{username: bob, groups: [gold]}]\nconsumer_groups: [{name: gold}]".to_owned(),
        // As decK dumps it.
        format!(
            "consumers: [{{username: bob, groups: [{{id: {gold}, name: gold, tags: [a]}}]}}]\n\
             consumer_groups: [{{id: {gold}, name: gold, tags: [a]}}]"
        ),
        "consumer_groups: [{name: gold, consumers: [{username: bob}]}]\nconsumers: [{username: bob}]"
            .to_owned(),
        // As Kong exports it.
        "consumer_groups: [{name: gold}]\nconsumers: [{username: bob}]\n\
         consumer_group_consumers: [{consumer: bob, consumer_group: gold}]"
            .to_owned(),
        "consumers: [{username: bob}]\n\
         consumer_groups: [{name: gold, consumer_group_consumers: [{consumer: bob}]}]"
            .to_owned(),
    ] {
        let file = format!("_format_version: '3.0'\n{said}\n");
        assert_eq!(together(&documents(&file)), ["bob in gold"], "{file}");
    }
}

#[test]
fn what_is_wrong_is_told_where_it_is_written() {
    let file = "\
_format_version: '3.0'
consumer_groups:
- name: gold
  consumers:
  - {username: bib}
  - {username: bob, custom_id: '7'}
consumers:
- username: bob
  groups:
  - {name: gold}
  - {nome: gold}
  - 7
";
    assert_eq!(
        faults(file),
        [
            "consumer_groups[0].consumers[0].username, line 5: invalid reference 'consumer: bib' (no such entry in \
             'consumers') — did you mean `bob`? (config.reference)",
            "consumer_groups[0].consumers[1].custom_id, line 6: unknown field — there is no such option here; remove it (config.unknown_field)",
            "consumers[0].groups[0], line 10: uniqueness violation: 'consumer_group_consumers' entity with \
             consumer_group, consumer set to 'gold, bob' already declared — the first one stands at \
             consumer_groups[0].consumers[1]; change one of them (config.duplicate)",
            "consumers[0].groups[1].id, line 11: missing primary key — name the entity: by its name, or as {\"id\": \"…\"} \
             (config.missing_primary_key)",
            "consumers[0].groups[2], line 12: expected a record — write names with values below it (config.type)",
        ]
    );
}

#[test]
fn they_are_written_inside_of_the_consumer() {
    let held = documents(
        "_format_version: '3.0'\nconsumer_groups: [{name: gold}, {name: tin}]\nconsumers: \
         [{username: bob, groups: [tin, gold]}, {custom_id: '7', groups: [gold]}, {username: ada}]\n",
    );
    let written = text(&held, &[]);
    assert!(
        written.contains("  groups:\n  - name: gold\n  - name: tin\n")
            && !written.contains("consumer_group_"),
        "{written}"
    );
    assert_eq!(together(&documents(&written)).len(), 3, "{written}");
    assert_eq!(text(&documents(&written), &[]), written);
    assert_eq!(
        told(&compare(&catalogue(), &held, &beside(&written, &held))),
        [""; 0]
    );
}

/// That two belong together has no tags: it is selected with both.
#[test]
fn they_are_selected_with_both_and_end_with_either() {
    let both = "consumer_groups: [{name: gold, tags: [a]}, {name: tin}]\nconsumers: \
                [{username: bob, tags: [a], groups: [gold, tin]}, {username: zoe, groups: [gold]}]\n";
    let held = documents(&format!("_format_version: '3.0'\n{both}"));
    let selected = text(&held, &["a"]);
    assert_eq!(together(&documents(&selected)), ["bob in gold"], "{selected}");
    let none = |said: &str| {
        let file = format!("_format_version: '3.0'\n_info: {{select_tags: [a]}}\n{said}\n");
        let mut told = told(&compare(&catalogue(), &held, &beside(&file, &held)));
        told.sort();
        told
    };
    assert_eq!(
        none("consumer_groups: [{name: gold}]\nconsumers: [{username: bob}]"),
        ["- consumer bob, group gold"]
    );
    assert_eq!(
        none("consumers: [{username: bob}]"),
        [
            "- consumer bob, group gold",
            "- consumer zoe, group gold",
            "- gold"
        ]
    );
}
