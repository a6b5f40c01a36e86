//! The Manager of a gateway: its pages, the Admin API behind them, and who does not get there.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::gateway::{Gateway, Options};
use lychgate::plugins::PLUGINS;
use net::HttpClient;
use ports::NodeSecrets;
use proxy::Listen;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use testkit::echo::Upstream;

use crate::administered::Administered;
use crate::binary::{Folder, PATIENCE, lychgate, url_in};

/// Asks as a page of the Manager does.
fn asked(method: Method, url: &str) -> RequestBuilder {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.request(method, url).header("lychgate-manager", "1");
    request.header("content-type", "application/json")
}

async fn json_of(answer: Response) -> Value {
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

/// A gateway in this process with a Manager on loopback. Where requests arrive, and where the Manager is.
async fn house() -> (Gateway, String, String) {
    let loopback = || ([127, 0, 0, 1], 0).into();
    let options = Options {
        listens: vec![Listen {
            address: loopback(),
            tls: None,
        }],
        admin_listens: vec![loopback()],
        manager_listens: vec![loopback()],
        ..Options::new(
            Arc::new(HttpClient::new(&[]).unwrap()),
            NodeSecrets::new(vec![vec![7; 32]]),
        )
    };
    let (gateway, problems) = Gateway::start(&Configuration::default(), options).await.unwrap();
    assert_eq!(problems, []);
    let requests = format!("http://{}", gateway.bound()[0]);
    let manager = format!("http://{}", gateway.manager_bound()[0]);
    assert_eq!(gateway.admin_bound().len(), 1);
    (gateway, requests, manager)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_and_the_admin_api_are_of_one_origin() {
    let (gateway, _, manager) = house().await;
    let mut nonces = HashSet::new();
    for path in ["/", "/routes", "/routes/a/plugins"] {
        let page = reqwest::get(format!("{manager}{path}")).await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
        assert_eq!(header(&page, "cache-control"), "no-store");
        assert_eq!(header(&page, "x-frame-options"), "DENY");
        let policy = header(&page, "content-security-policy").to_owned();
        let nonce = policy
            .split_once("'nonce-")
            .unwrap()
            .1
            .split_once('\'')
            .unwrap()
            .0
            .to_owned();
        let text = page.text().await.unwrap();
        assert!(text.contains(&format!("nonce=\"{nonce}\"")), "{text}");
        assert!(nonces.insert(nonce), "it is another one with each answer");
        // What the page loads is there.
        for asset in text.split('"').filter(|text| text.starts_with("/assets/")) {
            let asset = reqwest::get(format!("{manager}{asset}")).await.unwrap();
            assert_eq!(asset.status(), 200);
            assert!(header(&asset, "cache-control").contains("immutable"));
        }
    }
    assert_eq!(
        reqwest::get(format!("{manager}/assets/none.js"))
            .await
            .unwrap()
            .status(),
        404
    );
    let about = asked(Method::GET, &format!("{manager}/api/"))
        .send()
        .await
        .unwrap();
    let about = json_of(about).await;
    let bound = gateway.manager_bound()[0];
    assert_eq!(
        about["configuration"]["admin_gui_listeners"],
        json!([{ "ip": "127.0.0.1", "port": bound.port(), "ssl": false, "http2": false, "listener": bound.to_string() }])
    );
    let session = asked(Method::GET, &format!("{manager}/session"))
        .send()
        .await
        .unwrap();
    assert_eq!(json_of(session).await["name"], json!("loopback"));
    assert_eq!(gateway.invite(), None);
    let without = reqwest::get(format!("{manager}/api/services")).await.unwrap();
    assert_eq!(without.status(), 403);
    // Its pages have the Admin API beside them; the one that tells secrets they may not call.
    let admin = gateway.admin_bound()[0];
    for origin in [manager.clone(), manager.replace("127.0.0.1", "localhost")] {
        let answer = asked(Method::GET, &format!("http://{admin}/services")).header("origin", &origin);
        assert_eq!(answer.send().await.unwrap().status(), 403, "{origin}");
    }
}

// AD-06
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_gets_there_by_way_of_the_gateway() {
    let (mut gateway, requests, manager) = house().await;
    let port = gateway.manager_bound()[0].port();
    let hosts = ["127.0.0.1", "localhost", "0.0.0.0"];
    let services: String = hosts
        .iter()
        .map(|host| {
            format!("- {{host: {host}, port: {port}, retries: 0, routes: [{{paths: [/{host}], preserve_host: false}}]}}\n")
        })
        .collect();
    let text = format!("_format_version: \"3.0\"\nservices:\n{services}");
    let configuration = Configuration::read(&text, &catalogue(PLUGINS)).unwrap();
    assert_eq!(gateway.apply(&configuration).await.unwrap(), []);
    for host in hosts {
        for path in ["/", "/api/services", "/session"] {
            let answer = asked(Method::GET, &format!("{requests}/{host}{path}"))
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 502, "{host}{path}");
        }
    }
    assert_eq!(reqwest::get(format!("{manager}/")).await.unwrap().status(), 200);
}

// SE-25, SE-26
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_service_sees_or_sets_the_cookie_by_which_people_are_signed_in() {
    let (mut gateway, requests, _) = house().await;
    let echo = Upstream::start().await;
    let text = format!(
        "_format_version: \"3.0\"\nservices:\n- {{url: \"{}\", routes: [{{paths: [/]}}]}}\n",
        echo.url("")
    );
    let configuration = Configuration::read(&text, &catalogue(PLUGINS)).unwrap();
    assert_eq!(gateway.apply(&configuration).await.unwrap(), []);
    let set = "set-cookie=lychgate_manager%3Dx%3B%20Path%3D/&set-cookie=__Host-lychgate_manager%3Dx&set-cookie=a%3D1";
    let shown = "theme=dark; lychgate_manager=one; __Host-lychgate_manager=two; lang=de";
    let answer = asked(Method::GET, &format!("{requests}/headers?{set}")).header("cookie", shown);
    let answer = answer.send().await.unwrap();
    let kept: Vec<_> = answer.headers().get_all("set-cookie").iter().collect();
    assert_eq!(kept, ["a=1"]);
    let seen = echo.requests();
    assert_eq!(seen.last().unwrap().header("cookie"), ["theme=dark; lang=de"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_starts_it_gets_a_link_that_no_log_has() {
    let folder = Folder::new();
    let settings = [
        ("LYCHGATE_ADMIN_GUI_LISTEN", "127.0.0.1:0"),
        ("LYCHGATE_ADMIN_GUI_AUTH", "token"),
        ("LYCHGATE_LOG_LEVEL", "debug"),
    ];
    let gateway = Administered::start_with(&folder, &settings);
    let manager = url_in(&gateway.gateway.error_line_with("Manager:", PATIENCE));
    // Nobody looks at a terminal, so it is where only the owner can read it.
    let told = gateway.gateway.error_line_with("open the link in", PATIENCE);
    assert!(told.contains("manager_link"), "{told}");
    let file = folder.path().join("manager_link");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let link = std::fs::read_to_string(file).unwrap();
    let (at, code) = link.trim().split_once("/#enter=").unwrap();
    assert_eq!((at, code.len()), (manager.as_str(), 32));
    let (session, services) = (format!("{manager}/session"), format!("{manager}/api/services"));
    assert_eq!(asked(Method::GET, &services).send().await.unwrap().status(), 401);
    let enter = async || {
        asked(Method::POST, &session)
            .body(json!({ "link": code }).to_string())
            .send()
            .await
            .unwrap()
    };
    let entered = enter().await;
    assert_eq!(entered.status(), 200);
    let cookie = header(&entered, "set-cookie")
        .split_once(';')
        .unwrap()
        .0
        .to_owned();
    assert!(cookie.starts_with("lychgate_manager="), "{cookie}");
    assert_eq!(enter().await.status(), 401, "it is good once");
    let made = json!({ "name": "s", "host": "s.test" });
    let made = asked(Method::POST, &services)
        .header("cookie", &cookie)
        .body(made.to_string());
    assert_eq!(made.send().await.unwrap().status(), 201);
    // It is there for everybody, and a service that leads to the Manager is not taken in.
    assert_eq!(gateway.curl("GET", "/services/s", &[]).0, 200);
    let url = format!("url={manager}");
    let (status, told) = gateway.curl("POST", "/services", &["name=loop", &url]);
    assert_eq!(status, 400, "{told}");
    let token = std::fs::read_to_string(folder.path().join("admin_token")).unwrap();
    let token = json!({ "token": token.trim() });
    assert_eq!(
        asked(Method::POST, &session)
            .body(token.to_string())
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    let log: Vec<String> = [gateway.gateway.stdout(), gateway.gateway.stderr()].concat();
    assert!(log.iter().all(|line| !line.contains(code)), "{log:#?}");
    let value = cookie.split_once('=').unwrap().1;
    assert!(log.iter().all(|line| !line.contains(value)), "{log:#?}");
    let signs_in = log.iter().filter(|line| line.contains("manager.session"));
    assert_eq!(signs_in.count(), 2, "{log:#?}");
}

// AD-01
#[test]
fn nobody_opens_it_to_others_by_a_slip() {
    let folder = Folder::new();
    let conf = folder.file(
        "lychgate.conf",
        &format!(
            "admin_gui_auth = off\nprefix = {}\nproxy_listen = 127.0.0.1:0\n",
            folder.path().display()
        ),
    );
    let mut command = lychgate(&["start", "-c", &conf]);
    command.env("LYCHGATE_ADMIN_GUI_LISTEN", "0.0.0.0:0");
    let ended = command.output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let told = String::from_utf8(ended.stderr).unwrap();
    for words in ["admin_gui_auth", "settings.bad_value", "`token`"] {
        assert!(told.contains(words), "no {words} in {told}");
    }
}
