//! How a provider starts, counts and stops.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use reqwest::StatusCode;
use sample_idp::{Calls, Client, Idp, Misbehaviour, Options};

use crate::scene::{Scene, WEB};

#[tokio::test]
async fn what_cannot_be_served_is_an_error() {
    let scene = Scene::start().await;
    let at = |address: SocketAddr| Options {
        address,
        ..Options::default()
    };
    let taken = Idp::start(at(scene.idp.address())).await.unwrap_err();
    assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);
    let open = Idp::start(at((Ipv4Addr::UNSPECIFIED, 0).into()))
        .await
        .unwrap_err();
    assert_eq!(open.kind(), io::ErrorKind::InvalidInput);
    for path in [
        "/", "oauth2", "/oauth2/", "//x", "/a?b", "/{a}", "/a/../b", "/a b",
    ] {
        let options = Options {
            issuer_path: path.to_owned(),
            ..Options::default()
        };
        let error = Idp::start(options).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{path}");
    }
}

#[tokio::test]
async fn calls_are_counted_whatever_they_get() {
    let scene = Scene::start().await;
    assert_eq!(scene.idp.calls(), Calls::default());
    let tokens = scene.tokens().await;
    scene.redeem("made-up", &[]).await;
    scene.userinfo("made-up").await;
    scene.is_active("made-up").await;
    scene.post("/v1/revoke", &[], None).await;
    scene.verified(&tokens.member("id_token")).await.unwrap();
    scene.fetch(&scene.url("/v1/end_session")).await;
    scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
    let lost = scene.fetch(&scene.url("/favicon.ico")).await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    let expected = Calls {
        discovery: 1,
        keys: 1,
        authorize: 1,
        sign_in: 1,
        token: 2,
        userinfo: 1,
        introspect: 1,
        revoke: 1,
        end_session: 1,
        elsewhere: 1,
    };
    assert_eq!(scene.idp.calls(), expected);
    assert_eq!(scene.idp.total_calls(), 11);
}

#[tokio::test]
async fn grants_are_counted_by_their_type_whatever_they_get() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    scene.redeem("made-up", &[]).await;
    scene.refresh(&tokens.member("refresh_token")).await;
    scene.refresh("made-up").await;
    scene.idp.misbehave(Misbehaviour::TokenEndpointFails);
    scene.refresh("made-up").await;
    let for_itself = [("grant_type", "client_credentials")];
    scene.post("/v1/token", &for_itself, None).await;
    for other in ["implicit", ""] {
        scene.post("/v1/token", &[("grant_type", other)], None).await;
    }
    scene
        .fetch(&scene.url("/v1/token?grant_type=refresh_token"))
        .await;
    for (grant_type, times) in [
        ("authorization_code", 2),
        ("refresh_token", 3),
        ("client_credentials", 1),
        ("implicit", 0),
        ("password", 0),
    ] {
        assert_eq!(scene.idp.grants(grant_type), times, "{grant_type}");
    }
    assert_eq!(scene.idp.calls().token, 9);
}

#[tokio::test]
async fn it_stops_when_dropped_even_for_those_already_connected() {
    let scene = Scene::start().await;
    let (address, url) = (scene.idp.address(), scene.url("/v1/keys"));
    assert_eq!(scene.fetch(&url).await.status, StatusCode::OK);
    scene.idp.misbehave(Misbehaviour::TokenHeld);
    let held = scene.http.post(scene.url("/v1/token")).send();
    let held = tokio::spawn(held);
    while scene.idp.calls().token == 0 {
        tokio::task::yield_now().await;
    }
    drop(scene.idp);
    let held = tokio::time::timeout(Duration::from_secs(10), held).await;
    let held = held.expect("it is let go").unwrap().unwrap();
    assert_eq!(held.status(), StatusCode::UNAUTHORIZED);
    for _ in 0..1000 {
        tokio::task::yield_now().await;
        if TcpStream::connect(address).is_err() {
            break;
        }
    }
    assert!(TcpStream::connect(address).is_err(), "it listens no more");
    assert!(
        scene.http.get(&url).send().await.is_err(),
        "nor on a connection that was open"
    );
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let options = Options {
        clients: vec![Client::confidential(WEB.0, "the-secret")],
        ..Options::default()
    };
    assert!(!format!("{options:?}").contains("the-secret"), "{options:?}");
    let idp = Idp::start(options).await.unwrap();
    assert_eq!(
        format!("{idp:?}"),
        format!("Idp {{ issuer: {:?}, .. }}", idp.issuer())
    );
}
