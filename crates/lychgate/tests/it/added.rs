//! What requests to the provider say beyond the protocol.

use testkit::echo::Seen;

use crate::bearer::{bring, clients_token};
use crate::house::House;

/// A house in which one endpoint of the provider is at the service behind, which writes down what it sees.
async fn watched(endpoint: &str, options: &[&str]) -> House {
    let mut house = House::start(&[]).await;
    let at = format!("{endpoint}_endpoint: {}", house.upstream.url("/seen"));
    let all: Vec<&str> = options.iter().copied().chain([at.as_str()]).collect();
    let config = house.login(&all);
    house.apply(&config).await;
    house
}

fn seen(house: &House) -> Seen {
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.path, "/seen");
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_introspection_endpoint_is_told_more() {
    let house = watched(
        "introspection",
        &[
            "auth_methods: [introspection]",
            "introspection_headers_names: [authorization, x-a]",
            "introspection_headers_values: [Own 1, one]",
            "introspection_headers_client: [x-tenant]",
            "introspection_post_args_names: [realm, hint]",
            "introspection_post_args_values: [ours, ours]",
            "introspection_post_args_client: [hint]",
            "introspection_post_args_client_headers: [x-user]",
        ],
    )
    .await;
    let program = house.program();
    let request = program
        .request("GET", "/orders?hint=theirs&other=1")
        .header("x-tenant", "blue")
        .header("x-user", "ada & co")
        .header("x-other", "no")
        .bearer_auth("opaque");
    // What comes back says nothing of a token.
    assert_eq!(request.send().await.unwrap().status(), 401);
    let asked = seen(&house);
    assert_eq!(asked.header("authorization"), ["Own 1"]);
    assert_eq!(asked.header("x-a"), ["one"]);
    assert_eq!(asked.header("x-tenant"), ["blue"]);
    assert_eq!(asked.header("x-other"), [""; 0]);
    let body = "token=opaque&token_type_hint=access_token&realm=ours&x-user=ada+%26+co&hint=theirs";
    assert_eq!(asked.body, body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_endpoint_is_told_more() {
    let house = watched(
        "token",
        &[
            "auth_methods: [password]",
            "scopes: [openid]",
            "token_headers_names: [x-a]",
            "token_headers_values: [one]",
            "token_headers_client: [x-a, x-b]",
            "token_post_args_names: [resource]",
            "token_post_args_values: [api]",
            "token_post_args_client: [scope]",
        ],
    )
    .await;
    let program = house.program();
    let ask = |path: &str| program.request("GET", path).basic_auth("ada", Some("pw"));
    assert_eq!(ask("/").send().await.unwrap().status(), 401);
    let asked = seen(&house);
    assert_eq!(asked.header("x-a"), ["one"]);
    assert_eq!(
        asked.body,
        "grant_type=password&username=ada&password=pw&scope=openid&resource=api"
    );
    let theirs = ask("/?scope=profile").header("x-a", "two").header("x-b", "three");
    assert_eq!(theirs.send().await.unwrap().status(), 401);
    let asked = seen(&house);
    assert_eq!(
        (asked.header("x-a"), asked.header("x-b")),
        (vec!["two"], vec!["three"])
    );
    assert_eq!(
        asked.body,
        "grant_type=password&username=ada&password=pw&resource=api&scope=profile"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_userinfo_endpoint_is_told_more() {
    let house = watched(
        "userinfo",
        &[
            "auth_methods: [userinfo]",
            "userinfo_headers_names: [x-a]",
            "userinfo_headers_values: [one]",
            "userinfo_query_args_names: [schema]",
            "userinfo_query_args_values: [openid]",
            "userinfo_query_args_client: [tenant]",
        ],
    )
    .await;
    let program = house.program();
    assert_ne!(bring(&program, "/?tenant=blue", "opaque").await.status(), 200);
    let asked = seen(&house);
    assert_eq!(asked.query.as_deref(), Some("schema=openid&tenant=blue"));
    assert_eq!(asked.header("x-a"), ["one"]);
    assert_eq!(asked.header("authorization"), ["Bearer opaque"]);
}

/// What the provider says about a token because of something else that a request says, it says about no other request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_one_request_is_none_to_another() {
    let house = House::start(&[
        "auth_methods: [introspection]",
        "introspection_headers_client: [x-tenant]",
    ])
    .await;
    let program = house.program();
    let token = clients_token(&house).await;
    for number in 1..=4 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
        assert_eq!(house.idp.calls().introspect, number);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_sees_what_the_token_endpoint_says() {
    let mut house = House::start(&[
        "auth_methods: [password, client_credentials]",
        "token_headers_replay: [Pragma, date]",
        "token_headers_prefix: Idp-",
        "token_headers_grants: [password]",
    ])
    .await;
    let program = house.program();
    let ask = |name: &str, secret: &str| program.request("GET", "/").basic_auth(name, Some(secret)).send();
    let first = ask("alice", "wonderland").await.unwrap();
    assert_eq!(first.status(), 200);
    assert!(first.headers().contains_key("idp-date"), "{first:?}");
    // It was not asked this time.
    let second = ask("alice", "wonderland").await.unwrap();
    assert_eq!(
        (second.status().as_u16(), second.headers().get("idp-date")),
        (200, None)
    );
    // Nor for this grant is it told.
    let client = ask(crate::house::CLIENT_ID, crate::house::CLIENT_SECRET)
        .await
        .unwrap();
    assert_eq!(
        (client.status().as_u16(), client.headers().get("idp-date")),
        (200, None)
    );
    let config = house.login(&["auth_methods: [password]", "token_headers_replay: [date]"]);
    house.apply(&config).await;
    let last = ask("bob", "builder").await.unwrap();
    assert_eq!(last.status(), 200);
    // It is told instead of the service's.
    assert_eq!(last.headers().get_all("date").iter().count(), 1);
    // Who does not pass is told nothing.
    assert_eq!(ask("bob", "wrong").await.unwrap().headers().get("idp-date"), None);
}
