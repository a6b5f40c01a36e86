//! A gateway that is configured by its Admin API, and keeps what it was told.

use std::io::{Read, Write};
use std::net::TcpStream;

use sample_idp::{Client, Idp};
use serde_json::Value;
use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, get, lychgate, url_in};

/// A gateway that was told nothing but where to listen and to keep its files.
pub(crate) struct Administered {
    pub(crate) gateway: Guard,
    pub(crate) requests: String,
    pub(crate) admin: String,
}

impl Administered {
    pub(crate) fn start(folder: &Folder) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same, with these settings.
    pub(crate) fn start_with(folder: &Folder, settings: &[(&str, &str)]) -> Self {
        let mut command = lychgate(&["start", "-p", folder.path().to_str().unwrap()]);
        command.envs([
            ("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0"),
            ("LYCHGATE_ADMIN_LISTEN", "127.0.0.1:0"),
            ("LYCHGATE_NGINX_WORKER_PROCESSES", "2"),
        ]);
        command.envs(settings.iter().copied());
        let gateway = Guard::start(&mut command);
        let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
        let admin = url_in(&gateway.error_line_with("Admin API:", PATIENCE));
        Self {
            gateway,
            requests,
            admin,
        }
    }

    /// Asks the Admin API with a form, as `curl --data a=b --data c=d` sends it. The status and the body.
    pub(crate) fn curl(&self, method: &str, path: &str, data: &[&str]) -> (u16, Value) {
        let authority = self.admin.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(authority).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let form = data.join("&");
        let length = form.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\
             Content-Length: {length}\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n{form}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    /// A service and a route `/app` to it. The route's id.
    pub(crate) fn route(&self) -> String {
        let (status, _) = self.curl("POST", "/services", &["name=app", "url=http://127.0.0.1:9"]);
        assert_eq!(status, 201);
        let (status, route) = self.curl("POST", "/services/app/routes", &["name=app", "paths=/app"]);
        assert_eq!(status, 201);
        route["id"].as_str().unwrap().to_owned()
    }
}

async fn provider() -> Idp {
    let client = Client::confidential("YOUR_CLIENT_ID", "YOUR_CLIENT_SECRET");
    let options = sample_idp::Options {
        clients: vec![client.redirecting_to("https://kong.com/api")],
        ..sample_idp::Options::default()
    };
    Idp::start(options).await.unwrap()
}

/// The command of Kong's own guide, as it stands there but for the issuer.
#[tokio::test(flavor = "multi_thread")]
async fn the_command_of_the_guide_protects_a_route_at_once() {
    let idp = provider().await;
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let id = gateway.route();
    // Nobody listens at the service.
    assert_eq!(get(&format!("{}/app", gateway.requests)).0, 502);
    let issuer = format!("config.issuer={}/.well-known/openid-configuration", idp.issuer());
    let (status, plugin) = gateway.curl(
        "POST",
        &format!("/routes/{id}/plugins"),
        &[
            "name=openid-connect",
            &issuer,
            "config.client_id=YOUR_CLIENT_ID",
            "config.client_secret=YOUR_CLIENT_SECRET",
            "config.redirect_uri=https://kong.com/api",
            "config.scopes=openid",
            "config.scopes=email",
            "config.scopes=profile",
        ],
    );
    assert_eq!(status, 201, "{plugin}");
    let config = &plugin["config"];
    for (option, value) in [
        ("client_id", serde_json::json!(["YOUR_CLIENT_ID"])),
        ("client_secret", serde_json::json!(["YOUR_CLIENT_SECRET"])),
        ("redirect_uri", serde_json::json!(["https://kong.com/api"])),
        ("scopes", serde_json::json!(["openid", "email", "profile"])),
    ] {
        assert_eq!(config[option], value, "{option}");
    }
    // On whichever core it arrives.
    for _ in 0..8 {
        let (status, answer) = get(&format!("{}/app", gateway.requests));
        assert_eq!(status, 302, "{answer}");
        assert!(
            answer.contains(idp.issuer()) && answer.contains("scope=openid+email+profile"),
            "{answer}"
        );
    }
}

#[test]
fn a_write_that_was_answered_outlives_the_gateway() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let id = gateway.route();
    let data = ["name=request-termination", "config.status_code=418"];
    let (status, _) = gateway.curl("POST", &format!("/routes/{id}/plugins"), &data);
    assert_eq!(status, 201);
    let Administered { mut gateway, .. } = gateway;
    gateway.signal("KILL");
    gateway.ended(PATIENCE);
    let again = Administered::start(&folder);
    assert_eq!(get(&format!("{}/app", again.requests)).0, 418);
    let (status, route) = again.curl("GET", "/routes/app", &[]);
    assert_eq!((status, route["id"].as_str()), (200, Some(&*id)));
    assert_eq!(again.curl("DELETE", "/routes/app", &[]).0, 204);
    assert_eq!(get(&format!("{}/app", again.requests)).0, 404);
    assert_eq!(
        again.curl("GET", "/plugins", &[]).1["data"],
        serde_json::json!([])
    );
}

/// They are kept for whoever uses them one day, and linked and unique until then.
#[test]
fn keys_and_groups_are_kept() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let (status, set) = gateway.curl("POST", "/key-sets", &["name=ours"]);
    assert_eq!((status, &set["name"]), (201, &serde_json::json!("ours")));
    let key = [
        "kid=k1",
        r#"jwk={"kid":"k1","kty":"OKP","crv":"Ed25519","x":"AQ"}"#,
    ];
    let (status, made) = gateway.curl("POST", "/key-sets/ours/keys", &key);
    assert_eq!((status, &made["set"]["id"]), (201, &set["id"]), "{made}");
    assert_eq!(gateway.curl("POST", "/key-sets/ours/keys", &key).0, 409);
    assert_eq!(gateway.curl("POST", "/consumer_groups", &["name=gold"]).0, 201);
    assert_eq!(gateway.curl("POST", "/consumer_groups", &["name=gold"]).0, 409);
    let (status, group) = gateway.curl("GET", "/consumer_groups/gold", &[]);
    let group = &group["consumer_group"];
    assert_eq!((status, &group["name"]), (200, &serde_json::json!("gold")));
    assert_eq!(gateway.curl("POST", "/consumers", &["username=bob"]).0, 201);
    let (status, joined) = gateway.curl("POST", "/consumer_groups/gold/consumers", &["consumer=bob"]);
    assert_eq!(
        (status, &joined["consumers"][0]["username"]),
        (201, &serde_json::json!("bob")),
        "{joined}"
    );
    // Whatever is for the group goes with it.
    let scoped = [
        "name=request-termination",
        &format!("consumer_group.id={}", group["id"].as_str().unwrap()),
    ];
    assert_eq!(gateway.curl("POST", "/plugins", &scoped).0, 201);
    assert_eq!(gateway.curl("POST", "/plugins", &scoped).0, 409);
    assert_eq!(gateway.curl("DELETE", "/consumer_groups/gold", &[]).0, 204);
    assert_eq!(
        gateway.curl("GET", "/plugins", &[]).1["data"],
        serde_json::json!([])
    );
    assert_eq!(gateway.curl("DELETE", "/key-sets/ours", &[]).0, 204);
    assert_eq!(gateway.curl("GET", "/keys", &[]).1["data"], serde_json::json!([]));
}

/// Options that cannot be put to use would close the route.
#[test]
fn options_that_do_not_go_together_are_refused() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let id = gateway.route();
    let (status, refused) = gateway.curl(
        "POST",
        &format!("/routes/{id}/plugins"),
        &[
            "name=openid-connect",
            "config.issuer=http://idp.example",
            "config.client_id=a",
            "config.client_secret=b",
            "config.redirect_uri=https://app.example/cb",
        ],
    );
    assert_eq!(status, 400, "{refused}");
    assert_eq!(refused["code"], 2);
    assert!(
        refused["message"].as_str().unwrap().contains("issuer"),
        "{refused}"
    );
    assert_eq!(
        get(&format!("{}/app", gateway.requests)).0,
        502,
        "the route is as before"
    );
}

/// What one gateway writes, another on the same file follows by itself.
#[test]
fn two_gateways_share_a_file() {
    let folder = Folder::new();
    let (one, other) = (Administered::start(&folder), Administered::start(&folder));
    let id = one.route();
    let data = ["name=request-termination", "config.status_code=418"];
    assert_eq!(one.curl("POST", &format!("/routes/{id}/plugins"), &data).0, 201);
    assert_eq!(get(&format!("{}/app", one.requests)).0, 418);
    let deadline = std::time::Instant::now() + PATIENCE;
    while get(&format!("{}/app", other.requests)).0 != 418 {
        assert!(
            std::time::Instant::now() < deadline,
            "the other one never followed"
        );
        std::thread::yield_now();
    }
}

/// All workspaces share the listeners, and nothing else.
#[test]
fn a_plugin_of_a_workspace_meets_the_requests_of_that_workspace_alone() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    assert_eq!(
        gateway.curl("GET", "/workspaces/default", &[]).1["name"],
        "default"
    );
    assert_eq!(gateway.curl("DELETE", "/workspaces/default", &[]).0, 400);
    assert_eq!(
        gateway.curl("PATCH", "/workspaces/default", &["name=other"]).0,
        400
    );
    assert_eq!(gateway.curl("POST", "/workspaces", &["name=team"]).0, 201);
    gateway.route();
    assert_eq!(
        gateway
            .curl("POST", "/team/services", &["name=app", "url=http://127.0.0.1:9"])
            .0,
        201
    );
    let same = ["name=app", "paths=/app"];
    let (status, told) = gateway.curl("POST", "/team/services/app/routes", &same);
    assert_eq!(status, 409, "{told}");
    assert_eq!(
        gateway
            .curl("POST", "/team/services/app/routes", &["name=app", "paths=/team"])
            .0,
        201
    );
    let plugin = ["name=request-termination", "config.status_code=418"];
    assert_eq!(gateway.curl("POST", "/team/plugins", &plugin).0, 201);
    assert_eq!(get(&format!("{}/team", gateway.requests)).0, 418);
    assert_eq!(get(&format!("{}/app", gateway.requests)).0, 502);
    let (status, told) = gateway.curl("PATCH", "/team/routes/app", &["paths=/app"]);
    assert_eq!(status, 409, "{told}");
    // Where nobody else wants them they may be wanted twice, as in Kong.
    assert_eq!(
        gateway
            .curl("POST", "/services/app/routes", &["name=again", "paths=/app"])
            .0,
        201
    );
}

#[test]
fn the_log_tells_as_much_as_is_asked_for_a_while() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let level = |path: &str| {
        let method = if path.is_empty() { "GET" } else { "PUT" };
        let (status, told) = gateway.curl(method, &format!("/debug/node/log-level{path}"), &[]);
        assert_eq!(status, 200, "{told}");
        told["message"].as_str().unwrap().to_owned()
    };
    gateway.route();
    // Nobody listens at the service, which is a warning. Writes are told at any level.
    let fail = || assert_eq!(get(&format!("{}/app", gateway.requests)).0, 502);
    assert_eq!(level(""), "log level: notice");
    assert_eq!(level("/error"), "log level changed");
    fail();
    assert_eq!(level("/debug?timeout=1"), "log level changed");
    fail();
    let warning = "no answer of the upstream";
    let _ = gateway.gateway.error_line_with(warning, PATIENCE);
    let all = gateway.gateway.stderr();
    let told = all.iter().filter(|line| line.contains(warning)).count();
    assert_eq!(told, 1, "{all:?}");
    let deadline = std::time::Instant::now() + PATIENCE;
    while level("") != "log level: notice" {
        assert!(std::time::Instant::now() < deadline, "it is changed for a second");
        std::thread::yield_now();
    }
}

#[test]
fn the_admin_api_says_how_long_it_took_if_the_settings_want_it() {
    let folder = Folder::new();
    for (headers, is_told) in [
        ("server_tokens, latency_tokens", true),
        ("X-Kong-Proxy-Latency, server_tokens", false),
    ] {
        let gateway = Administered::start_with(&folder, &[("LYCHGATE_HEADERS", headers)]);
        let (status, answer) = get(&format!("{}/status", gateway.admin));
        assert_eq!(status, 200, "{answer}");
        let took = answer
            .lines()
            .find_map(|line| line.strip_prefix("x-kong-admin-latency: "));
        let took = took.map(|took| took.parse::<u64>().is_ok());
        assert_eq!(took, is_told.then_some(true), "{headers}: {answer}");
    }
}
