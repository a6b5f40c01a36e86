//! What is exported is imported as the same, whatever it is: entities of every kind, made up from the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::plugins::PLUGINS;
use model::{Catalogue, DEFAULT_WORKSPACE, Document};
use store::declarative::{
    Absent, Beside, Declarative, Defaults, Secrets, Selection, changes, compare, read, read_beside, write,
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
        secrets: Secrets::Written,
    };
    write(catalogue, documents, &selection).unwrap_or_else(|unwritable| panic!("{unwritable:?}"))
}

fn beside(text: &str, catalogue: &Catalogue, documents: &[Document]) -> Declarative {
    let beside = Beside {
        now: 0,
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
        let number = match entity.name == model::PLUGINS.name {
            // Each of them comes about as often, however many there are.
            true => PLUGINS.len(),
            false => EACH,
        };
        for _ in 0..number {
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

/// The store becomes what the file says, and nothing else is left in it.
async fn import(catalogue: &Catalogue, store: &Sqlite, file: &str) {
    let (_, there) = store.snapshot().await.unwrap();
    let differences = compare(catalogue, &there, &beside(file, catalogue, &there));
    let changes = changes(
        catalogue,
        &there,
        &differences,
        Absent::Deleted,
        1_700_000_000_000,
    )
    .unwrap();
    let applied = store.apply(changes).await;
    applied.unwrap_or_else(|error| panic!("{error}\n{differences:#?}\n{file}"));
}

/// Nothing is different between a store and the file of it, and another file of it is the same.
async fn is_as_told(catalogue: &Catalogue, store: &Sqlite, file: &str, defaults: Defaults) {
    let (_, documents) = store.snapshot().await.unwrap();
    let differences = compare(catalogue, &documents, &beside(file, catalogue, &documents));
    assert!(differences.is_empty(), "{differences:#?}\n{file}");
    let other = written(catalogue, &documents, defaults);
    let mut lines = other.lines().zip(file.lines());
    if let Some((is, was)) = lines.find(|(is, was)| is != was) {
        panic!("{is:?} was {was:?}\n{file}");
    }
    assert_eq!(other, file);
}

#[tokio::test]
async fn an_export_imported_and_exported_again_is_the_same_text() {
    let catalogue = Arc::new(catalogue(PLUGINS));
    let mut inventor = Inventor::new(&catalogue);
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let folder = Folder::new();
    let open = |name: &str| Sqlite::open(&folder.path().join(name), Arc::clone(&catalogue)).unwrap();
    // One store becomes one after the other of all the others, whoever has whose name.
    let changing = open("changing");
    for seed in 1..=STORES {
        let (first, second) = (open(&format!("first-{seed}")), open(&format!("second-{seed}")));
        fill(&first, &mut inventor, &mut Dice::new(seed)).await;
        let (_, documents) = first.snapshot().await.unwrap();
        for document in &documents {
            *made.entry(document.kind).or_default() += 1;
        }
        let defaults = match seed % 4 {
            0 => Defaults::Written,
            _ => Defaults::LeftOut,
        };
        let file = written(&catalogue, &documents, defaults);
        is_as_told(&catalogue, &first, &file, defaults).await;
        for store in [&second, &changing] {
            import(&catalogue, store, &file).await;
            is_as_told(&catalogue, store, &file, defaults).await;
        }
        // It is a file for a gateway without a store, too.
        read(&file, &catalogue).unwrap_or_else(|faults| panic!("{faults}\n{file}"));
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
