//! Each preset is filled in as somebody would, and meets a discovery document as that provider writes it.

use std::fs;
use std::path::{Path, PathBuf};

use oidc::{Client, DiscoveryRules, Intention, Metadata};
use plugin::Plugin as _;
use regex::Regex;
use schema::{Record, Value, check, fill, render};
use serde_json::{Map, json};
use testkit::clock::SettableClock;
use testkit::http::Scripted;

use super::Preset;
use crate::OpenIdConnect;
use crate::config::Config;
use crate::fakes::services;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("presets")
}

/// A text with the examples in the place of what differs.
fn filled_in(preset: &Preset, text: &str) -> String {
    let each = preset.placeholders.iter();
    each.fold(text.to_owned(), |text, placeholder| {
        text.replace(&format!("{{{}}}", placeholder.name), &placeholder.example)
    })
}

/// The options as the wizard would write them.
fn options(preset: &Preset) -> Value {
    let text = filled_in(preset, &Value::Object(preset.config.clone()).to_string());
    let mut options: Value = serde_json::from_str(&text).unwrap();
    options["issuer"] = filled_in(preset, &preset.issuer).into();
    options["client_id"] = json!(["gateway"]);
    options["client_secret"] = json!(["a secret of thirty-two characters"]);
    options["redirect_uri"] = json!(["https://app.example/callback"]);
    fill(&Config::describe(), &mut options);
    options
}

fn config(preset: &Preset) -> Config {
    Config::decode(&options(preset)).unwrap()
}

fn document(preset: &Preset) -> Map<String, Value> {
    let text = fs::read(here().join(format!("discovery/{}.json", preset.id))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn metadata(preset: &Preset, rules: &DiscoveryRules) -> Metadata {
    let document = Value::Object(document(preset)).to_string();
    let issuer = config(preset).provider.issuer().unwrap();
    Metadata::read(document.as_bytes(), &issuer, rules).unwrap()
}

fn listed(preset: &Preset, member: &str) -> Option<Vec<String>> {
    let document = document(preset);
    document
        .get(member)
        .cloned()
        .map(|list| serde_json::from_value(list).unwrap())
}

#[test]
fn every_file_is_a_preset_and_the_last_one_is_for_any_provider() {
    let ids: Vec<_> = Preset::all().iter().map(|preset| preset.id.as_str()).collect();
    let mut files: Vec<_> = fs::read_dir(here())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort_unstable();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, files);
    assert_eq!(ids.last(), Some(&"generic"));
}

#[tokio::test]
async fn what_a_preset_makes_can_be_put_to_use() {
    for preset in Preset::all() {
        let options = options(preset);
        let found = check(&Config::describe(), &options);
        assert!(
            found.is_empty(),
            "{}: {:?}",
            preset.id,
            render::remedy::lines(&found)
        );
        let services = services(&Scripted::new(), &SettableClock::default());
        let built = OpenIdConnect::new(Config::decode(&options).unwrap(), &services);
        assert!(built.is_ok(), "{}: {:?}", preset.id, built.err());
    }
}

/// By the same check that a login would go through, which compares issuers as texts.
#[test]
fn its_issuer_is_the_one_that_the_document_names() {
    for preset in Preset::all() {
        let metadata = metadata(preset, &config(preset).discovery().unwrap());
        assert!(
            config(preset).provider.issuer().unwrap().is(metadata.issuer()),
            "{}",
            preset.id
        );
        assert_eq!(
            filled_in(preset, &preset.issuer),
            metadata.issuer(),
            "{}",
            preset.id
        );
    }
}

#[test]
fn what_differs_is_named_and_looks_as_it_should() {
    for preset in Preset::all() {
        let id = &preset.id;
        for placeholder in &preset.placeholders {
            let pattern = Regex::new(&placeholder.pattern).unwrap();
            let given = [Some(&placeholder.example), placeholder.default.as_ref()];
            for value in given.into_iter().flatten() {
                assert!(
                    pattern.is_match(value),
                    "{id}: {value} is no {}",
                    placeholder.name
                );
            }
            for value in ["", "a b", "a?b", "a#b", "a\nb"] {
                assert!(
                    !pattern.is_match(value),
                    "{id}: {value:?} passes as {}",
                    placeholder.name
                );
            }
            let name = format!("{{{}}}", placeholder.name);
            let config = Value::Object(preset.config.clone()).to_string();
            assert!(
                preset.issuer.contains(&name) || config.contains(&name),
                "{id}: {name} stands nowhere"
            );
        }
        let issuer = filled_in(preset, &preset.issuer);
        assert!(!issuer.contains(['{', '}']), "{id}: {issuer}");
    }
}

/// So that who changes a login finds the card again by which it was made.
#[test]
fn an_issuer_is_known_by_its_own_preset_alone() {
    let knows = |preset: &Preset, issuer: &str| {
        let pattern = preset.matches.as_deref();
        pattern.is_some_and(|pattern| Regex::new(pattern).unwrap().is_match(issuer))
    };
    for preset in Preset::all() {
        let issuer = filled_in(preset, &preset.issuer);
        let by: Vec<_> = Preset::all()
            .iter()
            .filter(|other| knows(other, &issuer))
            .map(|other| other.id.as_str())
            .collect();
        let own = [preset.id.as_str()];
        let expected: &[&str] = if preset.id == "generic" { &[] } else { &own };
        assert_eq!(by, expected, "{issuer}");
    }
}

#[test]
fn scopes_are_among_those_that_the_provider_knows() {
    for preset in Preset::all() {
        let known = listed(preset, "scopes_supported").unwrap();
        for scope in preset.config["scopes"].as_array().unwrap() {
            let scope = scope.as_str().unwrap();
            let is_excused = preset
                .notes
                .iter()
                .any(|note| note.contains(&format!("scope {scope}")));
            assert!(
                known.iter().any(|known| known == scope) || is_excused,
                "{}: {scope}",
                preset.id
            );
        }
    }
}

/// Nothing that the gateway is going to ask for is spoken against, and what it decides by itself is taken.
#[test]
fn the_provider_takes_what_the_gateway_does() {
    for preset in Preset::all() {
        let id = &preset.id;
        let mut options = options(preset);
        options["verify_parameters"] = true.into();
        let strict = Config::decode(&options).unwrap().discovery().unwrap();
        assert!(strict.intentions.contains(&Intention {
            member: "response_types_supported",
            value: "code".to_owned(),
        }));
        let metadata = metadata(preset, &strict);
        let client: Client = config(preset).client(0).unwrap();
        let way = client.proof_at_token_endpoint(&metadata);
        let ways = listed(preset, "token_endpoint_auth_methods_supported").unwrap();
        assert!(
            ways.iter().any(|known| known == way),
            "{id}: {way} is none of {ways:?}"
        );
        // Whoever takes S256 and does not say so is known for it, and the notes tell.
        let request = config(preset).authorization.request(None).unwrap();
        assert_eq!(request.pkce.applies(&metadata), Ok(true), "{id}");
        let methods = listed(preset, "code_challenge_methods_supported");
        let is_told = preset
            .notes
            .iter()
            .any(|note| note.starts_with("PKCE is used though"));
        assert_eq!(methods.is_none(), is_told, "{id}");
        assert!(
            methods.is_none_or(|methods| methods.contains(&"S256".to_owned())),
            "{id}"
        );
        // Shared secrets sign nothing here, whatever the document offers.
        assert_eq!(options["enable_hs_signatures"], false, "{id}");
    }
}

#[test]
fn notes_say_what_signing_out_does() {
    for preset in Preset::all() {
        let note = preset.notes.iter().find(|note| note.contains("igning out"));
        let note = note.unwrap_or_else(|| panic!("{} does not say what signing out does", preset.id));
        let goes_on = document(preset).contains_key("end_session_endpoint");
        assert_eq!(
            note.contains("no end_session_endpoint"),
            !goes_on,
            "{}: {note}",
            preset.id
        );
    }
}

#[test]
fn groups_and_steps_are_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for preset in Preset::all() {
        let id = &preset.id;
        assert!(
            !preset.groups.about.is_empty() && !preset.about.is_empty(),
            "{id}"
        );
        let without = ["google", "auth0"].contains(&id.as_str());
        assert_eq!(preset.groups.claim.is_empty(), without, "{id}");
        assert!(preset.steps.len() >= 3, "{id}");
        let redirects = |step: &String| step.contains("edirect URI") || step.contains("redirect URI");
        assert!(
            preset.steps.iter().any(redirects),
            "{id} does not say where the redirect URI goes"
        );
        assert!(
            root.join(&preset.doc).is_file(),
            "{id}: there is no {}",
            preset.doc
        );
        for text in preset.steps.iter().chain(&preset.notes) {
            assert!(text.ends_with('.'), "{id}: {text}");
        }
    }
}

/// The password of people is for the provider's page, and access tokens of others are accepted only if that is wanted.
#[test]
fn a_preset_signs_people_in_and_opens_nothing_else() {
    for preset in Preset::all() {
        let methods = &preset.config["auth_methods"];
        assert_eq!(
            methods,
            &json!(["authorization_code", "session"]),
            "{}",
            preset.id
        );
        for danger in &crate::layout::LAYOUT.dangers {
            let said = preset.config.get(&danger.option);
            let is_so = said.is_some_and(|said| {
                *said == danger.value || said.as_array().is_some_and(|all| all.contains(&danger.value))
            });
            assert!(!is_so, "{}: {} {}", preset.id, danger.option, danger.value);
        }
    }
}
