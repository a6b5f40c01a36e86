#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

use schema::{Record, Schema};
use serde_json::{Value, json};

use super::Layout;

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Options {
    /// Names.
    names: Option<Vec<String>>,
    /// Values.
    values: Option<Vec<String>>,
    /// Words.
    #[field(one_of("good", "bad"), set)]
    words: Option<Vec<String>>,
    /// A switch.
    #[field(default = true, refused_values(false))]
    strict: bool,
    /// A store.
    #[field(refused)]
    store: Option<Store>,
    /// Nothing.
    #[field(inert)]
    hint: Option<String>,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Store {
    /// A word.
    #[field(default = "a", one_of("a", "b"), refused_values("b"))]
    kind: Option<String>,
    /// A switch.
    #[field(default = true)]
    verify: bool,
}

fn options() -> Schema {
    Options::describe()
}

fn good() -> Value {
    json!({
        "sections": [
            {
                "id": "lists", "title": "Lists", "about": "What comes in pairs.", "first_screen": true,
                "options": ["names", "values"],
            },
            {
                "id": "rest", "title": "Rest", "about": "All the others.", "first_screen": false,
                "options": ["words", "strict", "store", "hint"],
            },
        ],
        "minimum": ["names"],
        "tables": [{ "title": "Pair", "columns": ["names", "values"] }],
        "words": { "names": { "label": "Names", "placeholder": "a" }, "hint": { "label": "Hint" } },
        "dangers": [
            { "option": "strict", "value": false, "says": "Everything passes." },
            { "option": "words", "value": "bad", "says": "That is bad." },
            { "option": "store.verify", "value": false, "says": "Anybody can be the store." },
        ],
    })
}

fn read(layout: Value) -> Layout {
    serde_json::from_value(layout).unwrap()
}

#[test]
fn an_arrangement_of_all_options_has_no_faults() {
    assert_eq!(read(good()).faults(&options()), [""; 0]);
}

#[test]
fn what_does_not_fit_the_options_is_told() {
    for (pointer, value, told) in [
        (
            "/sections/0/options",
            json!(["names"]),
            "values stands in 0 places",
        ),
        (
            "/sections/1/options",
            json!(["words", "strict", "store", "hint", "names"]),
            "names stands in 2 places",
        ),
        (
            "/sections/1/options",
            json!(["words", "strict", "store", "hint", "hunt"]),
            "there is no option hunt",
        ),
        ("/minimum/0", json!("name"), "there is no option name"),
        (
            "/words",
            json!({ "nemo": { "label": "N" } }),
            "there is no option nemo",
        ),
        (
            "/tables/0/columns",
            json!(["names", "vales"]),
            "there is no option vales",
        ),
        (
            "/tables/0/columns",
            json!(["names"]),
            "the table “Pair” must have two lists or more, all of one section",
        ),
        (
            "/tables/0/columns",
            json!(["names", "strict"]),
            "the table “Pair” must have two lists or more, all of one section",
        ),
        ("/dangers/0/option", json!("strikt"), "there is no option strikt"),
        (
            "/dangers/2/option",
            json!("store.verified"),
            "there is no option store.verified",
        ),
        (
            "/dangers/2/option",
            json!("hint.verify"),
            "there is no option hint.verify",
        ),
        ("/dangers/0/value", json!("false"), "strict cannot be \"false\""),
        ("/dangers/1/value", json!("worse"), "words cannot be \"worse\""),
        ("/dangers/1/value", json!(["bad"]), "words cannot be [\"bad\"]"),
        (
            "/dangers/0/says",
            json!("Everything. Passes."),
            "strict=false is not told in one sentence",
        ),
        (
            "/sections/0/about",
            json!("Pairs"),
            "lists is not told in one sentence",
        ),
    ] {
        let mut layout = good();
        *layout.pointer_mut(pointer).unwrap() = value.clone();
        let faults = read(layout).faults(&options());
        assert!(
            faults.contains(&told.to_owned()),
            "{pointer} = {value}: {faults:?}"
        );
    }
}

#[test]
fn what_the_schema_knows_is_told_with_it() {
    let told = read(good()).told(&options());
    assert_eq!(told["sections"], good()["sections"]);
    assert_eq!(
        (&told["refused"], &told["inert"]),
        (
            &json!(["store", "strict=false", "store.kind=b"]),
            &json!(["hint"])
        )
    );
}
