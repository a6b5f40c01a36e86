//! The derive: fields in order, prefixes, and reading.

use serde_json::json;

use crate::{Record, Seconds, check, fill};

#[derive(Record)]
struct Cookie {
    /// The path it is sent to.
    #[field(default = "/")]
    path: String,
    secure: Option<bool>,
}

#[derive(Record)]
struct Config {
    r#type: String,
    #[flatten = "session_"]
    session: Cookie,
    #[flatten = "login_"]
    login: Cookie,
    #[flatten = ""]
    life: Life,
}

#[derive(Record)]
struct Life {
    #[field(default = 1.5)]
    idle: Option<Seconds>,
}

#[test]
fn fields_stand_in_the_order_of_the_struct() {
    let schema = Config::describe();
    let names: Vec<_> = schema.fields.iter().map(|field| field.name.as_ref()).collect();
    assert_eq!(
        names,
        [
            "type",
            "session_path",
            "session_secure",
            "login_path",
            "login_secure",
            "idle"
        ]
    );
    assert_eq!(
        schema.named("login_path").unwrap().description,
        "The path it is sent to."
    );
}

#[test]
fn a_flattened_record_is_read_by_its_prefix() {
    let mut document = json!({ "type": "t", "session_path": "/s", "login_secure": true });
    fill(&Config::describe(), &mut document);
    assert!(check(&Config::describe(), &document).is_empty());
    let config = Config::decode(&document).unwrap();
    assert_eq!(
        (
            config.r#type.as_str(),
            config.session.path.as_str(),
            config.session.secure
        ),
        ("t", "/s", None)
    );
    assert_eq!(
        (config.login.path.as_str(), config.login.secure),
        ("/", Some(true))
    );
    assert_eq!(config.life.idle.unwrap().duration().as_millis(), 1500);
}

#[test]
fn what_cannot_be_read_names_its_place() {
    let error = Config::decode(&json!({ "type": "t", "session_path": 5 }))
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "session_path: expected a string (config.undecodable)"
    );
    let error = Config::decode(&json!({})).err().unwrap();
    assert_eq!(error.to_string(), "type: expected a value (config.undecodable)");
}
