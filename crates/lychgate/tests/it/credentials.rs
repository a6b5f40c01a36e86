//! Whoever proves who he is passes: credentials, as they are made by the Admin API and in files, over real sockets.

use reqwest::{Client, Response};
use serde_json::Value;
use testkit::echo::Upstream;

use crate::administered::Administered;
use crate::binary::{Folder, run};
use crate::house::House;

pub(crate) struct Place {
    gateway: Administered,
    client: Client,
    _upstream: Upstream,
    _folder: Folder,
}

/// A route `/app` to a service that tells what it got, and consumers `ada`, `bob` and `nobody`.
async fn place(plugins: &[&[&str]]) -> Place {
    let (folder, upstream) = (Folder::new(), Upstream::start().await);
    let place = Place {
        gateway: Administered::start(&folder),
        client: Client::builder().no_proxy().build().unwrap(),
        _upstream: upstream,
        _folder: folder,
    };
    let url = format!("url={}", place._upstream.url("/"));
    place.made("/services", &["name=app", &url]);
    place.made("/services/app/routes", &["name=app", "paths=/app"]);
    for name in ["ada", "bob", "nobody"] {
        place.made("/consumers", &[&format!("username={name}")]);
    }
    for plugin in plugins {
        place.made("/routes/app/plugins", plugin);
    }
    place
}

impl Place {
    fn made(&self, path: &str, data: &[&str]) -> Value {
        let (status, told) = self.gateway.curl("POST", path, data);
        assert_eq!(status, 201, "{path}: {told}");
        told
    }

    async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.client.get(format!("{}{path}", self.gateway.requests));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    /// The status, and the words of a refusal.
    async fn told(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let answer = self.ask(path, headers).await;
        let status = answer.status().as_u16();
        let body = answer.text().await.unwrap();
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        (status, body["message"].as_str().unwrap_or_default().to_owned())
    }

    /// What the service got: its headers, on whichever core the request arrived.
    async fn passed(&self, path: &str, headers: &[(&str, &str)]) -> String {
        for _ in 0..8 {
            assert_eq!(self.ask(path, headers).await.status(), 200, "{headers:?}");
        }
        let answer = self.ask(path, headers).await;
        answer.text().await.unwrap().to_ascii_lowercase()
    }
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

/// Whether the service got a header, once and with this value.
fn tells(got: &str, name: &str, value: &str) -> bool {
    let got: Value = serde_json::from_str(got).unwrap();
    got["headers"][name] == serde_json::json!([value])
}

// CA-06 HD-06
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_good_as_long_as_it_is_there() {
    let place = place(&[&["name=key-auth", "config.hide_credentials=true"]]).await;
    let answer = place.ask("/app", &[]).await;
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "www-authenticate")),
        (401, "Key")
    );
    assert_eq!(
        place.told("/app", &[]).await,
        (401, "No API key found in request".to_owned())
    );
    let key = [("apikey", "k-1")];
    assert_eq!(place.told("/app", &key).await, (401, "Unauthorized".to_owned()));
    // It counts as soon as it is made, on every core.
    let made = place.made("/consumers/ada/key-auth", &["key=k-1", "tags=one"]);
    assert_eq!((&made["key"], &made["tags"][0]), (&"k-1".into(), &"one".into()));
    let made_up = place.made("/consumers/bob/key-auth", &[]);
    let made_up = made_up["key"].as_str().unwrap().to_owned();
    assert!(
        made_up.len() == 32 && made_up.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{made_up}"
    );
    let got = place
        .passed(
            "/app?apikey=none",
            &[
                key[0],
                ("connection", "x-consumer-username"),
                ("x-consumer-id", "forged"),
            ],
        )
        .await;
    assert!(tells(&got, "x-consumer-username", "ada"), "{got}");
    assert!(
        !got.contains("k-1") && !got.contains("forged") && !got.contains("apikey"),
        "{got}"
    );
    let got = place.passed("/app", &[("apikey", &made_up)]).await;
    assert!(tells(&got, "x-consumer-username", "bob"), "{got}");
    // Where it is found, by key and by id.
    let id = made["id"].as_str().unwrap();
    for path in [
        "/key-auths/k-1".to_owned(),
        format!("/key-auths/{id}"),
        "/consumers/ada/key-auth/k-1".to_owned(),
        format!("/consumers/ada/key-auth/{id}"),
    ] {
        let (status, found) = place.gateway.curl("GET", &path, &[]);
        assert_eq!((status, found["id"].as_str()), (200, Some(id)), "{path}");
    }
    assert_eq!(
        place.gateway.curl("GET", "/consumers/bob/key-auth/k-1", &[]).0,
        404
    );
    let (_, owner) = place.gateway.curl("GET", "/key-auths/k-1/consumer", &[]);
    assert_eq!(owner["username"], "ada");
    let (_, listed) = place.gateway.curl("GET", "/key-auths", &[]);
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    // One key is one consumer's.
    let again = place
        .gateway
        .curl("POST", "/consumers/bob/key-auth", &["key=k-1"]);
    assert_eq!(again.0, 409);
    // Another key in its place, then none, then no consumer: each counts at once.
    let (status, _) = place
        .gateway
        .curl("PATCH", "/consumers/ada/key-auth/k-1", &["key=k-2"]);
    assert_eq!(status, 200);
    assert_eq!(place.told("/app", &key).await.0, 401);
    place.passed("/app", &[("apikey", "k-2")]).await;
    assert_eq!(
        place.gateway.curl("DELETE", "/consumers/ada/key-auth/k-2", &[]).0,
        204
    );
    for _ in 0..8 {
        assert_eq!(place.told("/app", &[("apikey", "k-2")]).await.0, 401);
    }
    assert_eq!(place.gateway.curl("DELETE", "/consumers/bob", &[]).0, 204);
    for _ in 0..8 {
        assert_eq!(place.told("/app", &[("apikey", &made_up)]).await.0, 401);
    }
    assert_eq!(
        place.gateway.curl("GET", &format!("/key-auths/{made_up}"), &[]).0,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_for_a_while() {
    let place = place(&[&["name=key-auth"]]).await;
    let curl = |method: &str, path: &str, data: &[&str]| place.gateway.curl(method, path, data);
    let path = "/consumers/ada/key-auth";
    // What was written, and at most what a slow machine takes from it.
    let left = |told: &Value, written: u64| {
        let left = told["ttl"].as_u64().unwrap();
        assert!((written - 100..=written).contains(&left), "{told}");
        assert!(told.get("lychgate_expires_at").is_none(), "{told}");
    };
    left(&place.made(path, &["key=k", "ttl=5000"]), 5000);
    left(&curl("GET", "/key-auths/k", &[]).1, 5000);
    left(&curl("GET", "/key-auths", &[]).1["data"][0], 5000);
    place.passed("/app", &[("apikey", "k")]).await;
    // It stays what it is until something else is said; what is put anew is for ever unless it says something.
    left(&curl("PATCH", "/key-auths/k", &["tags=one"]).1, 5000);
    left(&curl("PATCH", "/key-auths/k", &["ttl=9000"]).1, 9000);
    let (status, put) = curl("PUT", "/consumers/ada/key-auth/k", &[]);
    assert_eq!((status, put.get("ttl")), (200, None), "{put}");
    left(
        &curl("PUT", "/consumers/ada/key-auth/k", &["ttl=100000000"]).1,
        100_000_000,
    );
    let (status, endless) = curl("PATCH", "/key-auths/k", &["ttl=0"]);
    assert_eq!((status, endless.get("ttl")), (200, None), "{endless}");
    // In Kong's words.
    let wrong = "invalid option (ttl: must be an integer between 0 and 100000000)";
    for ttl in ["ttl=-1", "ttl=1.5", "ttl=100000001", "ttl=soon"] {
        for (method, path) in [
            ("POST", path),
            ("PATCH", "/key-auths/k"),
            ("POST", "/schemas/keyauth_credentials/validate"),
        ] {
            let (status, told) = curl(method, path, &[ttl]);
            assert_eq!((status, told["message"].as_str()), (400, Some(wrong)), "{ttl}");
            assert_eq!(told["code"], 11);
        }
    }
    // Nothing else ends.
    let (status, told) = curl("POST", "/consumers/ada/acls", &["group=g", "ttl=5"]);
    assert_eq!((status, &told["fields"]["ttl"]), (400, &"unknown field".into()));
    // One that has ended is not there, and its name is free for who puts it anew.
    place.made(path, &["key=old", "lychgate_expires_at=1"]);
    assert_eq!(
        place.told("/app", &[("apikey", "old")]).await,
        (401, "Unauthorized".to_owned())
    );
    for (method, path) in [
        ("GET", "/key-auths/old"),
        ("GET", "/consumers/ada/key-auth/old"),
        ("PATCH", "/key-auths/old"),
        ("DELETE", "/consumers/ada/key-auth/old"),
    ] {
        assert_eq!(curl(method, path, &["ttl=9"]).0, 404, "{method} {path}");
    }
    let (_, listed) = curl("GET", "/key-auths", &[]);
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "{listed}");
    left(&curl("PUT", "/consumers/ada/key-auth/old", &["ttl=700"]).1, 700);
    place.passed("/app", &[("apikey", "old")]).await;
}

// HD-22
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_taken_for_a_consumer_of_another_workspace() {
    let place = place(&[]).await;
    let id = |told: &Value| told["id"].as_str().unwrap().to_owned();
    place.made("/workspaces", &["name=team"]);
    let url = format!("url={}", place._upstream.url("/"));
    place.made("/team/services", &["name=there", &url]);
    place.made("/team/services/there/routes", &["name=there", "paths=/there"]);
    let stranger = id(&place.made("/team/consumers", &["username=stranger"]));
    let ada = id(&place.gateway.curl("GET", "/consumers/ada", &[]).1);
    let (app, there) = (("", "app"), ("/team", "there"));
    for ((workspace, route), anonymous, passes) in [
        (app, &*ada, true),
        (app, "ada", true),
        (app, &*stranger, false),
        (app, "stranger", false),
        (there, &*stranger, true),
        (there, "stranger", true),
        (there, &*ada, false),
        (there, "ada", false),
    ] {
        let anonymous = format!("config.anonymous={anonymous}");
        let plugin = ["name=key-auth", &*anonymous];
        let made = place.made(&format!("{workspace}/routes/{route}/plugins"), &plugin);
        let path = format!("/{route}");
        match passes {
            true => {
                let got = place.passed(&path, &[]).await;
                assert!(tells(&got, "x-anonymous-consumer", "true"), "{got}");
                let name = if workspace.is_empty() { "ada" } else { "stranger" };
                assert!(tells(&got, "x-consumer-username", name), "{got}");
            }
            false => assert_eq!(place.told(&path, &[]).await.0, 500, "{path} {anonymous}"),
        }
        let deleted = format!("{workspace}/plugins/{}", id(&made));
        assert_eq!(place.gateway.curl("DELETE", &deleted, &[]).0, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_kept_as_what_proves_it() {
    let place = place(&[&["name=basic-auth", "config.hide_credentials=true"]]).await;
    let made = place.made("/consumers/ada/basic-auth", &["username=ada", "password=s3cret"]);
    let kept = made["password"].as_str().unwrap().to_owned();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    let basic = |pair: &str| format!("Basic {}", base64(pair));
    let good = basic("ada:s3cret");
    for (line, status) in [
        (&*good, 200),
        (&basic("ada:other"), 401),
        (&basic(&format!("ada:{kept}")), 401),
    ] {
        assert_eq!(
            place.told("/app", &[("authorization", line)]).await.0,
            status,
            "{line}"
        );
    }
    let answer = place.ask("/app", &[]).await;
    assert_eq!(header(&answer, "www-authenticate"), "Basic realm=\"service\"");
    let got = place.passed("/app", &[("authorization", &good)]).await;
    assert!(tells(&got, "x-credential-identifier", "ada"), "{got}");
    assert!(!got.contains(&good.to_ascii_lowercase()), "{got}");
    // What was read is written back, and other fields are changed: the password stays.
    let path = "/consumers/ada/basic-auth/ada";
    let back = format!("password={}", kept.replace('+', "%2B").replace('=', "%3D"));
    for (method, data) in [
        ("PUT", &["username=ada", &*back][..]),
        ("PATCH", &["tags=one"]),
        ("PATCH", &[&*back]),
    ] {
        let (status, told) = place.gateway.curl(method, path, data);
        assert_eq!(
            (status, told["password"].as_str()),
            (200, Some(&*kept)),
            "{method} {data:?}"
        );
    }
    place.passed("/app", &[("authorization", &good)]).await;
    assert_eq!(place.gateway.curl("PATCH", path, &["password=new"]).0, 200);
    assert_eq!(place.told("/app", &[("authorization", &good)]).await.0, 401);
    place
        .passed("/app", &[("authorization", &basic("ada:new"))])
        .await;
    // What a Kong kept is taken over, if it is said that it is that.
    let (_, bob) = place.gateway.curl("GET", "/consumers/bob", &[]);
    let salted = format!("old{}", bob["id"].as_str().unwrap());
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, salted.as_bytes());
    let digits: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let password = format!("password={digits}");
    let made = place.made(
        "/consumers/bob/basic-auth?skip_hash=true",
        &["username=bob", &password],
    );
    assert_eq!(made["password"], digits);
    place
        .passed("/app", &[("authorization", &basic("bob:old"))])
        .await;
    let (status, told) = place.gateway.curl(
        "POST",
        "/consumers/bob/basic-auth?skip_hash=true",
        &["username=eve", "password=plain"],
    );
    assert_eq!(status, 400, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_decide_who_passes() {
    let place = place(&[&["name=key-auth"], &["name=acl", "config.allow=dev"]]).await;
    place.made("/consumers/ada/key-auth", &["key=a"]);
    let made = |method: &str, path: &str, data: &[&str]| place.gateway.curl(method, path, data);
    let key = [("apikey", "a")];
    let refused = (403, "You cannot consume this service".to_owned());
    assert_eq!(place.told("/app", &key).await, refused);
    assert_eq!(made("POST", "/consumers/ada/acls", &["group=dev"]).0, 201);
    assert_eq!(made("POST", "/consumers/ada/acls", &["group=dev"]).0, 409);
    // By the group's name, as in Kong.
    assert_eq!(made("PUT", "/consumers/ada/acls/ops", &[]).0, 200);
    let (_, ops) = made("PUT", "/consumers/ada/acls/ops", &[]);
    assert_eq!(made("GET", "/consumers/ada/acls/ops", &[]), (200, ops));
    assert_eq!(made("GET", "/consumers/bob/acls/ops", &[]).0, 404);
    let got = place.passed("/app", &key).await;
    assert!(
        tells(&got, "x-consumer-groups", "dev, ops") || tells(&got, "x-consumer-groups", "ops, dev"),
        "{got}"
    );
    assert_eq!(made("DELETE", "/consumers/ada/acls/dev", &[]).0, 204);
    assert_eq!(place.told("/app", &key).await, refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn plugins_act_for_groups_of_consumers() {
    let place = place(&[&["name=key-auth"]]).await;
    place.made("/consumers/ada/key-auth", &["key=a"]);
    place.made("/consumers/bob/key-auth", &["key=b"]);
    place.made("/consumer_groups", &["name=slow"]);
    place.made(
        "/consumer_groups/slow/plugins",
        &[
            "name=request-termination",
            "config.status_code=418",
            "config.message=slow",
        ],
    );
    for key in ["a", "b"] {
        assert_eq!(place.told("/app", &[("apikey", key)]).await.0, 200);
    }
    // It is so from the moment that somebody is in the group.
    place.made("/consumer_groups/slow/consumers", &["consumer=bob"]);
    for _ in 0..8 {
        assert_eq!(place.told("/app", &[("apikey", "a")]).await.0, 200);
        assert_eq!(
            place.told("/app", &[("apikey", "b")]).await,
            (418, "slow".to_owned())
        );
    }
    let (status, _) = place
        .gateway
        .curl("DELETE", "/consumer_groups/slow/consumers/bob", &[]);
    assert_eq!(status, 204);
    assert_eq!(place.told("/app", &[("apikey", "b")]).await.0, 200);
    // Who finds out who asks cannot be for one of them.
    let (status, told) = place
        .gateway
        .curl("POST", "/consumer_groups/slow/plugins", &["name=key-auth"]);
    assert_eq!(
        (status, &told["fields"]["consumer_group"]),
        (400, &"value must be null".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_proof_of_several_is_enough() {
    let place = place(&[
        &["name=key-auth", "config.anonymous=nobody"],
        &["name=basic-auth", "config.anonymous=nobody"],
        &["name=jwt", "config.anonymous=nobody"],
    ])
    .await;
    place.made(
        "/consumers/nobody/plugins",
        &[
            "name=request-termination",
            "config.status_code=403",
            "config.message=who",
        ],
    );
    place.made("/consumers/ada/key-auth", &["key=a"]);
    place.made("/consumers/bob/basic-auth", &["username=bob", "password=b"]);
    let secret = place.made("/consumers/bob/jwt", &["key=bob"]);
    let secret = jose::Secret::new(secret["secret"].as_str().unwrap());
    let claims = serde_json::json!({ "iss": "bob" });
    let token = jose::sign_hmac(None, &claims, &secret, jose::Algorithm::Hs256).unwrap();
    let token = format!("Bearer {token}");
    let basic = format!("Basic {}", base64("bob:b"));
    for (headers, name) in [
        (vec![("apikey", "a")], "ada"),
        (vec![("authorization", &*basic)], "bob"),
        (vec![("authorization", &*token)], "bob"),
        (vec![("apikey", "wrong"), ("authorization", &*token)], "bob"),
    ] {
        let got = place.passed("/app", &headers).await;
        assert!(tells(&got, "x-consumer-username", name), "{headers:?}: {got}");
        assert!(!got.contains("x-anonymous-consumer"), "{got}");
    }
    for headers in [
        vec![],
        vec![("apikey", "wrong")],
        vec![("authorization", "Basic x")],
    ] {
        assert_eq!(
            place.told("/app", &headers).await,
            (403, "who".to_owned()),
            "{headers:?}"
        );
    }
    // Without that consumer nobody passes by chance.
    assert_eq!(place.gateway.curl("DELETE", "/consumers/nobody", &[]).0, 204);
    assert_eq!(place.told("/app", &[]).await.0, 500);
    place.passed("/app", &[("authorization", &token)]).await;
}

fn base64(text: &str) -> String {
    jose::base64::encode(text.as_bytes())
}

const FILE: &str = "
_format_version: '3.0'
services:
- name: app
  url: URL
  routes:
  - name: app
    paths: [/app]
    plugins:
    - name: basic-auth
consumers:
- username: ada
  basicauth_credentials:
  - username: ada
    password: s3cret
  keyauth_credentials:
  - key: k-1
  acls:
  - group: dev
  jwt_secrets:
  - key: ada
    secret: e71829c351aa4242c2719cbfbe671c09
";

#[tokio::test(flavor = "multi_thread")]
async fn credentials_stand_in_files() {
    let (folder, upstream) = (Folder::new(), Upstream::start().await);
    let written = folder.file("kong.yml", &FILE.replace("URL", &upstream.url("/")));
    let other = Folder::new();
    let exported = |from: &Folder| {
        let prefix = from.path().to_str().unwrap();
        let ended = run(&["config", "export", "-p", prefix], "");
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    };
    let import = |into: &Folder, file: &str| {
        let ended = run(
            &["config", "import", file, "-p", into.path().to_str().unwrap()],
            "",
        );
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    };
    import(&folder, &written);
    let file = exported(&folder);
    assert!(
        file.contains("_transform: false") && file.contains("$argon2id$"),
        "{file}"
    );
    assert!(!file.contains("s3cret"), "{file}");
    // Again it is the same, and so it is by the way of what was exported.
    import(&folder, &written);
    assert_eq!(exported(&folder), file);
    import(&other, &other.file("kong.yml", &file));
    assert_eq!(exported(&other), file);
    let gateway = Administered::start(&other);
    let place = Place {
        gateway,
        client: Client::builder().no_proxy().build().unwrap(),
        _upstream: upstream,
        _folder: other,
    };
    let good = format!("Basic {}", base64("ada:s3cret"));
    place.passed("/app", &[("authorization", &good)]).await;
    // The same ids as a Kong makes of such a file.
    let (_, acl) = place.gateway.curl("GET", "/consumers/ada/acls/dev", &[]);
    let ada = model::Id::named("consumers", "ada");
    let expected = model::Id::named("acls", &format!("acls:*:{ada}:dev"));
    assert_eq!(acl["id"], expected.to_string());
}

/// The groups that an identity provider tells decide who passes, with a login as with a live session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_that_a_provider_tells_decide_who_passes() {
    let mut house = House::start(&[]).await;
    let config = house.login(&["authenticated_groups_claim: [groups]"]);
    let acl = "          - name: acl\n            config: {allow: [staff]}\n";
    house.apply(&format!("{config}{acl}")).await;
    for (person, status) in [("alice", 200), ("bob", 200), ("carol", 403)] {
        let browser = house.browser();
        assert_eq!(
            house.sign_in(&browser, "/", person).await.status,
            status,
            "{person}"
        );
        for _ in 0..4 {
            assert_eq!(browser.get(&house.url("/")).await.status, status, "{person}");
        }
    }
    // Where no groups are looked for there are none.
    let config = house.login(&[]);
    house.apply(&format!("{config}{acl}")).await;
    let browser = house.browser();
    assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 401);
}
