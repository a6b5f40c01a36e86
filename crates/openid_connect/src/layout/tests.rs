//! The form knows all options, and none that are not there.

use schema::Record;

use super::LAYOUT;
use crate::config::Config;

#[test]
fn every_option_has_one_place_and_whatever_is_named_is_there() {
    let faults = LAYOUT.faults(&Config::describe());
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_first_screen_shows_what_a_login_needs() {
    assert_eq!(
        LAYOUT.minimum,
        [
            "issuer",
            "client_id",
            "client_secret",
            "redirect_uri",
            "scopes",
            "auth_methods"
        ]
    );
    let first: Vec<_> = LAYOUT
        .sections
        .iter()
        .filter(|section| section.first_screen)
        .collect();
    for option in &LAYOUT.minimum {
        assert!(
            first.iter().any(|section| section.options.contains(option)),
            "{option} is in no section of the first screen"
        );
        assert!(
            LAYOUT.words.contains_key(option),
            "{option} has no name for people"
        );
    }
}

/// An option whose name says that it is ours is explained to those who come from elsewhere.
#[test]
fn options_of_our_own_have_names_for_people() {
    for field in Config::describe().fields {
        let is_own = field.name.starts_with("lychgate_");
        assert!(
            !is_own || LAYOUT.words.contains_key(&*field.name),
            "{}",
            field.name
        );
    }
}

/// What verifies, checks or keeps a cookie from others is switched off knowingly.
#[test]
fn whatever_weakens_a_check_is_flagged() {
    let schema = Config::describe();
    let switches = schema.fields.iter().filter(|field| {
        let name = &*field.name;
        name.starts_with("verify_") && name != "verify_parameters"
            || name.ends_with("ssl_verify")
            || name.ends_with("_http_only")
            || name.ends_with("_cookie_secure")
            || name == "introspection_check_active"
    });
    let flagged = |option: &str, value: serde_json::Value| {
        let mut dangers = LAYOUT.dangers.iter();
        dangers.any(|danger| danger.option == option && danger.value == value)
    };
    for field in switches {
        assert!(flagged(&field.name, false.into()), "{}", field.name);
    }
    for (option, value) in [
        ("auth_methods", "password".into()),
        ("enable_hs_signatures", true.into()),
        ("display_errors", true.into()),
        ("lychgate_issuer_check", "any".into()),
        ("lychgate_allow_http_issuer", true.into()),
        ("require_proof_key_for_code_exchange", false.into()),
    ] {
        assert!(flagged(option, value), "{option}");
    }
    let told = LAYOUT.told(&schema);
    let has = |list: &str, name: &str| told[list].as_array().unwrap().contains(&name.into());
    assert!(has("refused", "token_exchange") && has("refused", "session_storage=redis"));
    assert!(has("inert", "preserve_query_args"));
}
