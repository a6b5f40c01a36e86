//! Whom the client believes.

use net::HttpClient;
use ports::{Http, HttpError, HttpRequest, Reach};
use testkit::tls::Authority;

use crate::server::{Then, get, serve_bytes, serve_tls};

// DI-15
#[tokio::test]
async fn only_a_known_authority_is_believed_and_only_for_the_name_it_certifies() {
    let authority = Authority::new();
    let port = serve_tls(&authority.localhost()).await;
    let url = format!("https://localhost:{port}/");

    let stranger = HttpClient::new(&[]).unwrap();
    let error = stranger.send(get(&url)).await.unwrap_err();
    assert!(
        matches!(&error, HttpError::Tls(why) if why.contains("UnknownIssuer")),
        "{error:?}"
    );

    let other = HttpClient::new(&[Authority::new().pem()]).unwrap();
    assert_eq!(other.send(get(&url)).await.unwrap_err().code(), "http.tls");

    let bundle = format!("{}\n{}", Authority::new().pem(), authority.pem());
    let friend = HttpClient::new(&[&bundle]).unwrap();
    assert_eq!(friend.send(get(&url)).await.unwrap().body, "secret");
    let by_address = get(&format!("https://127.0.0.1:{port}/"));
    assert_eq!(friend.send(by_address).await.unwrap().body, "secret");

    let port = serve_tls(&authority.certify(&["op.example"])).await;
    let error = friend
        .send(get(&format!("https://localhost:{port}/")))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "http.tls", "{error}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_believed() {
    let port = serve_bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n", Then::End).await;
    let client = HttpClient::new(&[]).unwrap();
    let error = client
        .send(get(&format!("https://localhost:{port}/")))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "http.tls", "{error}");
}

// DI-06
#[tokio::test]
async fn an_open_connection_is_not_used_by_a_call_that_may_not_make_it() {
    let authority = Authority::new();
    let port = serve_tls(&authority.localhost()).await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    let within = get(&format!("https://localhost:{port}/"));
    let beyond = HttpRequest {
        reach: Reach::Network,
        ..within.clone()
    };
    assert_eq!(client.send(within).await.unwrap().body, "secret");
    assert_eq!(
        client.send(beyond).await.unwrap_err().code(),
        "http.refused_address"
    );
}

#[tokio::test]
async fn who_trusts_only_some_trusts_nobody_else() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let url = |port| format!("https://localhost:{port}/");
    let (here, there) = (
        url(serve_tls(&ours.localhost()).await),
        url(serve_tls(&theirs.localhost()).await),
    );
    for client in [
        HttpClient::trusting_only(&[ours.pem()]),
        HttpClient::new(&[ours.pem()]),
    ] {
        let client = client.unwrap();
        assert_eq!(client.send(get(&here)).await.unwrap().body, "secret");
        assert_eq!(client.send(get(&there)).await.unwrap_err().code(), "http.tls");
    }
    let nobody = HttpClient::trusting_only(&[]).unwrap();
    assert_eq!(nobody.send(get(&here)).await.unwrap_err().code(), "http.tls");
    let error = HttpClient::trusting_only(&["hello"]).unwrap_err();
    assert_eq!(error.code(), "http.bad_authority");
}

#[test]
fn what_is_no_authority_is_told_by_its_number() {
    let good = Authority::new();
    let cut = &good.pem()[..good.pem().len() / 2];
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for bad in ["", "hello", cut, nonsense] {
        let error = HttpClient::new(&[good.pem(), bad]).unwrap_err();
        assert_eq!(
            (error.number, error.code()),
            (1, "http.bad_authority"),
            "{bad} {error}"
        );
    }
}
