//! What only one entity may have, and two do.

use std::collections::HashMap;
use std::collections::hash_map;

use model::Catalogue;
use schema::{DocumentPath, Field, Value, Violation};

use super::entry::Entry;

/// Tells every entity that has what an earlier one has already.
pub(super) fn find(catalogue: &Catalogue, entries: &mut [Entry]) {
    let mut seen = Seen::default();
    let names: Names = entries
        .iter()
        .filter_map(|entry| Some((entry.id.to_string(), entry.key()?.to_owned())))
        .collect();
    for entry in entries {
        let mut clash = false;
        let unique = entry
            .schema(catalogue)
            .into_iter()
            .flat_map(|schema| &schema.fields)
            .filter(|field| field.unique);
        for claim in unique
            .filter_map(|field| Claim::field(entry, field))
            .collect::<Vec<_>>()
        {
            clash |= seen.add(entry, claim);
        }
        if let Some(claim) = Claim::tuple(entry, &names) {
            clash |= seen.add(entry, claim);
        }
        // Ids made of the same key or tuple are equal too; that was told above.
        if !clash {
            seen.add(entry, Claim::id(entry));
        }
    }
}

/// What people call the entities of these ids.
type Names = HashMap<String, String>;

/// Who was the first to have what.
#[derive(Default)]
struct Seen(HashMap<(&'static str, String, String), DocumentPath>);

impl Seen {
    /// Whether somebody had it before, which is a fault.
    fn add(&mut self, entry: &mut Entry, claim: Claim) -> bool {
        let place = entry.path.clone().join(claim.place.clone());
        match self
            .0
            .entry((entry.entity.name, claim.field.clone(), claim.value))
        {
            hash_map::Entry::Vacant(free) => {
                free.insert(place);
                false
            }
            hash_map::Entry::Occupied(taken) => {
                let violation = Violation::Duplicate {
                    entity: entry.entity.name.to_owned(),
                    field: claim.field,
                    value: claim.shown,
                    first: taken.get().to_string(),
                };
                entry.fault(claim.place, violation);
                true
            }
        }
    }
}

/// Something that only one entity of its kind may have.
struct Claim {
    place: DocumentPath,
    field: String,
    value: String,
    /// The value as it may be shown.
    shown: String,
}

impl Claim {
    fn field(entry: &Entry, field: &Field) -> Option<Self> {
        let value = entry.text(&field.name)?.to_owned();
        let shown = match field.is_secret() {
            true => "***".to_owned(),
            false => value.clone(),
        };
        Some(Self {
            place: field.name.as_ref().into(),
            field: field.name.to_string(),
            value,
            shown,
        })
    }

    /// The tuple, links by their ids.
    fn tuple(entry: &Entry, names: &Names) -> Option<Self> {
        let (mut fields, mut values) = (Vec::new(), Vec::new());
        for name in entry.entity.tuple {
            let value = match entry.body.get(*name) {
                Some(Value::Object(link)) => link.get("id")?.as_str()?,
                Some(Value::String(text)) => text,
                None | Some(Value::Null) => continue,
                Some(_) => return None,
            };
            fields.push(*name);
            values.push(value);
        }
        let shown: Vec<&str> = values
            .iter()
            .map(|value| names.get(*value).map_or(*value, String::as_str))
            .collect();
        (!fields.is_empty()).then(|| Self {
            place: DocumentPath::root(),
            field: fields.join(", "),
            value: values.join(", "),
            shown: shown.join(", "),
        })
    }

    fn id(entry: &Entry) -> Self {
        let id = entry.id.to_string();
        Self {
            place: "id".into(),
            field: "primary key".to_owned(),
            shown: id.clone(),
            value: id,
        }
    }
}
