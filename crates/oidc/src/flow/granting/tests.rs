use jose::Secret;

use super::*;
use crate::GrantRules;
use crate::samples::rules;
use crate::{AfterLogin, Pair};

fn pair(name: &str) -> Found<Pair> {
    let (name, secret) = (Secret::new(name), Secret::new("s"));
    Found::One(Pair { name, secret }, Stands::InHeader)
}

fn text(text: &str) -> Found<Secret> {
    Found::One(Secret::new(text), Stands::Elsewhere)
}

/// What counts, in a word or two. The rules accept the kinds whose letters are named.
fn wanted(accepted: &str, brought: &Credentials) -> String {
    let mut rules = rules();
    let grants = |letter: char| {
        accepted.contains(letter).then_some(GrantRules {
            sessions: Sessions::Kept,
            after: AfterLogin::Proxy,
        })
    };
    rules.refresh_token = grants('r');
    rules.password = grants('p');
    rules.client_credentials = grants('c');
    let name = |grant: &Grant| match grant {
        Grant::RefreshToken(_) => "refresh token",
        Grant::Password { .. } => "password",
        Grant::Client { .. } => "client",
        Grant::Assertion(_) => "assertion",
    };
    match Wanted::of(&rules, brought) {
        Wanted::Nothing => "nothing".into(),
        Wanted::Bad(error) => error.code().into(),
        Wanted::Grant { grant, otherwise } => match otherwise {
            None => name(&grant.0).into(),
            Some(other) => format!("{}, {}", name(&grant.0), name(&other.0)),
        },
    }
}

#[test]
fn which_credentials_count() {
    let all = Credentials {
        id_token: text("I"),
        refresh_token: text("R"),
        password: pair("ada"),
        client: pair("ada"),
        assertion: text("A"),
    };
    let but = |change: fn(&mut Credentials)| {
        let mut brought = all.clone();
        change(&mut brought);
        brought
    };
    let none = Credentials::default();
    for (accepted, brought, expected) in [
        // An ID token alone is nothing.
        (
            "rpc",
            Credentials {
                id_token: text("I"),
                ..none.clone()
            },
            "nothing",
        ),
        ("", all.clone(), "nothing"),
        ("rpc", none, "nothing"),
        ("rpc", all.clone(), "refresh token"),
        ("pc", all.clone(), "password, client"),
        ("p", all.clone(), "password"),
        ("c", all.clone(), "client"),
        // Another pair is not what a password that is refused may be instead.
        ("pc", but(|all| all.client = pair("cron")), "password"),
        ("pc", but(|all| all.password = Found::Nothing), "client"),
        ("rc", but(|all| all.client = Found::Nothing), "refresh token"),
        ("c", but(|all| all.client = Found::Nothing), "assertion"),
        // What nobody can read in one way is refused, also behind what is good.
        (
            "rpc",
            but(|all| all.password = Found::Several),
            "credentials.several",
        ),
        (
            "rpc",
            but(|all| all.client = Found::Malformed),
            "credentials.malformed",
        ),
        ("r", but(|all| all.client = Found::Malformed), "refresh token"),
    ] {
        assert_eq!(wanted(accepted, &brought), expected, "{accepted} {brought:?}");
    }
}
