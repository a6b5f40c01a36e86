//! `lychgate check`.

use crate::binary::{Ended, Folder, run};

/// Checks a text that comes from a file.
fn checked(text: &str) -> Ended {
    let folder = Folder::new();
    run(&["check", &folder.file("kong.yml", text)], "")
}

#[test]
fn a_good_file_says_what_it_holds() {
    let ended = checked(
        r#"
_format_version: "3.0"
services:
  - name: app
    url: http://127.0.0.1:3000
    tags: [one]
    routes:
      - name: app
        paths: [/]
        tags: [two]
        plugins:
          - name: request-termination
consumers:
  - username: alice
"#,
    );
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), ""),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("kong.yml is good."), "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("1 service, 1 route, 1 consumer, 1 plugin\n"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains("request-termination × 1\n"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains(" (2 used here), refused: "),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("1.  routes.tags\n"), "{}", ended.stdout);
    assert!(!ended.stdout.contains('\x1b'), "colours are for terminals");
}

#[test]
fn ten_faults_are_ten_items_with_path_and_remedy() {
    let ended = checked(
        r#"
_format_version: "3.0"
services:
  - name: one
    host: [a]
    port: 70000
    protocol: htp
  - name: two
    url: http://127.0.0.1:3000
    pathh: /x
    routes:
      - name: bad name
        paths: [no-slash]
        methods: [get]
        plugins:
          - name: openid-connect
            config:
              client_id: [a]
              redirect_uri: [https://app.example/]
          - name: request-termination
            config: {status_code: 99}
  - name: two
    host: b
"#,
    );
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("kong.yml has 10 faults."),
        "{}",
        ended.stdout
    );
    for (number, path) in (1..).zip([
        "services[0].host",
        "services[0].port",
        "services[0].protocol",
        "services[1].pathh",
        "services[1].routes[0].name",
        "services[1].routes[0].paths[0]",
        "services[1].routes[0].methods[0]",
        "services[1].routes[0].plugins[0].config.issuer",
        "services[1].routes[0].plugins[1].config.status_code",
        "services[2]",
    ]) {
        let found = ended.stdout.lines().any(|line| {
            let item = line.trim_start().split_once(".  ");
            item.is_some_and(|(n, place)| n.parse::<u8>().is_ok() && place.starts_with(path))
        });
        assert!(found, "no item {number} for {path}:\n{}", ended.stdout);
    }
    assert_eq!(ended.stdout.matches("\n     → ").count(), 10, "{}", ended.stdout);
}

#[test]
fn each_fault_says_what_would_be_right() {
    for (text, expected) in [
        (
            "services: [",
            &["line 1, column 11", "declarative.unreadable", "→"][..],
        ),
        ("", &["→"]),
        ("[]", &["→"]),
        ("services: []", &["_format_version", "→"]),
        ("_format_version: \"9.9\"", &["_format_version", "→"]),
        ("_format_version: \"3.0\"\nservicez: []", &["services"]),
        (
            "_format_version: \"3.0\"\nplugins:\n  - name: openid-conect\n",
            &[
                "plugins[0].name",
                "did you mean `openid-connect`?",
                "config.plugin_not_enabled",
            ],
        ),
        (
            "_format_version: \"3.0\"\nplugins:\n  - name: openid-connect\n    config: {redirect_uri: [https://a.example/]}\n",
            &[
                "plugins[0].config.issuer",
                "required field missing",
                "config.required",
            ],
        ),
        (
            "_format_version: \"3.0\"\nplugins:\n  - name: request-termination\n    config: {echo: true}\n",
            &[
                "plugins[0].config.echo",
                "not supported yet",
                "config.not_supported_yet",
            ],
        ),
    ] {
        let ended = checked(text);
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(1), ""),
            "{text}: {}",
            ended.stdout
        );
        for words in expected {
            assert!(
                ended.stdout.contains(words),
                "{text}: no {words:?} in {}",
                ended.stdout
            );
        }
    }
}

#[test]
fn a_plugin_that_cannot_be_built_is_a_fault() {
    let ended = checked(
        "_format_version: \"3.0\"\nplugins:\n  - name: openid-connect\n    config:\n      \
         {issuer: https://idp.example, redirect_uri: [https://a.example/], client_id: [a], \
         client_auth: [client_secret_post]}\n",
    );
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(ended.stdout.contains("openid-connect"), "{}", ended.stdout);
    assert!(ended.stdout.contains("client_auth"), "{}", ended.stdout);
}

#[test]
fn the_standard_input_is_a_file_as_well() {
    let ended = run(&["check", "-"], "_format_version: \"3.0\"\n");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.stdout.contains("standard input is good."),
        "{}",
        ended.stdout
    );
}

#[test]
fn what_cannot_be_read_is_no_verdict() {
    let folder = Folder::new();
    let binary = folder.path().join("binary");
    std::fs::write(&binary, [0xff, 0xfe]).unwrap();
    for path in [folder.path().join("none.yml"), folder.path().to_owned(), binary] {
        let ended = run(&["check", path.to_str().unwrap()], "");
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{path:?}");
        assert!(ended.stderr.contains("(check.unreadable)"), "{}", ended.stderr);
    }
}

#[test]
fn weak_secrets_are_told_and_not_shown() {
    for (secret, code, verdict) in [
        ("session_secret: short-canary", "secret.short", 0),
        // Nobody is to start with a secret that everybody knows.
        (
            "session_secret: replace-this-by-a-secret-of-your-own",
            "secret.sample",
            1,
        ),
        ("session_audience: default", "secret.of_node", 0),
    ] {
        let ended = checked(&format!(
            "_format_version: \"3.0\"\nplugins:\n  - name: openid-connect\n    config:\n      \
             {{issuer: https://idp.example, redirect_uri: [https://a.example/], client_id: [a], {secret}}}\n"
        ));
        assert_eq!(ended.code, Some(verdict), "{}", ended.stdout);
        assert!(ended.stdout.contains(code), "{}", ended.stdout);
        assert!(!ended.stdout.contains("canary"), "{}", ended.stdout);
    }
}

/// Routes `/0`, `/1` …, each with these lines about hosts and these options of its login.
fn logins(routes: &[(&str, &str)]) -> String {
    let mut text =
        "_format_version: \"3.0\"\nservices:\n  - name: a\n    url: http://a.example\n    routes:\n"
            .to_owned();
    for (at, (hosts, options)) in routes.iter().enumerate() {
        text.push_str(&format!(
            "      - name: r{at}\n        paths: [/{at}]\n{hosts}        plugins:\n          - name: openid-connect\n            \
             config: {{client_id: [a], {options}}}\n"
        ));
    }
    let ended = checked(&text);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    ended.stdout
}

// AZ-15
#[test]
fn redirect_uris_that_mix_things_up_are_told() {
    let back = "redirect_uri: [https://app.example/back]";
    let (one, other) = ("issuer: https://one.example", "issuer: https://other.example/");
    let with_back = |issuer: &str| format!("{issuer}, {back}");
    let shared = logins(&[("", &with_back(one)), ("", &with_back(other))]);
    assert!(
        shared.contains("https://app.example/back is the redirect_uri of https://one.example as well"),
        "{shared}"
    );
    assert!(shared.contains("redirect_uri.shared"));
    let of_one = logins(&[
        ("", &with_back(one)),
        ("", &with_back("issuer: https://one.example/")),
    ]);
    assert!(!of_one.contains("redirect_uri.shared"), "{of_one}");
    // Whoever asks would say where the provider sends the browser.
    let open = logins(&[("", one)]);
    assert!(open.contains("redirect_uri.from_request"), "{open}");
    let named = logins(&[("        hosts: [app.example]\n", one)]);
    assert!(!named.contains("redirect_uri.from_request"), "{named}");
}

#[test]
fn cookies_that_overwrite_each_other_are_told() {
    let (one, other) = ("issuer: https://one.example", "issuer: https://other.example");
    let (here, there) = (
        "        hosts: [here.example]\n",
        "        hosts: [there.example]\n",
    );
    let taken = |routes: &[(&str, &str)]| logins(routes).contains("cookie.taken");
    assert!(taken(&[("", one), ("", other)]));
    assert!(taken(&[(here, one), (here, other)]));
    assert!(taken(&[("", one), (here, other)]));
    assert!(taken(&[
        ("", one),
        ("", "issuer: https://one.example, session_audience: desk")
    ]));
    // Of two hosts, of one login, or with names of their own.
    assert!(!taken(&[(here, one), (there, other)]));
    assert!(!taken(&[("", one), ("", one)]));
    let named = "issuer: https://other.example, session_cookie_name: s, authorization_cookie_name: a";
    assert!(!taken(&[("", one), ("", named)]));
}

#[test]
fn a_redirect_uri_that_no_route_covers_is_told() {
    let lost = |route: &str, uri: &str| {
        let options = format!("issuer: https://one.example, redirect_uri: [{uri}]");
        logins(&[(route, &options)]).contains("redirect_uri.no_route")
    };
    // The path of the route is /0.
    let app = "        hosts: [app.example]\n";
    assert!(lost(app, "https://app.example/callback"));
    assert!(lost(app, "https://other.example/0"));
    assert!(!lost(app, "https://app.example/0/back"));
    assert!(!lost("        hosts: [\"*.example\"]\n", "https://app.example/0"));
    assert!(!lost("", "https://any.example/0"));
}

#[test]
fn options_that_cannot_be_used_are_told_together() {
    let ended = checked(
        "_format_version: \"3.0\"\nplugins:\n  - name: openid-connect\n    config:\n      \
         {issuer: \"http://idp.example\", client_id: [a], redirect_uri: [\"https://a.example/#x\"], \
         session_cookie_name: __Host-x}\n",
    );
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    for code in [
        "(config.issuer_plain)",
        "(config.redirect_uri)",
        "(cookie.host_prefix)",
    ] {
        assert_eq!(ended.stdout.matches(code).count(), 1, "{code}: {}", ended.stdout);
    }
    assert!(
        !ended.stdout.contains("redirect_uri.malformed"),
        "{}",
        ended.stdout
    );
}

#[test]
fn tokens_for_anybody_are_told() {
    let open = |options: &str| {
        let told = logins(&[("", &format!("issuer: https://one.example{options}"))]);
        told.contains("bearer.any_audience")
    };
    assert!(open(""));
    assert!(!open(", audience_required: [me]"));
    assert!(!open(", auth_methods: [authorization_code, session]"));
}

// HD-19
#[test]
fn mapping_by_email_is_told() {
    let changeable = |options: &str| {
        let told = logins(&[("", &format!("issuer: https://one.example{options}"))]);
        told.contains("identity.changeable_claim")
    };
    for claims in [
        "consumer_claims: [[email]]",
        "consumer_claims: [[sub], [user, preferred_username]]",
        "consumer_claim: [email]",
    ] {
        assert!(changeable(&format!(", {claims}")), "{claims}");
    }
    assert!(!changeable(""));
    assert!(!changeable(", consumer_claims: [[sub], [email, sub]]"));
    assert!(!changeable(", credential_claim: [email]"));
}

#[test]
fn a_provider_that_is_not_verified_is_told() {
    let looks_away = |options: &str| {
        let told = logins(&[("", &format!("issuer: https://one.example{options}"))]);
        told.contains("provider.not_verified")
    };
    assert!(looks_away(", ssl_verify: false"));
    assert!(looks_away(", tls_client_auth_ssl_verify: false"));
    assert!(!looks_away(", ssl_verify: true"));
    assert!(!looks_away(""));
}

#[test]
fn a_certificate_of_the_client_that_is_not_there_is_told() {
    let told = logins(&[(
        "",
        "issuer: https://one.example, tls_client_auth_cert_id: 0dc6f45b-8f8d-40d2-a504-473544ee190b",
    )]);
    assert!(told.contains("client.no_certificate"), "{told}");
    let told = logins(&[("", "issuer: https://one.example")]);
    assert!(!told.contains("client.no_certificate"), "{told}");
}

#[test]
fn tokens_that_are_believed_without_a_signature_are_told() {
    let told = |options: &str| logins(&[("", &format!("issuer: https://one.example{options}"))]);
    let unsigned = told(", ignore_signature: [password, session]");
    assert!(unsigned.contains("access_token.unsigned"), "{unsigned}");
    assert!(unsigned.contains("password, session"), "{unsigned}");
    assert!(!told("").contains("access_token.unsigned"));
    assert!(!told(", ignore_signature: []").contains("access_token.unsigned"));
}

#[test]
fn a_proxy_that_no_call_goes_through_is_told() {
    let mixes_up = |options: &str| {
        let told = logins(&[("", options)]);
        told.contains("config.proxy_unused")
    };
    assert!(mixes_up(
        "issuer: https://one.example, http_proxy: http://proxy.example"
    ));
    assert!(!mixes_up(
        "issuer: https://one.example, https_proxy: http://proxy.example"
    ));
    assert!(!mixes_up(
        "issuer: https://one.example, http_proxy: http://a.example, https_proxy: http://a.example"
    ));
    assert!(!mixes_up(
        "issuer: http://one.example, http_proxy: http://a.example, lychgate_allow_http_issuer: true"
    ));
}

#[test]
fn logins_that_would_never_end_are_told() {
    let stays_away = |options: &str| {
        let told = logins(&[("", &format!("issuer: https://one.example{options}"))]);
        told.contains("cookie.stays_away")
    };
    assert!(stays_away(", authorization_cookie_same_site: Strict"));
    assert!(stays_away(
        ", authorization_cookie_same_site: Lax, response_mode: form_post"
    ));
    assert!(!stays_away(", authorization_cookie_same_site: Lax"));
    assert!(!stays_away(", response_mode: form_post"));
}

#[test]
fn a_file_cannot_move_the_cursor() {
    let ended = checked("_format_version: \"3.0\"\nservices:\n  - name: \"\\e[2J\"\n    host: a\n");
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(!ended.stdout.contains('\x1b'), "{}", ended.stdout);
}
