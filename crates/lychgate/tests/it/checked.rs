//! The connection to a provider, checked at the Admin API and at the command line.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::Arc;

use sample_idp::{Client, Idp, Misbehaviour};
use serde_json::{Value, json};

use crate::administered::Administered;
use crate::audited::write;
use crate::binary::{Ended, Folder, PATIENCE, run};

const SECRET: &str = "planted-secret-of-the-client";
const CHECK: &str = "POST /openid-connect/check";

/// A provider that knows one client.
async fn provider() -> Idp {
    let client = Client::confidential("app", SECRET).redirecting_to("https://app.example/back");
    let options = sample_idp::Options {
        clients: vec![client],
        ..sample_idp::Options::default()
    };
    Idp::start(options).await.unwrap()
}

fn config(idp: &Idp) -> Value {
    json!({
        "issuer": idp.issuer(),
        "client_id": ["app"],
        "client_secret": [SECRET],
        "redirect_uri": ["https://app.example/back"],
        "auth_methods": ["authorization_code", "session"],
    })
}

/// The statuses of a report, by their first letters.
fn letters(report: &Value) -> String {
    let findings = report["findings"]
        .as_array()
        .unwrap_or_else(|| panic!("{report}"));
    let first = |finding: &Value| finding["status"].as_str().unwrap().chars().next().unwrap();
    findings.iter().map(first).collect()
}

fn finding<'a>(report: &'a Value, id: &str) -> &'a Value {
    let mut findings = report["findings"].as_array().unwrap().iter();
    findings.find(|finding| finding["id"] == id).unwrap()
}

// AD-08, AD-10, AD-31
#[tokio::test(flavor = "multi_thread")]
async fn a_kept_plugin_is_checked_with_its_secrets_and_nothing_is_told_of_them() {
    let idp = provider().await;
    let folder = Folder::new();
    let planted = ("ISSUER_ELSEWHERE", "https://planted-host.invalid");
    let mut gateway = Administered::start_with(&folder, &[planted]);
    let token = |file: &str| {
        fs::read_to_string(folder.path().join(file))
            .unwrap()
            .trim()
            .to_owned()
    };
    let (admin, reader) = (token("admin_token"), token("admin_token_read_only"));
    let plugin = json!({ "name": "openid-connect", "instance_name": "staff", "config": config(&idp) });
    let (status, plugin) = write(&gateway, None, "POST /plugins", &plugin);
    assert_eq!(status, 201, "{plugin}");
    let id = plugin["id"].as_str().unwrap();
    for named in [id, "staff"] {
        let asked = json!({ "plugin": named, "sign_in": true });
        let (status, report) = write(&gateway, Some(&admin), CHECK, &asked);
        assert_eq!(status, 200, "{report}");
        assert_eq!(
            (letters(&report).as_str(), &report["verdict"]),
            ("oooooooooooo", &json!("ok")),
            "{report:#}"
        );
        assert_eq!(report["issuer"], idp.issuer());
        let client = finding(&report, "client");
        assert!(
            client["seen"].as_str().unwrap().contains("knows the client"),
            "{client}"
        );
        assert_eq!(client["docs"], "docs/check.md#client");
        assert!(client["ms"].is_u64() && finding(&report, "redirect_uri")["ms"].is_null());
        assert!(!report.to_string().contains("planted"), "{report}");
    }
    // What the plugin knows of its provider is not touched: nobody has signed in yet.
    let (_, known) = write(&gateway, None, "GET /openid-connect/issuers", &json!({}));
    assert_eq!(known["data"].as_array().unwrap().len(), 1);
    assert_eq!(known["data"][0].get("configuration"), None, "{known}");
    let (_, kept) = write(&gateway, None, &format!("GET /plugins/{id}"), &json!({}));
    assert_eq!(kept, plugin);

    // Who may only read has nobody called.
    let before = idp.total_calls();
    let asked = json!({ "plugin": "staff" });
    assert_eq!(write(&gateway, Some(&reader), CHECK, &asked).0, 403);
    assert_eq!(write(&gateway, Some("planted-guess"), CHECK, &asked).0, 401);
    // A workspace has its own plugins.
    assert_eq!(
        write(&gateway, None, "POST /workspaces", &json!({ "name": "team" })).0,
        201
    );
    let there = "POST /team/openid-connect/check";
    assert_eq!(write(&gateway, None, there, &asked).0, 404);
    assert_eq!(
        write(&gateway, None, "POST /nowhere/openid-connect/check", &asked).0,
        404
    );
    let theirs = json!({ "name": "openid-connect", "instance_name": "theirs", "config": config(&idp) });
    assert_eq!(write(&gateway, None, "POST /team/plugins", &theirs).0, 201);
    let asked = json!({ "plugin": "theirs" });
    assert_eq!(write(&gateway, None, CHECK, &asked).0, 404);
    for wrong in [
        json!({}),
        json!({ "plugin": "a", "config": {} }),
        json!({ "config": {}, "sign_in": 1 }),
    ] {
        let (status, answer) = write(&gateway, None, CHECK, &wrong);
        assert_eq!(status, 400, "{answer}");
        assert!(answer["message"].is_string(), "{answer}");
    }
    let other = json!({ "name": "request-termination", "instance_name": "closed" });
    assert_eq!(write(&gateway, None, "POST /plugins", &other).0, 201);
    assert_eq!(
        write(&gateway, None, CHECK, &json!({ "plugin": "closed" })).0,
        400
    );
    assert_eq!(idp.total_calls(), before);
    assert_eq!(write(&gateway, None, there, &asked).1["verdict"], "ok");
    let draft = json!({ "config": config(&idp) });
    assert_eq!(write(&gateway, None, there, &draft).1["verdict"], "ok");

    // The secret that nobody is shown is no secret.
    let mut hidden = config(&idp);
    hidden["client_secret"] = json!(["***"]);
    let (status, report) = write(
        &gateway,
        None,
        CHECK,
        &json!({ "config": hidden, "sign_in": true }),
    );
    assert_eq!(
        (status, letters(&report).as_str()),
        (200, "foooooooooos"),
        "{report:#}"
    );
    assert_eq!(finding(&report, "configuration")["option"], "client_secret");

    // What a reference leads to is followed and not told, wherever it stands.
    let mut referring = config(&idp);
    referring["issuer"] = "{vault://env/issuer-elsewhere}".into();
    let (status, report) = write(&gateway, None, CHECK, &json!({ "config": referring }));
    assert_eq!(
        (status, letters(&report).as_str()),
        (200, "oofssssssoss"),
        "{report:#}"
    );
    assert_eq!(report["issuer"], "{vault://env/issuer-elsewhere}");
    assert!(!report.to_string().contains("planted-host"), "{report}");

    gateway.gateway.signal("TERM");
    assert_eq!(gateway.gateway.ended(PATIENCE).code(), Some(0));
    let log = gateway.gateway.stderr().concat();
    assert!(!log.contains("planted"), "{log}");
    let audited = log.matches("\"/openid-connect/check\"").count();
    assert_eq!(audited, 11, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_does_wrong_is_told() {
    let idp = provider().await;
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let wrong = json!({ "client_secret": ["planted-other-secret"] });
    let open = json!({ "redirect_uri": ["http://app.example/back"] });
    for (misbehaviour, more, expected) in [
        (None, json!({}), "oooooooooooo"),
        (Some(Misbehaviour::DiscoveryFails), json!({}), "oooofssssoos"),
        (Some(Misbehaviour::HtmlDiscovery), json!({}), "oooofssssoos"),
        (
            Some(Misbehaviour::DiscoveryOfAnotherIssuer),
            json!({}),
            "ooooofsssoos",
        ),
        (
            Some(Misbehaviour::DiscoveryWithoutPkce),
            json!({}),
            "oooooooowooo",
        ),
        (Some(Misbehaviour::KeysFail), json!({}), "ooooooofoooo"),
        (Some(Misbehaviour::RedirectingKeys), json!({}), "ooooooofoooo"),
        (
            Some(Misbehaviour::SlowKeys),
            json!({ "timeout": 300 }),
            "ooooooofoooo",
        ),
        (Some(Misbehaviour::TokenFails), json!({}), "ooooooooooow"),
        (
            Some(Misbehaviour::TokenEndpointSpeaksHtml),
            json!({}),
            "ooooooooooow",
        ),
        (Some(Misbehaviour::EndlessTokenReply), json!({}), "ooooooooooof"),
        (
            Some(Misbehaviour::RedirectingTokenEndpoint),
            json!({}),
            "ooooooooooow",
        ),
        (None, wrong, "ooooooooooof"),
        (None, open, "ooooooooowoo"),
        (None, json!({ "scopes": ["openid", "planets"] }), "oooooooowooo"),
    ] {
        idp.behave();
        if let Some(misbehaviour) = misbehaviour {
            idp.misbehave(misbehaviour);
        }
        let mut config = config(&idp);
        for (name, value) in more.as_object().unwrap() {
            config[name] = value.clone();
        }
        let (status, report) = write(
            &gateway,
            None,
            CHECK,
            &json!({ "config": config, "sign_in": true }),
        );
        assert_eq!(status, 200, "{report}");
        assert_eq!(letters(&report), expected, "{misbehaviour:?} {more} {report:#}");
        assert!(!report.to_string().contains("planted"), "{report}");
    }
}

// AD-06, DI-06
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_called_that_may_not_be() {
    // Whoever listens there hears nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let admin = gateway.admin.clone();
    let is_not_called = |gateway: &Administered, status: &str, issuer: &str, step: &str, why: &str| {
        let config = json!({ "issuer": issuer, "client_id": ["app"] });
        let (answered, report) = write(gateway, None, CHECK, &json!({ "config": config }));
        assert_eq!((answered, &report["verdict"]), (200, &json!(status)), "{report}");
        let found = finding(&report, step);
        assert_eq!(found["status"], status, "{issuer} {report:#}");
        assert!(found["seen"].as_str().unwrap().contains(why), "{issuer} {found}");
    };
    let port_of_admin = admin.rsplit_once(':').unwrap().1;
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let issuer = format!("http://{host}:{port_of_admin}");
        let step = if host.starts_with('[') { "issuer" } else { "name" };
        let why = if host.starts_with('[') {
            "http:"
        } else {
            "admin_open_to_services"
        };
        is_not_called(&gateway, "fail", &issuer, step, why);
    }
    is_not_called(&gateway, "fail", "https://169.254.169.254", "name", "link-local");
    is_not_called(
        &gateway,
        "fail",
        "https://no-such-name.invalid",
        "name",
        "http.not_resolved",
    );
    drop(gateway);
    let denied = [("LYCHGATE_UPSTREAM_DENIED_NETWORKS", "127.0.0.0/8,::1")];
    let folder = Folder::new();
    let gateway = Administered::start_with(&folder, &denied);
    for host in ["127.0.0.1", "localhost"] {
        is_not_called(
            &gateway,
            "warn",
            &format!("http://{host}:{port}"),
            "name",
            "upstream_denied_networks",
        );
    }
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
}

/// A fifth check at once is sent away; a turn that is over is free again.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_few_are_made_at_once() {
    let provider = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", provider.local_addr().unwrap());
    let folder = Folder::new();
    let gateway = Arc::new(Administered::start(&folder));
    let asked = json!({ "config": { "issuer": issuer, "client_id": ["app"], "timeout": 25_000 } });
    let checks: Vec<_> = (0..4)
        .map(|_| {
            let (gateway, asked) = (Arc::clone(&gateway), asked.clone());
            tokio::task::spawn_blocking(move || write(&gateway, None, CHECK, &asked))
        })
        .collect();
    // It answers nobody before all have asked. Who only connects is seeing whether somebody is there.
    let waiting = tokio::task::spawn_blocking(move || {
        let mut waiting = Vec::new();
        while waiting.len() < 4 {
            let (mut stream, _) = provider.accept().unwrap();
            if stream.read(&mut [0; 1024]).is_ok_and(|bytes| bytes > 0) {
                waiting.push(stream);
            }
        }
        waiting
    });
    let waiting = waiting.await.unwrap();
    assert_eq!(write(&gateway, None, CHECK, &asked).0, 429);
    // Nobody is there any more, and so all four end.
    drop(waiting);
    for check in checks {
        assert_eq!(check.await.unwrap().0, 200);
    }
    assert_eq!(write(&gateway, None, CHECK, &asked).0, 200);
}

/// A file with a login at this provider, and one at nobody's.
fn file(folder: &Folder, idp: &Idp) -> String {
    let issuer = idp.issuer();
    folder.file(
        "kong.yml",
        &format!(
            r#"
_format_version: "3.0"
services:
  - name: app
    url: http://127.0.0.1:9
    routes:
      - name: staff
        paths: [/staff]
        plugins:
          - name: openid-connect
            config:
              issuer: {issuer}
              client_id: [app]
              client_secret: [{SECRET}]
              redirect_uri: [https://app.example/back]
              auth_methods: [authorization_code, session]
      - name: shop
        paths: [/shop]
        plugins:
          - name: openid-connect
            config:
              issuer: https://no-such-name.invalid
              client_id: [app]
              auth_methods: [authorization_code, session]
"#
        ),
    )
}

/// Runs the binary while the provider answers.
async fn ran(arguments: &[&str]) -> Ended {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let running = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run(&arguments, "")
    });
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_checks_a_file_or_an_issuer() {
    let idp = provider().await;
    let folder = Folder::new();
    let file = file(&folder, &idp);
    let good = ran(&["oidc", "check", &file, "--plugin", "staff", "--sign-in"]).await;
    assert_eq!((good.code, good.stderr.as_str()), (Some(0), ""), "{good:?}");
    assert_eq!(good.stdout.matches('✓').count(), 12, "{}", good.stdout);
    assert!(
        good.stdout.contains("The provider answers as it should."),
        "{}",
        good.stdout
    );
    assert!(
        !good.stdout.contains("planted") && !good.stdout.contains('\x1b'),
        "{}",
        good.stdout
    );

    let bad = ran(&["oidc", "check", &file, "--plugin", "shop"]).await;
    assert_eq!((bad.code, bad.stderr.as_str()), (Some(1), ""), "{bad:?}");
    assert!(
        bad.stdout.contains("✗ Name of its host") && bad.stdout.contains("→ "),
        "{}",
        bad.stdout
    );

    let json = ran(&["oidc", "check", &file, "--plugin", "staff", "--json"]).await;
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (json.code, letters(&report).as_str()),
        (Some(0), "ooooooooooos"),
        "{report:#}"
    );

    let issuer = ran(&["oidc", "check", idp.issuer()]).await;
    assert_eq!(issuer.code, Some(0), "{issuer:?}");
    assert!(issuer.stdout.contains("! Configuration"), "{}", issuer.stdout);
    assert!(issuer.stdout.contains("option client_id"), "{}", issuer.stdout);

    for (arguments, told) in [
        (
            vec!["oidc", "check", &file],
            "choose one with --plugin: staff, shop",
        ),
        (
            vec!["oidc", "check", &file, "--plugin", "nobody"],
            "write one of staff, shop",
        ),
        (vec!["oidc", "check", "/no/such/file.yml"], "check.unreadable"),
        (
            vec!["oidc", "check", idp.issuer(), "--plugin", "a"],
            "leave out --plugin",
        ),
        (vec!["oidc", "check"], "Usage"),
    ] {
        let ended = ran(&arguments).await;
        assert_eq!(ended.code, Some(2), "{arguments:?} {ended:?}");
        assert!(ended.stderr.contains(told), "{arguments:?} {}", ended.stderr);
    }
    let faulty = folder.file("bad.yml", "_format_version: \"3.0\"\nservices: 7\n");
    let ended = ran(&["oidc", "check", &faulty]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let help = ran(&["oidc", "check", "--help"]).await;
    assert!(
        help.stdout.contains("Examples:") && help.stdout.contains("--sign-in"),
        "{}",
        help.stdout
    );
}
