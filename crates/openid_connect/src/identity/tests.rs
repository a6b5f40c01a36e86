use model::{Catalogue, DEFAULT_WORKSPACE, Document, Snapshot};
use schema::{Record, fill};
use serde_json::{Map, json};

use super::*;

fn identities(options: &Value) -> Result<Identities, String> {
    let mut document = json!({ "issuer": "https://idp.test", "client_id": ["gateway"] });
    for (name, value) in options.as_object().unwrap() {
        document[name] = value.clone();
    }
    fill(&Config::describe(), &mut document);
    Identities::of(&Config::decode(&document).unwrap()).map_err(|why| why.detail)
}

fn elsewhere() -> Id {
    Id::named("workspaces", "elsewhere")
}

/// Ada and Bob, whom others call `b-2`; twins who differ in case; one whom nobody calls anything elsewhere; and Eve, who
/// is in another workspace.
fn directory() -> Directory {
    let document = |kind: &'static str, label: &str, workspace, body| Document {
        kind,
        id: Id::named(kind, label),
        workspace,
        body,
    };
    let home = DEFAULT_WORKSPACE;
    let consumer =
        |name: &str, workspace| document("consumers", name, workspace, json!({ "username": name }));
    let group = |name: &str, workspace| document("consumer_groups", name, workspace, json!({ "name": name }));
    let documents = [
        consumer("Ada", home),
        document(
            "consumers",
            "bob",
            home,
            json!({ "username": "bob", "custom_id": "b-2" }),
        ),
        // Called as another one is elsewhere.
        document(
            "consumers",
            "b-2",
            home,
            json!({ "username": "b-2", "custom_id": "7" }),
        ),
        consumer("twin", home),
        consumer("Twin", home),
        document("consumers", "nameless", home, json!({ "custom_id": "n-1" })),
        consumer("true", home),
        consumer("eve", elsewhere()),
        group("gold", home),
        group("silver", home),
        group("vip club", home),
        group("theirs", elsewhere()),
    ];
    let (snapshot, quarantined) = Snapshot::build(&Catalogue::new([]), 1, &documents);
    assert_eq!(quarantined, []);
    Directory::of(Arc::new(snapshot))
}

fn claims(claims: &Value) -> Option<jose::Claims> {
    let claims = claims.as_object().cloned().filter(|claims| !claims.is_empty());
    claims.map(jose::Claims::from)
}

/// What is believed of somebody of whom each place says this.
fn believed(said: &Value) -> Believed {
    let at = |place: &str| claims(said.get(place).unwrap_or(&Value::Null));
    Believed {
        id_token: at("id_token"),
        access_token: at("access_token"),
        introspection: at("introspection"),
        userinfo: at("userinfo"),
        hearsay: at("hearsay"),
    }
}

fn session(subject: &str) -> Session {
    serde_json::from_value(json!({ "s": subject, "a": "A1" })).unwrap()
}

/// Who that is in one word: the id of the consumer's document, or of what tells one from another.
fn who(options: &Value, said: &Value) -> Result<String, &'static str> {
    let identities = identities(options).unwrap();
    let claimed = identities.claimed(&session("u-ada"), &believed(said));
    let found = identities.find(&claimed, &directory(), DEFAULT_WORKSPACE);
    let found = found.map_err(NotKnown::code)?;
    Ok(match found.known {
        Known::Consumer(Proven { consumer, .. }) => {
            let all = ["Ada", "bob", "b-2", "twin", "Twin", "nameless", "true", "eve"];
            let is_it = |label: &&&str| Id::named("consumers", label) == consumer.id;
            (*all.iter().find(is_it).unwrap()).to_owned()
        }
        Known::Stranger(credential) => {
            credential.map_or_else(|| "nobody".to_owned(), |one| format!("as {}", one.id))
        }
    })
}

const NO_CLAIM: Result<&str, &str> = Err("identity.no_claim");
const NO_NAME: Result<&str, &str> = Err("identity.no_name");
const NO_CONSUMER: Result<&str, &str> = Err("identity.no_consumer");
const UNVERIFIED: Result<&str, &str> = Err("identity.unverified");

#[track_caller]
fn check(options: &Value, said: &Value, expected: Result<&str, &'static str>) {
    let found = who(options, said);
    assert_eq!(found.as_deref().map_err(|why| *why), expected, "{options} {said}");
}

#[test]
fn a_claim_names_a_consumer() {
    let by = |keys: &[&str]| json!({ "consumer_claims": [["name"]], "consumer_by": keys });
    let named = |name: Value| json!({ "id_token": { "name": name } });
    let id = Id::named("consumers", "nameless").to_string();
    let theirs = Id::named("consumers", "eve").to_string();
    let usual = json!({ "consumer_claims": [["name"]] });
    for (options, name, expected) in [
        (usual.clone(), json!("Ada"), Ok("Ada")),
        (usual.clone(), json!("ada"), NO_CONSUMER),
        // By the username first, whatever somebody else is called elsewhere.
        (usual.clone(), json!("b-2"), Ok("b-2")),
        (by(&["custom_id", "username"]), json!("b-2"), Ok("bob")),
        (by(&["custom_id"]), json!("b-2"), Ok("bob")),
        (by(&["custom_id"]), json!("bob"), NO_CONSUMER),
        (by(&["username"]), json!("n-1"), NO_CONSUMER),
        (usual.clone(), json!("n-1"), Ok("nameless")),
        (by(&["id"]), json!(id), Ok("nameless")),
        (usual.clone(), json!(id), NO_CONSUMER),
        (by(&["id"]), json!("nameless"), NO_CONSUMER),
        (by(&[]), json!("Ada"), NO_CONSUMER),
        // Nobody of another workspace.
        (usual.clone(), json!("eve"), NO_CONSUMER),
        (by(&["id"]), json!(theirs), NO_CONSUMER),
        // A number and a truth are a word.
        (usual.clone(), json!(7), Ok("b-2")),
        (usual.clone(), json!(true), Ok("true")),
        // Of several words nobody knows which is meant.
        (usual.clone(), json!(["Ada"]), NO_NAME),
        (usual.clone(), json!({ "Ada": 1 }), NO_NAME),
        (usual.clone(), json!("Ada "), NO_CONSUMER),
        (usual.clone(), json!("a".repeat(1024)), NO_CONSUMER),
        (usual, json!("a".repeat(1025)), NO_NAME),
    ] {
        check(&options, &named(name), expected);
    }
}

// HD-20
#[test]
fn nothing_finds_nobody() {
    for keys in [&["username", "custom_id", "id"][..], &["custom_id"], &["id"]] {
        for optional in [false, true] {
            let options = json!({
                "consumer_claims": [["name"]], "consumer_by": keys, "consumer_optional": optional,
            });
            for (said, expected) in [
                (json!({}), NO_CLAIM),
                (json!({ "id_token": { "name": null } }), NO_CLAIM),
                (json!({ "id_token": { "name": "" } }), NO_NAME),
                (json!({ "id_token": { "name": [] } }), NO_NAME),
                (json!({ "id_token": { "name": [""] } }), NO_NAME),
            ] {
                check(&options, &said, if optional { Ok("as u-ada") } else { expected });
            }
        }
    }
}

#[test]
fn the_first_claim_that_is_there_counts_and_no_other() {
    let options = json!({ "consumer_claims": [["first"], ["deep", "est", "1"]] });
    for (said, expected) in [
        (
            json!({ "id_token": { "first": "Ada", "deep": { "est": ["bob"] } } }),
            Ok("Ada"),
        ),
        (json!({ "id_token": { "deep": { "est": ["bob"] } } }), Ok("bob")),
        // It is there, and names nobody.
        (
            json!({ "id_token": { "first": "none", "deep": { "est": ["bob"] } } }),
            NO_CONSUMER,
        ),
        (
            json!({ "id_token": { "first": "", "deep": { "est": ["bob"] } } }),
            NO_NAME,
        ),
        // One claim is looked for everywhere before the next.
        (
            json!({ "id_token": { "deep": { "est": ["bob"] } }, "userinfo": { "first": "Ada" } }),
            Ok("Ada"),
        ),
        // What is said of the person goes first.
        (
            json!({ "access_token": { "first": "bob" }, "id_token": { "first": "Ada" } }),
            Ok("Ada"),
        ),
        (
            json!({ "access_token": { "first": "bob" }, "userinfo": { "first": "Ada" } }),
            Ok("bob"),
        ),
        (
            json!({ "introspection": { "first": "bob" }, "access_token": { "first": "Ada" } }),
            Ok("bob"),
        ),
        // What nobody has verified names nobody.
        (json!({ "hearsay": { "first": "Ada" } }), NO_CLAIM),
    ] {
        check(&options, &said, expected);
    }
}

#[test]
fn usernames_in_any_case() {
    let options = json!({ "consumer_claims": [["name"]], "by_username_ignore_case": true });
    for (name, expected) in [
        ("ADA", Ok("Ada")),
        ("Ada", Ok("Ada")),
        ("twin", NO_CONSUMER),
        ("TWIN", NO_CONSUMER),
        // What others call them is compared as it is.
        ("N-1", NO_CONSUMER),
        ("n-1", Ok("nameless")),
        ("EVE", NO_CONSUMER),
    ] {
        check(&options, &json!({ "access_token": { "name": name } }), expected);
    }
}

// HD-19
#[test]
fn an_email_address_that_may_be_anybodys_names_nobody() {
    let options = json!({ "consumer_claims": [["email"], ["sub"]] });
    for (verified, expected) in [
        (json!(true), Ok("Ada")),
        (json!("true"), Ok("Ada")),
        (json!(false), UNVERIFIED),
        (json!("false"), UNVERIFIED),
        (json!(1), UNVERIFIED),
        (json!(null), Ok("Ada")),
    ] {
        let said = json!({ "email": "Ada", "email_verified": verified, "sub": "bob" });
        for place in ["id_token", "access_token", "userinfo"] {
            let mut all = Map::new();
            all.insert(place.to_owned(), said.clone());
            check(&options, &all.into(), expected);
        }
    }
    // It says nothing about a claim of another place, or another claim.
    let said = json!({ "id_token": { "email": "Ada" }, "userinfo": { "email_verified": false } });
    check(&options, &said, Ok("Ada"));
    let by_subject = json!({ "consumer_claims": [["sub"]] });
    check(
        &by_subject,
        &json!({ "id_token": { "sub": "bob", "email_verified": false } }),
        Ok("bob"),
    );
}

#[test]
fn who_is_not_found_may_pass_where_that_is_so() {
    let said = json!({ "id_token": { "name": "none", "sub": "u-1" } });
    let options = |more: Value| {
        let mut options = json!({ "consumer_claims": [["name"]] });
        options
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        options
    };
    check(&options(json!({})), &said, NO_CONSUMER);
    check(
        &options(json!({ "consumer_optional": true })),
        &said,
        Ok("as u-1"),
    );
    // Where there is an anonymous consumer they pass as that one.
    let excused = options(json!({ "consumer_optional": true, "anonymous": "Ada" }));
    check(&excused, &said, NO_CONSUMER);
    let empty = options(json!({ "consumer_optional": true, "anonymous": "" }));
    check(&empty, &said, Ok("as u-1"));
}

#[test]
fn by_what_somebody_is_told_from_others() {
    for (options, said, expected) in [
        // As the headers: the token's word before that of the person.
        (
            json!({}),
            json!({ "access_token": { "sub": "a" }, "id_token": { "sub": "i" } }),
            "as a",
        ),
        (json!({}), json!({ "id_token": { "sub": "i" } }), "as i"),
        // Whose a session is stands in it.
        (json!({}), json!({}), "as u-ada"),
        (
            json!({ "credential_claim": ["client", "id"] }),
            json!({}),
            "nobody",
        ),
        (
            json!({ "credential_claim": ["client", "id"] }),
            json!({ "access_token": { "client": { "id": 7 }, "sub": "a" } }),
            "as 7",
        ),
        (
            json!({ "credential_claim": ["sid"] }),
            json!({ "access_token": { "sid": "a".repeat(1025) } }),
            "nobody",
        ),
        (
            json!({ "credential_claim": ["aud"] }),
            json!({ "access_token": { "aud": ["x"] } }),
            "nobody",
        ),
        (
            json!({ "credential_claim": ["sid"] }),
            json!({ "access_token": { "sid": "" } }),
            "nobody",
        ),
        (
            json!({ "credential_claim": null }),
            json!({ "access_token": { "sub": "a" } }),
            "nobody",
        ),
    ] {
        check(&options, &said, Ok(expected));
    }
}

/// A consumer is always proved by something, so that no plugin behind asks again.
#[test]
fn a_consumer_is_proved_by_a_credential_or_by_the_name() {
    for (claim, expected) in [
        (json!(["sub"]), "u-1"),
        (json!(["none"]), "Ada"),
        (json!(null), "Ada"),
    ] {
        let options = json!({ "consumer_claims": [["name"]], "credential_claim": claim });
        let identities = identities(&options).unwrap();
        let said = believed(&json!({ "id_token": { "name": "Ada", "sub": "u-1" } }));
        let claimed = identities.claimed(&session("u-1"), &said);
        let found = identities
            .find(&claimed, &directory(), DEFAULT_WORKSPACE)
            .unwrap();
        let Known::Consumer(Proven { credential, .. }) = found.known else {
            panic!("{options}")
        };
        assert_eq!((&*credential.id, credential.entity), (expected, None));
    }
}

#[test]
fn groups_are_found_by_their_names() {
    for (tiers, optional, expected) in [
        (json!("gold"), false, Ok(&["gold"][..])),
        (json!("silver none gold gold"), false, Ok(&["gold", "silver"])),
        (json!(["vip club", "silver"]), false, Ok(&["silver", "vip club"])),
        (json!("vip club"), false, Err("identity.no_group")),
        (json!(["Gold", "theirs", ""]), false, Err("identity.no_group")),
        (json!(["Gold", "theirs", ""]), true, Ok(&[])),
        (json!(null), false, Err("identity.no_group")),
        (json!(null), true, Ok(&[])),
        (json!({ "gold": 1 }), false, Err("identity.no_group")),
        (json!(["gold", {}]), false, Err("identity.no_group")),
        (json!(""), false, Err("identity.no_group")),
    ] {
        let options = json!({ "consumer_groups_claim": ["tier"], "consumer_groups_optional": optional });
        let identities = identities(&options).unwrap();
        let said = believed(&json!({ "access_token": { "tier": tiers } }));
        let claimed = identities.claimed(&session("u-1"), &said);
        let found = identities.find(&claimed, &directory(), DEFAULT_WORKSPACE);
        let names = found.as_ref().map_err(|why| why.code()).map(|found| {
            let groups = found.groups.as_deref().unwrap();
            groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>()
        });
        assert_eq!(
            names.as_deref().map_err(|why| *why),
            expected,
            "{tiers} {optional}"
        );
    }
    // By their ids nobody finds them.
    let options = json!({ "consumer_groups_claim": ["tier"] });
    let id = Id::named("consumer_groups", "gold").to_string();
    check(
        &options,
        &json!({ "access_token": { "tier": id } }),
        Err("identity.no_group"),
    );
}

#[test]
fn claims_need_a_way() {
    for (options, named) in [
        (json!({ "consumer_claims": [] }), "consumer_claims"),
        (json!({ "consumer_claims": [["sub"], []] }), "consumer_claims"),
        (json!({ "consumer_groups_claim": [] }), "consumer_groups_claim"),
    ] {
        let why = identities(&options).err().unwrap();
        assert!(why.starts_with(named), "{options}: {why}");
    }
}

/// What may get lost of a long ID token is asked for by name, so that nobody is taken for somebody without it.
#[test]
fn the_claims_that_must_not_get_lost() {
    let options = json!({
        "consumer_claims": [["email"], ["deep", "est"]],
        "consumer_groups_claim": ["tier"],
        "authenticated_groups_claim": ["groups"],
        "credential_claim": ["sid"],
    });
    let identities = identities(&options).unwrap();
    let judged: Vec<_> = identities.judged().collect();
    assert_eq!(judged, ["email", "deep", "tier", "groups", "email_verified"]);
    assert!(identities.claims().any(|name| name == "sid"));
}
