//! Kong's graphical interface at a whole gateway: the forms of `openid-connect`, and of what consumers prove themselves by.
//! Its other pages are in `crates/admin/tests/it/gui`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use testkit::gui::{Gui, call};

use crate::administered::Administered;
use crate::binary::Folder;

const PAGE: &str = "http://gui.test:8002";

/// A gateway, and the interface in a browser.
fn open(folder: &Folder) -> (Administered, Gui) {
    let gateway = Administered::start_with(folder, &[("LYCHGATE_ADMIN_GUI_URL", PAGE)]);
    let api = gateway.admin.strip_prefix("http://").unwrap().parse().unwrap();
    (gateway, Gui::at(api, PAGE))
}

fn field<'a>(fields: &'a Value, name: &str) -> &'a Value {
    let mut all = fields.as_array().unwrap().iter();
    all.find_map(|field| field.get(name)).unwrap_or(&Value::Null)
}

/// What the form holds before anybody types: the default of each field, those of records further in, and null elsewhere.
fn form(fields: &Value) -> Value {
    let all = fields
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|field| field.as_object().unwrap());
    let filled = all.map(|(name, field)| {
        let within = || match (&field["type"], &field["required"]) {
            (Value::String(kind), Value::Bool(true)) if kind == "record" => form(&field["fields"]),
            _ => Value::Null,
        };
        (name.clone(), field.get("default").cloned().unwrap_or_else(within))
    });
    Value::Object(filled.collect::<Map<_, _>>())
}

/// It posts every option that the schema names, though somebody typed but an issuer and a client, and sends all of them
/// back later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_form_of_openid_connect_is_saved() {
    let folder = Folder::new();
    let (_gateway, mut gui) = open(&folder);
    let schema = gui.ask("GET /schemas/plugins/openid-connect", None).await.json();
    let options = &field(&schema["fields"], "config")["fields"];
    let mut config = form(options);
    config["issuer"] = json!("http://127.0.0.1:9/idp");
    assert!(config.as_object().unwrap().len() > 200, "{config}");
    // What it is known to send of these.
    for (name, value) in [
        ("http_version", json!(1.1)),
        ("session_cookie_same_site", json!("Lax")),
        ("authorization_cookie_same_site", json!("Default")),
        ("proof_of_possession_mtls_from_header", Value::Null),
        ("token_exchange", Value::Null),
    ] {
        assert_eq!(config[name], value, "{name}");
    }
    assert_eq!(config["auth_methods"].as_array().map(Vec::len), Some(9));
    // It fills both in, whether or not anything is kept there.
    for name in ["redis", "cluster_cache_redis"] {
        config[name] = form(&field(options, name)["fields"]);
        assert_eq!(config[name]["port"], 6379, "{name}");
    }
    let body = |config: &Value| {
        json!({
            "name": "openid-connect", "instance_name": null, "enabled": true, "tags": [],
            "protocols": ["grpc", "grpcs", "http", "https"], "service": null, "route": null, "consumer": null,
            "config": config,
        })
    };
    gui.walk([
        call("POST /routes")
            .sends(json!({ "name": "desk", "paths": ["/"] }))
            .answers(201, json!({}))
            .keeps("desk"),
        // Kong takes it without a client, and nobody could sign in. The banner says what is missing.
        call("POST /routes/{desk}/plugins")
            .sends(body(&config))
            .answers(
                400,
                json!({
                    "code": 2,
                    "message": "schema violation (config: client_id: the authorization code flow needs the id of a client)",
                }),
            ),
    ])
    .await;
    config["client_id"] = json!(["app"]);
    gui.walk([
        call("POST /routes/{desk}/plugins")
            .sends(body(&config))
            .answers(
                201,
                json!({ "id": "<id>", "config": config, "route": { "id": "{desk}" } }),
            )
            .keeps("plugin"),
        call("GET /routes/{desk}/plugins/{plugin}").answers(200, json!({ "config": config })),
    ])
    .await;
    // Everything that it knows comes back.
    let named = |config: &Value| {
        config
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(named(&gui.kept("plugin")["config"]), named(&config));
    let mut edited = gui.kept("plugin")["config"].clone();
    edited["client_id"] = json!(["gateway"]);
    edited["client_secret"] = json!(["planted"]);
    edited["scopes"] = json!(["openid", "email"]);
    let mut shown = edited.clone();
    shown["client_secret"] = json!(["***"]);
    gui.walk([
        call("PATCH /plugins/{plugin}")
            .sends(json!({ "config": edited }))
            .answers(200, json!({ "config": edited }))
            .keeps("plugin"),
        // All of it again, also by somebody who saw no secret.
        call("PATCH /plugins/{plugin}")
            .sends_row("plugin", json!({ "enabled": false }))
            .answers(200, json!({ "enabled": false, "config": edited })),
        call("PATCH /plugins/{plugin}")
            .sends(json!({ "config": shown }))
            .answers(200, json!({ "config": edited })),
        call("PATCH /plugins/{plugin}")
            .sends(json!({ "config": { "client_id": ["gateway"], "issuer": null } }))
            .answers(
                400,
                json!({
                    "code": 2, "message": "schema violation (config.issuer: required field missing)",
                    "fields": { "config": { "issuer": "required field missing" } },
                }),
            ),
    ])
    .await;
}

/// The words that its form is drawn by. A field with another one would not be drawn as it is meant.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_of_openid_connect_is_of_words_that_it_knows() {
    let folder = Folder::new();
    let (_gateway, gui) = open(&folder);
    let schema = gui.ask("GET /schemas/plugins/openid-connect", None).await.json();
    let fields = &schema["fields"];
    for name in ["consumer", "protocols", "consumer_group", "config"] {
        assert!(field(fields, name)["type"].is_string(), "{name}");
    }
    assert!(schema["entity_checks"].is_array());
    let config = field(fields, "config");
    assert_eq!(
        (&config["type"], &config["required"]),
        (&json!("record"), &json!(true))
    );
    let needed: Vec<&String> = config["fields"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|field| field.as_object().unwrap())
        .filter(|(_, field)| field["required"] == json!(true) && field.get("default").is_none())
        .filter(|(_, field)| field["type"] != json!("record"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(needed, ["issuer"]);
    assert!(config["shorthand_fields"].is_array());
    let mut words = BTreeSet::new();
    gather(&config["fields"], &mut words);
    let known = [
        "between",
        "default",
        "deprecation",
        "description",
        "elements",
        "encrypted",
        "entity_checks",
        "fields",
        "gt",
        "keys",
        "len_max",
        "len_min",
        "lychgate",
        "match_none",
        "not_one_of",
        "one_of",
        "referenceable",
        "required",
        "shorthand_fields",
        "starts_with",
        "type",
        "uuid",
        "values",
    ];
    let strange: Vec<_> = words
        .iter()
        .filter(|word| !known.contains(&word.as_str()))
        .collect();
    assert_eq!(strange, [""; 0]);
    // The id of a client is sealed as in Kong, and no secret.
    let client = |name: &str| {
        let told = field(&config["fields"], name);
        (told["encrypted"].clone(), told["lychgate"]["secret"].clone())
    };
    assert_eq!(client("client_id"), (json!(true), json!(false)));
    assert_eq!(client("client_secret"), (json!(true), Value::Null));
}

fn gather(fields: &Value, words: &mut BTreeSet<String>) {
    for field in fields
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|field| field.as_object().unwrap().values())
    {
        gather_of(field, words);
    }
}

fn gather_of(field: &Value, words: &mut BTreeSet<String>) {
    words.extend(field.as_object().unwrap().keys().cloned());
    for list in ["fields", "shorthand_fields"] {
        if field.get(list).is_some() {
            gather(&field[list], words);
        }
    }
    if let Some(elements) = field.get("elements") {
        gather_of(elements, words);
    }
}

/// One list for each kind of credential whose plugin is in use, and a form for each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_consumers_prove_themselves_by_is_made_below_them() {
    let folder = Folder::new();
    let (_gateway, mut gui) = open(&folder);
    gui.walk([
        call("POST /consumers")
            .sends(json!({ "username": "bob" }))
            .answers(201, json!({}))
            .keeps("bob"),
        call("POST /plugins")
            .sends(json!({ "name": "key-auth" }))
            .answers(201, json!({})),
        call("GET /").answers(200, json!({ "plugins": { "enabled_in_cluster": ["key-auth"] } })),
    ])
    .await;
    for (path, kind, made, told, changed) in [
        (
            "acls",
            "acls",
            json!({ "group": "staff", "tags": [] }),
            json!({ "group": "staff" }),
            json!({ "group": "ops" }),
        ),
        (
            "basic-auth",
            "basicauth_credentials",
            json!({ "username": "bob", "password": "planted", "tags": [] }),
            json!({ "username": "bob", "password": "<text>" }),
            json!({ "username": "bobby" }),
        ),
        (
            "jwt",
            "jwt_secrets",
            json!({
                "key": "bob", "algorithm": "HS256", "secret": "a secret of thirty-two characters",
                "rsa_public_key": null, "tags": [],
            }),
            json!({ "key": "bob", "algorithm": "HS256", "secret": "a secret of thirty-two characters" }),
            json!({ "key": "bobby" }),
        ),
        (
            "key-auth",
            "keyauth_credentials",
            // No time is no end.
            json!({ "key": "planted", "ttl": 0, "tags": [] }),
            json!({ "key": "planted" }),
            json!({ "key": "replanted" }),
        ),
        (
            "oauth2",
            "oauth2_credentials",
            json!({
                "name": "app", "client_id": "app", "client_secret": "planted", "hash_secret": false,
                "redirect_uris": ["https://app.test/cb"], "client_type": "confidential", "tags": [],
            }),
            json!({ "name": "app", "client_id": "app", "client_secret": "planted" }),
            json!({ "name": "phone" }),
        ),
    ] {
        let list = format!("/consumers/{{bob}}/{path}");
        let one = format!("{list}/{{one}}");
        gui.walk([
            call(format!("GET {list}?sort_desc=1&size=30")).answers(200, json!({ "data": [], "next": null })),
            call(format!("GET /schemas/{kind}")).answers(200, json!({ "fields": "<list>" })),
            call(format!("POST {list}"))
                .sends(made)
                .answers(
                    201,
                    json!({ "id": "<id>", "consumer": { "id": "{bob}" }, "created_at": "<seconds>" }),
                )
                .keeps("one"),
            call(format!("GET {one}")).answers(200, told.clone()),
            call(format!("GET {list}?sort_desc=1&size=30"))
                .answers(200, json!({ "data": [told], "next": null })),
            call(format!("PATCH {one}"))
                .sends(changed.clone())
                .answers(200, changed),
            call(format!("DELETE {one}")).answers(204, json!(null)),
            call(format!("GET {one}")).answers(404, json!({ "message": "Not found" })),
        ])
        .await;
    }
    // Of what this gateway has not there is no form, and nobody asks for its list: its plugin is never in use.
    for kind in ["hmacauth_credentials", "keyauth_enc_credentials"] {
        let message = format!("No entity named '{kind}'");
        gui.walk([call(format!("GET /schemas/{kind}")).answers(404, json!({ "message": message }))])
            .await;
    }
    for list in ["hmac-auth", "key-auth-enc"] {
        gui.walk([
            call(format!("GET /consumers/{{bob}}/{list}")).answers(404, json!({ "message": "Not found" }))
        ])
        .await;
    }
}
