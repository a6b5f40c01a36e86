//! What is exported is imported as the same, whatever it is: entities of every kind, made up from the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::plugins::PLUGINS;
use model::{Catalogue, DEFAULT_WORKSPACE, Document};
use store::declarative::{
    Absent, Beside, Declarative, Defaults, Selection, changes, compare, read, read_beside, write,
};
use store::{Change, Refusal, Sqlite, StoreError};

use crate::binary::Folder;
use crate::made_up::{Dice, Inventor, is_ours};

/// How many stores are filled.
const STORES: u64 = 40;

/// How often each kind is made up for one of them.
const EACH: usize = 3;

fn written(catalogue: &Catalogue, documents: &[Document], defaults: Defaults) -> String {
    let selection = Selection {
        workspace: (DEFAULT_WORKSPACE, "default"),
        select_tags: &[],
        defaults,
    };
    write(catalogue, documents, &selection).unwrap_or_else(|unwritable| panic!("{unwritable:?}"))
}

fn beside(text: &str, catalogue: &Catalogue, documents: &[Document]) -> Declarative {
    let beside = Beside {
        documents,
        workspace: None,
        variable: &|_| None,
    };
    read_beside(text, catalogue, &beside).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

/// Puts as many in as go together: of two with one name the first.
async fn fill(store: &Sqlite, inventor: &mut Inventor<'_>, dice: &mut Dice) {
    let mut there: Vec<Document> = Vec::new();
    for entity in inventor.kinds() {
        for _ in 0..EACH {
            if entity.links.iter().any(|link| {
                let schema = (entity.schema)();
                let is_needed = schema.named(link.field).is_some_and(|field| field.required);
                is_needed && !there.iter().any(|document| document.kind == link.to)
            }) {
                continue;
            }
            let document = inventor.entity(&entity, &there, dice);
            match store.apply(vec![Change::Insert(document.clone())]).await {
                Ok(_) => there.push(document),
                Err(StoreError::Refused(Refusal::Taken { .. })) => {}
                Err(error) => panic!("{document:?}: {error}"),
            }
        }
    }
}

#[tokio::test]
async fn an_export_imported_and_exported_again_is_the_same_text() {
    let catalogue = Arc::new(catalogue(PLUGINS));
    let mut inventor = Inventor::new(&catalogue);
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 1..=STORES {
        let folder = Folder::new();
        let open = |name: &str| Sqlite::open(&folder.path().join(name), Arc::clone(&catalogue)).unwrap();
        let (first, second) = (open("first"), open("second"));
        fill(&first, &mut inventor, &mut Dice::new(seed)).await;
        let (_, documents) = first.snapshot().await.unwrap();
        for document in &documents {
            *made.entry(document.kind).or_default() += 1;
        }
        let defaults = if seed % 4 == 0 {
            Defaults::Written
        } else {
            Defaults::LeftOut
        };
        let file = written(&catalogue, &documents, defaults);
        // The first store has nothing to learn from it.
        let declared = beside(&file, &catalogue, &documents);
        let differences = compare(&catalogue, &documents, &declared);
        assert!(differences.is_empty(), "{seed}: {differences:#?}\n{file}");
        // It is a file for a gateway without a store, too.
        read(&file, &catalogue).unwrap_or_else(|faults| panic!("{seed}: {faults}\n{file}"));
        let declared = beside(&file, &catalogue, &[]);
        let differences = compare(&catalogue, &[], &declared);
        let changes = changes(&catalogue, &[], &differences, Absent::Deleted, 1_700_000_000_000).unwrap();
        second
            .apply(changes)
            .await
            .unwrap_or_else(|error| panic!("{seed}: {error}\n{file}"));
        let (_, again) = second.snapshot().await.unwrap();
        let other = written(&catalogue, &again, defaults);
        let mut lines = other.lines().zip(file.lines());
        if let Some((is, was)) = lines.find(|(is, was)| is != was) {
            panic!("{seed}: {is:?} was {was:?}\n{file}");
        }
        assert_eq!(other, file, "{seed}");
        let differences = compare(&catalogue, &again, &beside(&file, &catalogue, &again));
        assert!(differences.is_empty(), "{seed}: {differences:#?}\n{file}");
    }
    let kinds: BTreeSet<&str> = inventor.kinds().iter().map(|entity| entity.name).collect();
    assert_eq!(made.keys().copied().collect::<BTreeSet<_>>(), kinds);
    let left_out = never_used(&catalogue, &inventor);
    assert_eq!(left_out, [""; 0], "teach made_up.rs a value for each");
}

/// The fields that were never given a value, so that nothing is shown of them.
fn never_used(catalogue: &Catalogue, inventor: &Inventor<'_>) -> Vec<String> {
    let mut fields = Vec::new();
    for entity in inventor.kinds() {
        let schema = (entity.schema)();
        let names = schema
            .fields
            .iter()
            .filter(|field| !is_ours(field) && field.name != "config");
        fields.extend(names.map(|field| (entity.name, field.name.to_string())));
    }
    for plugin in catalogue.plugins() {
        let schema = (plugin.schema)();
        let names = schema.fields.iter().filter(|field| !is_ours(field));
        fields.extend(names.map(|field| (plugin.name, field.name.to_string())));
    }
    // Fields of every plugin count for whichever plugin had them.
    let any_plugin = |field: &str| {
        catalogue
            .plugins()
            .any(|plugin| inventor.used.contains(&format!("{}.{field}", plugin.name)))
    };
    let unused = fields.into_iter().filter(|(owner, field)| {
        let is_used = match *owner {
            "plugins" => any_plugin(field),
            owner => inventor.used.contains(&format!("{owner}.{field}")),
        };
        !is_used
    });
    unused.map(|(owner, field)| format!("{owner}.{field}")).collect()
}
