//! Requests that bring credentials: the provider gives tokens for them.

use reqwest::Response;
use serde_json::json;

use crate::bearer::assert_refused;
use crate::house::{CLIENT_ID, CLIENT_SECRET, House, Program};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

async fn basic(program: &Program, path: &str, name: &str, secret: &str) -> Response {
    let request = program.request("GET", path).basic_auth(name, Some(secret));
    request.send().await.unwrap()
}

async fn get(program: &Program, path: &str) -> Response {
    program.request("GET", path).send().await.unwrap()
}

/// The session that a reply begins, as a browser would bring it.
fn session(reply: &Response) -> Option<String> {
    let mut lines = reply.headers().get_all("set-cookie").iter();
    let line = lines.find_map(|line| line.to_str().ok().filter(|line| line.starts_with("session=")))?;
    Some(line.split(';').next().unwrap().to_owned())
}

async fn post(program: &Program, path: &str, content_type: &str, body: &str) -> Response {
    let request = program
        .request("POST", path)
        .header("content-type", content_type)
        .body(body.to_owned());
    request.send().await.unwrap()
}

// How-tos of password grant and session authentication.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_exchanged_once_and_begins_a_session() {
    let mut house = House::start(&[
        "auth_methods: [password, session]",
        "upstream_headers_claims: [preferred_username]",
        "upstream_headers_names: [x-user]",
        "scopes: [openid, profile]",
    ])
    .await;
    let program = house.program();
    let reply = basic(&program, "/orders", "alice", "wonderland").await;
    assert_eq!(reply.status(), 200);
    let cookie = session(&reply).unwrap();
    for _ in 0..4 {
        assert_eq!(
            basic(&program, "/orders", "alice", "wonderland").await.status(),
            200
        );
    }
    // The provider was asked once, whichever core was.
    assert_eq!(house.idp.grants("password"), 1);
    for seen in house.upstream.requests() {
        assert!(seen.header("authorization")[0].starts_with("Bearer "), "{seen:?}");
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
        assert_eq!(seen.header("x-user"), ["alice"]);
    }
    let reply = program.get("/orders", &cookie).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    assert!(!reply.headers().contains_key("set-cookie"));
    // Nobody else's password does, and there is no session for trying.
    let heard = house.upstream.count();
    for (name, secret) in [
        ("alice", "builder"),
        ("mallory", "wonderland"),
        ("bob", "Builder"),
    ] {
        let reply = basic(&program, "/orders", name, secret).await;
        assert_eq!(reply.status(), 401, "{name}");
        assert!(!reply.headers().contains_key("set-cookie"));
    }
    assert_eq!(house.upstream.count(), heard);
    let config = house.login(&["auth_methods: [password, session]", "disable_session: [password]"]);
    house.apply(&config).await;
    let reply = basic(&program, "/", "alice", "wonderland").await;
    assert_eq!((reply.status().as_u16(), session(&reply)), (200, None));
    // An instance of its own remembers for itself.
    assert!(house.idp.grants("password") >= 2);
}

// A link or a form of another site could sign somebody in as somebody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_are_found_where_they_may_be_and_go_no_further() {
    let mut house = House::start(&["auth_methods: [password, client_credentials, session]"]).await;
    let program = house.program();
    let client = format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    for (pair, subject) in [
        ("username=alice&password=wonderland", "u-alice"),
        (client.as_str(), CLIENT_ID),
    ] {
        let reply = get(&program, &format!("/orders?a=%20&{pair}&b=2")).await;
        assert_eq!((reply.status().as_u16(), session(&reply)), (200, None));
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(
            (seen.path.as_str(), seen.query.as_deref()),
            ("/orders", Some("a=%20&b=2"))
        );
        assert_eq!(seen.header("x-credential-identifier"), [subject]);

        let reply = post(&program, "/orders", FORM, &format!("a=%20&{pair}&b=2")).await;
        assert_eq!((reply.status().as_u16(), session(&reply)), (200, None));
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.body, "a=%20&b=2");
        assert_eq!(seen.header("content-length"), ["9"]);
        assert_eq!(seen.header("x-credential-identifier"), [subject]);
    }
    for path in ["/orders?username=bob", "/orders?client_id=shop&state=x"] {
        assert_eq!(basic(&program, path, "alice", "wonderland").await.status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.query.as_deref(), path.split('?').nth(1));
        assert!(seen.header("authorization")[0].starts_with("Bearer "), "{seen:?}");
    }
    let body = json!({ "order": 1.0, "username": "bob", "password": "builder" });
    let reply = post(&program, "/orders", JSON, &body.to_string()).await;
    assert_eq!(reply.status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.body, r#"{"order":1.0}"#);
    // What is looked for in headers only, is nothing elsewhere.
    let config = house.login(&[
        "auth_methods: [password]",
        "password_param_type: [header]",
        "hide_credentials: false",
        "upstream_access_token_header: x-token",
    ]);
    house.apply(&config).await;
    let heard = house.upstream.count();
    let pair = "username=alice&password=wonderland";
    assert_eq!(get(&program, &format!("/?{pair}")).await.status(), 401);
    assert_eq!(post(&program, "/", FORM, pair).await.status(), 401);
    assert_eq!(house.upstream.count(), heard);
    // It is handed on where that is wanted.
    assert_eq!(basic(&program, "/", "alice", "wonderland").await.status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert!(seen.header("authorization")[0].starts_with("Basic "), "{seen:?}");
}

// Surprise 3: with both methods a client's pair is tried as a password first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_gets_in_as_itself() {
    let mut house = House::start(&["auth_methods: [client_credentials]"]).await;
    let program = house.program();
    for _ in 0..4 {
        let reply = basic(&program, "/", CLIENT_ID, CLIENT_SECRET).await;
        assert_eq!(reply.status(), 200);
        assert!(!reply.headers().contains_key("set-cookie"));
    }
    assert_eq!(house.idp.grants("client_credentials"), 1);
    let heard = house.upstream.count();
    for secret in ["wrong", &CLIENT_SECRET[1..]] {
        assert_eq!(basic(&program, "/", CLIENT_ID, secret).await.status(), 401);
    }
    // Nobody chooses another client so.
    let chosen = basic(&program, "/?client_id=2", "alice", "wonderland").await;
    assert_eq!(chosen.status(), 401);
    assert_eq!(house.upstream.count(), heard);
    let config = house.login(&["auth_methods: [password, client_credentials]"]);
    house.apply(&config).await;
    let asked = house.idp.calls().token;
    for _ in 0..4 {
        assert_eq!(basic(&program, "/", CLIENT_ID, CLIENT_SECRET).await.status(), 200);
    }
    // That it is no password was remembered as well.
    assert_eq!(house.idp.calls().token, asked + 2);
    let config = house.login(&["auth_methods: [client_credentials]", "cache_tokens: false"]);
    house.apply(&config).await;
    let asked = house.idp.calls().token;
    for _ in 0..3 {
        assert_eq!(basic(&program, "/", CLIENT_ID, CLIENT_SECRET).await.status(), 200);
    }
    assert_eq!(house.idp.calls().token, asked + 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_is_exchanged() {
    let mut house = House::start(&[
        "auth_methods: [refresh_token, password]",
        "scopes: [openid, offline_access]",
        "refresh_token_param_name: refresh_token",
        "upstream_refresh_token_header: refresh_token",
        "display_errors: true",
    ])
    .await;
    let program = house.program();
    assert_eq!(basic(&program, "/", "alice", "wonderland").await.status(), 200);
    let shown = || {
        let seen = house.upstream.requests().pop().unwrap();
        seen.header("refresh-token")[0].to_owned()
    };
    let first = shown();
    let asked = |name: &'static str, value: String| program.request("GET", "/").header(name, value).send();
    for (name, value) in [
        ("refresh-token", first.clone()),
        ("Refresh_Token", first.clone()),
        ("refresh-token", format!("Bearer {first}")),
    ] {
        let reply = asked(name, value).await.unwrap();
        let status = reply.status();
        assert_eq!(status, 200, "{name} {}", reply.text().await.unwrap());
        let seen = house.upstream.requests().pop().unwrap();
        // What stands there now is the new one.
        assert_eq!(seen.header("refresh-token").len(), 1);
        assert_ne!(seen.header("refresh-token"), [&first]);
        assert_eq!(seen.header("refresh_token"), [""; 0]);
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
    }
    // It was shown to the provider once, which would take the second time for theft.
    assert_eq!(house.idp.grants("refresh_token"), 1);
    let second = shown();
    assert_ne!(first, second);
    assert_eq!(asked("refresh-token", second).await.unwrap().status(), 200);
    let heard = house.upstream.count();
    assert_eq!(
        asked("refresh-token", "garbage".into()).await.unwrap().status(),
        401
    );
    assert_eq!(asked("refresh-tokens", first).await.unwrap().status(), 401);
    assert_eq!(house.upstream.count(), heard);
    // Whoever passes by something else cannot tell the service what only we tell.
    let config = house.login(&[
        "auth_methods: [refresh_token, bearer]",
        "refresh_token_param_name: refresh_token",
        "upstream_refresh_token_header: refresh_token",
    ]);
    house.apply(&config).await;
    let token = crate::bearer::clients_token(&house).await;
    for name in ["refresh-token", "Refresh_Token", "REFRESH-token"] {
        let evil = program
            .request("GET", "/")
            .header(name, "evil")
            .bearer_auth(&token);
        assert_eq!(evil.send().await.unwrap().status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("refresh-token"), [""; 0], "{name}");
        assert_eq!(seen.header("refresh_token"), [""; 0], "{name}");
    }
}

// CA-01, CA-02
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_remembered_is_of_the_same_question_only() {
    let both = ["auth_methods: [password]", "cache_tokens_salt: one"];
    let with = |option: &'static str| [both[0], both[1], option];
    let mut house = House::start(&with("scopes: [openid]")).await;
    let program = house.program();
    let mut asked = 0;
    for (option, status, calls) in [
        ("scopes: [openid]", 200, 1),
        // Other scopes are another question, whatever the salt.
        ("scopes: [openid, groups]", 200, 1),
        ("scopes: [openid]", 200, 0),
        ("scopes: [openid, groups]", 200, 0),
        // So is another client, even one that the provider does not know.
        ("client_auth: [client_secret_post]", 200, 1),
        ("client_auth: [client_secret_post]", 200, 0),
        ("client_auth: [none]", 401, 1),
    ] {
        let config = house.login(&with(option));
        house.apply(&config).await;
        let reply = basic(&program, "/", "alice", "wonderland").await;
        asked += calls;
        assert_eq!(
            (reply.status().as_u16(), house.idp.calls().token),
            (status, asked),
            "{option}"
        );
    }
    // Another salt shares nothing.
    let config = house.login(&[both[0], "cache_tokens_salt: two", "scopes: [openid]"]);
    house.apply(&config).await;
    assert_eq!(basic(&program, "/", "alice", "wonderland").await.status(), 200);
    assert_eq!(house.idp.calls().token, asked + 1);
}

// HD-27, PA-23
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_looks_like_a_credential() {
    let house = House::start(&["expose_error_code: true"]).await;
    let program = house.program();
    let shows =
        |authorization: &'static str| program.request("GET", "/").header("authorization", authorization);
    // Nothing that concerns us: sign in.
    for nothing in [
        "abc",
        "Basic",
        "Basic Og==",
        "Digest username=x",
        "Negotiate YII=",
    ] {
        assert_eq!(shows(nothing).send().await.unwrap().status(), 302, "{nothing}");
    }
    for (wrong, status, code) in [
        ("Bearer x.y.z", 401, "access_token.inactive"),
        ("Basic !!!", 400, "credentials.malformed"),
        ("Basic YQ==", 400, "credentials.malformed"),
        ("Basic bWFsbG9yeTp4", 401, "credentials.refused"),
    ] {
        let reply = shows(wrong).send().await.unwrap();
        assert_refused(&house, reply, status, code).await;
    }
    let twice = program
        .request("GET", "/?username=bob&password=builder")
        .basic_auth("alice", Some("x"));
    assert_refused(&house, twice.send().await.unwrap(), 400, "credentials.several").await;
    for (kind, body) in [
        (JSON, "null".to_owned()),
        (JSON, "[]".into()),
        (JSON, r#""x""#.into()),
        (JSON, "{".into()),
        (JSON, r#"{ "access_token": null }"#.into()),
        (FORM, "access_token=".into()),
        ("text/plain", "access_token=a.b.c".into()),
    ] {
        let reply = post(&program, "/", kind, &body).await;
        assert_eq!(reply.status(), 302, "{kind} {}", &body[..body.len().min(40)]);
    }
    for (kind, body) in [
        (JSON, r#"{ "access_token": 7 }"#),
        (JSON, r#"{ "username": ["ada"], "password": "x" }"#),
        (FORM, "access_token=a&access_token=b"),
    ] {
        assert_eq!(
            post(&program, "/orders", kind, body).await.status(),
            400,
            "{body}"
        );
    }
    // As long as no credential is: it is not even read.
    let long = json!({ "access_token": "a.b.c", "x": "y".repeat(100_000) }).to_string();
    assert_eq!(post(&house.program(), "/orders", JSON, &long).await.status(), 302);
    assert_eq!(house.upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_token_in_a_body() {
    let house = House::start(&["auth_methods: [bearer]"]).await;
    let program = house.program();
    let token = crate::bearer::clients_token(&house).await;
    let json = json!({ "a": [1, 2.50], "access_token": token }).to_string();
    for (kind, body, left) in [
        (FORM, format!("a=1&access_token={token}"), "a=1"),
        (JSON, json, r#"{"a":[1,2.5]}"#),
    ] {
        assert_eq!(post(&program, "/orders", kind, &body).await.status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("authorization"), [format!("Bearer {token}")]);
        assert_eq!(seen.body, left);
        assert_eq!(
            post(&program, "/orders", kind, &body.replace("access_token", "token"))
                .await
                .status(),
            401
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_token_beside_an_access_token() {
    let house = House::start(&[
        "auth_methods: [bearer, password]",
        "id_token_param_name: id_token",
        "upstream_id_token_header: x-id-token",
    ])
    .await;
    let program = house.program();
    let mut tokens = Vec::new();
    for (name, secret) in [("alice", "wonderland"), ("bob", "builder")] {
        assert_eq!(basic(&program, "/", name, secret).await.status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        let access_token = seen.header("authorization")[0].to_owned();
        tokens.push((access_token, seen.header("x-id-token")[0].to_owned()));
    }
    let ask = |access_token: &str, id_token: Option<&str>| {
        let request = program.request("GET", "/").header("authorization", access_token);
        match id_token {
            Some(id_token) => request.header("id-token", id_token),
            None => request,
        }
    };
    let (alice, bob) = (&tokens[0], &tokens[1]);
    // Neither with nor without it is remembered for the other.
    for id_token in [None, Some(alice.1.as_str()), None, Some(alice.1.as_str())] {
        assert_eq!(ask(&alice.0, id_token).send().await.unwrap().status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(
            seen.header("x-id-token"),
            id_token.into_iter().collect::<Vec<_>>()
        );
        assert_eq!(seen.header("id-token"), [""; 0]);
    }
    let heard = house.upstream.count();
    for id_token in [bob.1.as_str(), "garbage", &alice.1[1..]] {
        assert_eq!(ask(&alice.0, Some(id_token)).send().await.unwrap().status(), 401);
    }
    // Alone it proves nothing.
    let alone = program.request("GET", "/").header("id-token", &alice.1);
    assert_eq!(alone.send().await.unwrap().status(), 401);
    assert_eq!(house.upstream.count(), heard);
}
