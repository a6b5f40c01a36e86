use schema::Value;
use serde_json::json;

use super::{BadArguments, document};

/// `a=1&b=2`, without escapes.
fn read(text: &str) -> Result<Value, BadArguments> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    document(pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (name, Value::from(value))
    }))
}

#[test]
fn names_say_where_values_stand() {
    for (form, expected) in [
        ("", json!({})),
        ("a.b.c=1", json!({ "a": { "b": { "c": "1" } } })),
        ("a.b=1&a.c=2", json!({ "a": { "b": "1", "c": "2" } })),
        (
            "config.scopes=x&config.scopes=y",
            json!({ "config": { "scopes": ["x", "y"] } }),
        ),
        ("hosts[]=x&hosts[]=y", json!({ "hosts": ["x", "y"] })),
        ("hosts[2]=y&hosts[1]=x", json!({ "hosts": ["x", "y"] })),
        ("hosts[1]=x&hosts[]=y", json!({ "hosts": ["x", "y"] })),
        ("headers.x-a[1]=v", json!({ "headers": { "x-a": ["v"] } })),
        ("headers[x-a][]=v", json!({ "headers": { "x-a": ["v"] } })),
        ("a[b.c]=v", json!({ "a": { "b.c": "v" } })),
        (
            "a[1].b=x&a[1].c=y&a[2].b=z",
            json!({ "a": [{ "b": "x", "c": "y" }, { "b": "z" }] }),
        ),
        ("service.name=x", json!({ "service": { "name": "x" } })),
        // Names that are no way are names.
        (".a=1", json!({ ".a": "1" })),
        ("..a.b=1", json!({ "..a.b": "1" })),
        ("a.=1", json!({ "a.": "1" })),
        ("a..b=1", json!({ "a..b": "1" })),
        ("a[b=1", json!({ "a[b": "1" })),
        ("a]=1", json!({ "a]": "1" })),
        ("[a]=1", json!({ "[a]": "1" })),
        ("a[1]b=1", json!({ "a[1]b": "1" })),
    ] {
        assert_eq!(read(form), Ok(expected), "{form}");
    }
}

#[test]
fn a_list_is_no_longer_than_what_is_in_it() {
    assert_eq!(read("a[1000]=x"), Ok(json!({ "a": ["x"] })));
    for form in [
        "a[4294967295]=1",
        "a[1001]=1",
        "a[0]=1",
        "a[99999999999999999999999]=1",
    ] {
        let name = form.trim_end_matches("=1").to_owned();
        assert_eq!(read(form), Err(BadArguments::Place(name)), "{form}");
    }
}

#[test]
fn one_name_says_one_thing() {
    for form in [
        "a=1&a.b=2",
        "a.b=2&a=1",
        "a[]=1&a.b=2",
        "a.b=1&a[1]=2",
        "a=1&a[]=2",
    ] {
        assert!(matches!(read(form), Err(BadArguments::Conflict(_))), "{form}");
    }
}

#[test]
fn there_is_an_end_to_it() {
    let many = |number: usize| "a=1&".repeat(number);
    assert!(read(&many(1000)).is_ok());
    assert_eq!(read(&many(1001)), Err(BadArguments::TooMany));
    assert_eq!(
        read(&format!("{}b=1", "a.".repeat(16))),
        Err(BadArguments::TooDeep)
    );
    assert_eq!(
        read(&format!("a{}=1", "[x]".repeat(100_000))),
        Err(BadArguments::TooDeep)
    );
    assert!(read(&format!("{}b=1", "a.".repeat(15))).is_ok());
}
