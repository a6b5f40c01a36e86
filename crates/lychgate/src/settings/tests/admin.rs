//! What the Admin API is called, whose pages may call it, who signs in at the Manager, and that services are elsewhere.

use ::admin::Login;

use super::{good, read, summary};

#[test]
fn pages_and_names_of_the_admin_api_are_listed_by_url() {
    for (text, pages, hosts) in [
        ("", &[][..], &[][..]),
        (
            "admin_gui_url = https://GUI.example/manager, http://localhost:8002",
            &["https://gui.example", "http://localhost:8002"],
            &["gui.example", "localhost"],
        ),
        (
            "admin_gui_api_url = https://api.example:8444/x",
            &[],
            &["api.example"],
        ),
        ("admin_gui_api_url = api.example:8001", &[], &["api.example"]),
        (
            "admin_api_uri = [2001:db8::1]:8001\nadmin_gui_api_url = api.example",
            &[],
            &["2001:db8::1", "api.example"],
        ),
        (
            "admin_gui_url = http://same.example\nadmin_api_uri = same.example",
            &["http://same.example"],
            &["same.example"],
        ),
    ] {
        let names = good(text).names;
        let shown: Vec<String> = names.pages.iter().map(ToString::to_string).collect();
        assert_eq!(shown, pages, "{text}");
        assert_eq!(names.hosts, hosts, "{text}");
    }
}

// AD-05
#[test]
fn nobody_can_name_every_page() {
    for value in [
        "*",
        "null",
        "gui.example",
        "https://",
        "https://a.example,*",
        "https://*@a.example",
    ] {
        let found = read(&format!("admin_gui_url = {value}"), &[]).expect_err(value);
        assert_eq!(
            summary(&found.0),
            ["test.conf:1 admin_gui_url settings.bad_value"],
            "{value}"
        );
    }
    for key in ["admin_gui_api_url", "admin_api_uri"] {
        let found = read(&format!("{key} = a b"), &[]).expect_err(key);
        assert_eq!(
            summary(&found.0),
            [format!("test.conf:1 {key} settings.bad_value")]
        );
    }
}

// AD-01
#[test]
fn whoever_others_could_send_signs_in() {
    for (text, login, told) in [
        ("", Login::WhereOthersReach, None),
        ("admin_gui_listen = 0.0.0.0:8002", Login::WhereOthersReach, None),
        ("admin_gui_listen = off", Login::WhereOthersReach, None),
        ("admin_gui_auth = token", Login::Everywhere, None),
        ("admin_gui_auth = off", Login::WhereOthersReach, None),
        (
            "admin_gui_url = http://localhost:9002",
            Login::WhereOthersReach,
            None,
        ),
        ("admin_gui_url = https://gui.example", Login::Everywhere, None),
        (
            "admin_gui_url = http://localhost:8002,http://gui.example",
            Login::Everywhere,
            None,
        ),
        (
            "admin_gui_auth = off\nadmin_gui_url = https://gui.example",
            Login::WhereOthersReach,
            Some("test.conf:1 admin_gui_auth settings.open"),
        ),
    ] {
        let (settings, findings) = read(text, &[]).expect(text);
        assert_eq!(settings.admin_gui_login, login, "{text}");
        assert_eq!(summary(&findings), Vec::from_iter(told), "{text}");
    }
    let off = "admin_gui_auth = off\nadmin_gui_listen =";
    for listens in [
        "0.0.0.0:8002",
        "[::]:8002",
        "192.0.2.1:8002",
        "127.0.0.1:8002, 192.0.2.1:8003",
    ] {
        let found = read(&format!("{off} {listens}"), &[]).expect_err(listens).0;
        assert_eq!(summary(&found), ["test.conf:1 admin_gui_auth settings.bad_value"]);
        assert!(found[0].remedy.contains("`token`"), "{}", found[0].remedy);
    }
    for listens in ["127.0.0.1:8002", "[::1]:8002", "[::ffff:127.0.0.1]:8002", "off"] {
        assert!(read(&format!("{off} {listens}"), &[]).is_ok(), "{listens}");
    }
}

// AD-06
#[test]
fn places_that_no_request_is_sent_to_are_networks() {
    let settings = good("upstream_denied_networks = 169.254.0.0/16, fd00::/8, 192.0.2.7");
    let denied: Vec<String> = settings
        .rules
        .forbidden
        .networks
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(denied, ["169.254.0.0/16", "fd00::/8", "192.0.2.7/32"]);
    assert!(!settings.admin_open_to_services);
    let (settings, findings) = read("admin_open_to_services = on", &[]).unwrap();
    assert!(settings.admin_open_to_services);
    assert_eq!(
        summary(&findings),
        ["test.conf:1 admin_open_to_services settings.open"]
    );
    let found = read("upstream_denied_networks = metadata.internal", &[]).expect_err("no network");
    assert_eq!(
        summary(&found.0),
        ["test.conf:1 upstream_denied_networks settings.bad_value"]
    );
}
