//! Where no request is sent, whatever a service says.

use std::net::TcpListener;

use serde_json::{Value, json};
use testkit::process::Guard;

use crate::administered::Administered;
use crate::audited::write;
use crate::binary::{Folder, PATIENCE, get, lychgate, url_in};

/// A gateway whose file has these services, each with a route of its own name, and where its Admin API is.
fn declared(folder: &Folder, port: u16, settings: &str, services: &[(&str, &str)]) -> (Guard, String) {
    let services: String = services
        .iter()
        .map(|(name, url)| {
            format!("- {{name: {name}, url: \"{url}\", retries: 0, routes: [{{name: {name}, paths: [/{name}]}}]}}\n")
        })
        .collect();
    let config = folder.file(
        "kong.yml",
        &format!("_format_version: \"3.0\"\nservices:\n{services}"),
    );
    let settings = folder.file(
        "lychgate.conf",
        &format!(
            "proxy_listen = 127.0.0.1:0\nadmin_listen = 127.0.0.1:{port}\nprefix = {}\n\
             declarative_config = {config}\n{settings}\n",
            folder.path().join("prefix").display()
        ),
    );
    let gateway = Guard::start(&mut lychgate(&["start", "-c", &settings]));
    let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
    let _ = gateway.error_line_with("ready", PATIENCE);
    (gateway, requests)
}

/// A port that nobody has just now.
fn free() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

// AD-06
#[test]
fn a_service_at_the_admin_api_is_refused_when_it_is_written() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let port = gateway.admin.rsplit_once(':').unwrap().1;
    let told = |answer: &Value, field: &str| {
        let told = answer["fields"][field].as_str().unwrap_or_default();
        assert!(told.contains("admin_open_to_services"), "{answer}");
    };
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("url=http://{host}:{port}");
        let (status, answer) = gateway.curl("POST", "/services", &["name=loop", &url]);
        assert_eq!(status, 400, "{host}: {answer}");
        told(&answer, "host");
    }
    assert_eq!(gateway.curl("POST", "/upstreams", &["name=loops"]).0, 201);
    let target = format!("target=127.0.0.1:{port}");
    let (status, answer) = gateway.curl("POST", "/upstreams/loops/targets", &[&target]);
    assert_eq!(status, 400, "{answer}");
    told(&answer, "target");
    // A change leads there as well.
    gateway.route();
    let change = ["host=127.0.0.1", &format!("port={port}")];
    assert_eq!(gateway.curl("PATCH", "/services/app", &change).0, 400);
    assert_eq!(gateway.curl("GET", "/services/app", &[]).1["port"], 9);
    let opened = [("LYCHGATE_ADMIN_OPEN_TO_SERVICES", "on")];
    let folder = Folder::new();
    let gateway = Administered::start_with(&folder, &opened);
    let url = format!("url={}", gateway.admin);
    assert_eq!(gateway.curl("POST", "/services", &["name=loop", &url]).0, 201);
    let route = ["name=loop", "paths=/loop"];
    assert_eq!(gateway.curl("POST", "/services/loop/routes", &route).0, 201);
    assert_eq!(get(&format!("{}/loop/services", gateway.requests)).0, 200);
}

// AD-06
#[test]
fn whatever_leads_to_the_admin_api_is_not_called() {
    let (folder, port) = (Folder::new(), free());
    let places = ["127.0.0.1", "localhost", "0.0.0.0"];
    let urls = places.map(|host| format!("http://{host}:{port}"));
    let names = ["one", "two", "three"];
    let services: Vec<_> = names.into_iter().zip(urls.iter().map(String::as_str)).collect();
    let (gateway, requests) = declared(&folder, port, "", &services);
    // Where another configuration is put in its place, it is told at once.
    let mut gateway = Administered {
        gateway,
        requests: requests.clone(),
        admin: format!("http://127.0.0.1:{port}"),
    };
    let service = json!({ "name": "loop", "host": "localhost", "port": port });
    let pushed = json!({ "_format_version": "3.0", "services": [service] });
    let (status, answer) = write(&gateway, None, "POST /config", &pushed);
    assert_eq!(status, 400, "{answer}");
    assert!(answer.to_string().contains("admin_open_to_services"), "{answer}");
    for name in names {
        let (status, answer) = get(&format!("{requests}/{name}/services"));
        assert_eq!(status, 502, "{name}: {answer}");
    }
    gateway.gateway.signal("TERM");
    assert_eq!(gateway.gateway.ended(PATIENCE).code(), Some(0));
    let log = gateway.gateway.stderr().concat();
    assert_eq!(
        log.matches("\"upstream.forbidden\"").count(),
        names.len(),
        "{log}"
    );
}

// AD-06
#[test]
fn networks_that_are_denied_are_not_called() {
    let folder = Folder::new();
    // Whoever listens there hears nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let urls = ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{port}"));
    let services = [("one", urls[0].as_str()), ("two", urls[1].as_str())];
    let denied = "upstream_denied_networks = 127.0.0.0/8, ::1";
    let (_gateway, requests) = declared(&folder, 0, denied, &services);
    for name in ["one", "two"] {
        assert_eq!(get(&format!("{requests}/{name}")).0, 502, "{name}");
    }
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
}
