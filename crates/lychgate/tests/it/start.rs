//! `lychgate start`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, get, lychgate, run, url_in};

const CLOSED: &str = r#"
_format_version: "3.0"
routes:
  - name: closed
    paths: [/closed]
    plugins:
      - name: request-termination
        config: {status_code: 418, message: closed}
"#;

/// A gateway on free ports, with this configuration and these further settings.
pub(crate) fn started(folder: &Folder, config: &str, settings: &str) -> Guard {
    let config = folder.file("kong.yml", config);
    let conf = folder.file(
        "lychgate.conf",
        &format!(
            "proxy_listen = 127.0.0.1:0\nadmin_listen = 127.0.0.1:0\ndeclarative_config = {config}\n\
             prefix = {}\n{settings}",
            folder.path().join("prefix").display()
        ),
    );
    Guard::start(&mut lychgate(&["start", "-c", &conf]))
}

#[test]
fn it_serves_until_it_is_asked_to_end() {
    for signal in ["INT", "TERM", "QUIT"] {
        let folder = Folder::new();
        let mut gateway = started(&folder, CLOSED, "nginx_worker_processes = 2");
        let ready = gateway.error_line_with("ready", PATIENCE);
        assert!(ready.starts_with('{'), "JSON where nobody reads: {ready}");
        let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
        let (status, answer) = get(&format!("{requests}/closed"));
        assert_eq!(status, 418, "{answer}");
        assert!(answer.contains(r#"{"message":"closed"}"#), "{answer}");
        assert_eq!(get(&format!("{requests}/other")).0, 404);

        let admin = url_in(&gateway.error_line_with("Admin API:", PATIENCE));
        let (status, answer) = get(&format!("{admin}/status"));
        assert_eq!(status, 200, "{answer}");
        assert!(answer.contains("\"total_requests\":2"), "{answer}");
        assert!(
            !answer.contains(&"0".repeat(32)),
            "the configuration has a hash: {answer}"
        );

        gateway.signal(signal);
        assert_eq!(
            gateway.ended(PATIENCE).code(),
            Some(0),
            "{signal}: {:#?}",
            gateway.stderr()
        );
        assert_eq!(
            gateway.stdout().len(),
            2,
            "a line per request: {:#?}",
            gateway.stdout()
        );
        assert!(
            gateway.stdout().concat().contains("GET /closed "),
            "{:#?}",
            gateway.stdout()
        );
    }
}

/// A gateway that waits for its upstream: both ends of the request, before the answer.
fn waiting(folder: &Folder) -> (Guard, TcpStream, TcpStream) {
    let upstream = TcpListener::bind("127.0.0.1:0").unwrap();
    let config = format!(
        "_format_version: \"3.0\"\nservices: [{{url: \"http://{}\", routes: [{{paths: [/]}}]}}]\n",
        upstream.local_addr().unwrap()
    );
    let gateway = started(folder, &config, "");
    let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
    let mut client = TcpStream::connect(requests.strip_prefix("http://").unwrap()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .unwrap();
    let (mut server, _) = upstream.accept().unwrap();
    // An answer before the request would be none.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        server.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    (gateway, client, server)
}

#[test]
fn a_request_under_way_may_finish() {
    let folder = Folder::new();
    let (mut gateway, mut client, mut server) = waiting(&folder);
    gateway.signal("TERM");
    let _ = gateway.error_line_with("SIGTERM", PATIENCE);
    server
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone")
        .unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
    assert_eq!(gateway.ended(PATIENCE).code(), Some(0), "{:#?}", gateway.stderr());
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = Folder::new();
    let (mut gateway, _client, _server) = waiting(&folder);
    gateway.signal("INT");
    let _ = gateway.error_line_with("SIGINT", PATIENCE);
    gateway.signal("INT");
    assert_eq!(
        gateway.ended(PATIENCE).code(),
        Some(130),
        "{:#?}",
        gateway.stderr()
    );
    assert!(
        gateway.stderr().concat().contains("again: ended at once"),
        "{:#?}",
        gateway.stderr()
    );
}

#[test]
fn the_key_ring_is_made_once_and_kept() {
    let folder = Folder::new();
    let path = folder.path().join("prefix/keyring");
    let mut rings = Vec::new();
    for _ in 0..2 {
        let mut gateway = started(&folder, CLOSED, "");
        let _ = gateway.error_line_with("ready", PATIENCE);
        gateway.signal("TERM");
        assert_eq!(gateway.ended(PATIENCE).code(), Some(0));
        rings.push(std::fs::read_to_string(&path).unwrap());
        let told = [gateway.stdout(), gateway.stderr()].concat().concat();
        assert!(!told.contains(rings[0].trim()), "the secret is not logged");
    }
    assert_eq!(rings[0], rings[1]);
}

#[test]
fn without_a_configuration_it_starts_empty_and_says_so() {
    let folder = Folder::new();
    let mut command = lychgate(&["start", "-p", folder.path().to_str().unwrap()]);
    command.envs([
        ("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0"),
        ("KONG_ADMIN_LISTEN", "127.0.0.1:0"),
    ]);
    command.env("LYCHGATE_PROXY_ACCESS_LOG", "off");
    let gateway = Guard::start(&mut command);
    let _ = gateway.error_line_with("start.no_route", PATIENCE);
    let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
    assert_eq!(get(&format!("{requests}/")).0, 404);
    let admin = url_in(&gateway.error_line_with("Admin API:", PATIENCE));
    let status = get(&format!("{admin}/status")).1;
    assert!(status.contains(r#""reachable":true"#), "{status}");
}

#[test]
fn a_port_that_is_taken_is_told_with_its_holder() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for variable in ["LYCHGATE_PROXY_LISTEN", "LYCHGATE_ADMIN_LISTEN"] {
        let folder = Folder::new();
        let mut command = lychgate(&["start", "-p", folder.path().to_str().unwrap()]);
        command.envs([
            ("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0"),
            ("LYCHGATE_ADMIN_LISTEN", "off"),
        ]);
        command.env(variable, &address);
        let mut gateway = Guard::start(&mut command);
        assert_eq!(gateway.ended(PATIENCE).code(), Some(1));
        let told = gateway.stderr().join("\n");
        let holder = format!("(pid {})", std::process::id());
        for words in [
            address.as_str(),
            &holder,
            "start.port_in_use",
            "choose another port",
        ] {
            assert!(told.contains(words), "{variable}: no {words:?} in {told}");
        }
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let folder = Folder::new();
    let config = folder.file(
        "kong.yml",
        "_format_version: \"3.0\"\nservices: [{name: a}, {nam: b}]\n",
    );
    let ring = folder.file("keyring", "damaged");
    let conf = folder.file(
        "lychgate.conf",
        &format!(
            "declarative_config = {config}\nprefix = {}\nproxy_listen = 127.0.0.1:0 ssl\n\
             ssl_cert = /none.pem\nssl_cert_key = /none.key\n",
            folder.path().display()
        ),
    );
    let ended = run(&["start", "--conf", &conf], "");
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ended.stderr
    );
    for words in [
        "services[0].host",
        "services[1]",
        ring.as_str(),
        "key_ring.",
        "ssl_cert",
        "start.bad_certificate",
    ] {
        assert!(ended.stderr.contains(words), "no {words:?} in {}", ended.stderr);
    }
}

#[test]
fn bad_settings_are_told_at_once() {
    let folder = Folder::new();
    let conf = folder.file(
        "lychgate.conf",
        "proxy_listn = 1\nlog_level = loud\ndatabase = cassandra\n",
    );
    let ended = run(&["start", "-c", &conf], "");
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ended.stderr
    );
    for words in [
        "cannot start: 3 faults",
        "lychgate.conf:1: proxy_listn",
        "did you mean `proxy_listen`?",
        "lychgate.conf:2: log_level",
        "lychgate.conf:3: database",
    ] {
        assert!(ended.stderr.contains(words), "no {words:?} in {}", ended.stderr);
    }
    let ended = run(&["start", "-c", "/none.conf"], "");
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("settings.file_unreadable"),
        "{}",
        ended.stderr
    );
}

// AD-15
#[test]
fn the_secret_of_an_example_is_refused() {
    let folder = Folder::new();
    let example = std::fs::read_to_string(crate::binary::repository().join("examples/login.yaml")).unwrap();
    let mut gateway = started(&folder, &example, "");
    assert_eq!(gateway.ended(PATIENCE).code(), Some(1));
    let told = gateway.stderr().join("\n");
    assert!(told.contains("secret.sample"), "{told}");
    // Nor is what stands there for something that only its reader knows.
    let mut gateway = started(&folder, include_str!("../../src/demo/written/kong.yml"), "");
    assert_eq!(gateway.ended(PATIENCE).code(), Some(1));
    let told = gateway.stderr().join("\n");
    assert!(told.contains("config.placeholder"), "{told}");
}

// OP-11
#[test]
fn a_good_file_is_put_in_service_and_a_bad_one_is_refused() {
    let folder = Folder::new();
    let mut gateway = started(&folder, CLOSED, "nginx_worker_processes = 2");
    let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
    // One connection stays open all the time: no change of the configuration ends it.
    let mut client = TcpStream::connect(requests.strip_prefix("http://").unwrap()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut status = |path: &str| {
        write!(client, "HEAD {path} HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        String::from_utf8_lossy(&answer)[9..12].to_owned()
    };
    assert_eq!((status("/closed"), status("/shut")), ("418".into(), "404".into()));

    folder.file("kong.yml", &CLOSED.replace("/closed", "/shut"));
    gateway.signal("HUP");
    let _ = gateway.error_line_with("in service", PATIENCE);
    assert_eq!((status("/closed"), status("/shut")), ("404".into(), "418".into()));

    folder.file(
        "kong.yml",
        &CLOSED.replace("418", "42").replace("message", "massage"),
    );
    gateway.signal("HUP");
    let _ = gateway.error_line_with("reload.refused", PATIENCE);
    for fault in [
        "config.status_code, line 8",
        "did you mean `message`?",
        "2 faults",
    ] {
        let _ = gateway.error_line_with(fault, PATIENCE);
    }
    assert_eq!(status("/shut"), "418");

    gateway.signal("TERM");
    assert_eq!(gateway.ended(PATIENCE).code(), Some(0), "{:#?}", gateway.stderr());
}
