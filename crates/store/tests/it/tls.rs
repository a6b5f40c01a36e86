//! Whom a store believes to be its database, and what it shows.

use std::net::TcpListener;

use store::{Authorities, PostgresSettings, Tls};
use testkit::tls::Authority;

use crate::place::postgres;
use testkit::postgres::Server;

use crate::server::settings;

fn secret(text: &str) -> Option<schema::Secret> {
    Some(text.to_owned().into())
}

#[tokio::test]
async fn only_a_server_with_the_right_certificate_learns_anything() {
    let authority = Authority::new();
    let own = authority.localhost();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listens = format!("port={port}");
    let arguments = [
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        &listens,
        "-c",
        "ssl=on",
        "-c",
        "ssl_cert_file=../certificate.pem",
        "-c",
        "ssl_key_file=../key.pem",
    ];
    let files = [
        ("certificate.pem", own.certificate.as_str()),
        ("key.pem", own.key.as_str()),
    ];
    let Some(server) = Server::own(&arguments, &files) else {
        return;
    };
    let settings = |tls: Tls, password: &str| PostgresSettings {
        host: "127.0.0.1".to_owned(),
        port,
        password: secret(password),
        tls,
        ..settings(&server)
    };
    let these = |authority: &Authority| Tls::Verified(Authorities::These(authority.pem().to_owned()));
    for tls in [these(&authority), Tls::NotVerified, Tls::Off] {
        let opened = postgres(&settings(tls.clone(), "s3cret")).await;
        assert!(opened.is_ok(), "{tls:?}: {opened:?}");
        let refused = postgres(&settings(tls, "wr0ng")).await.unwrap_err().to_string();
        assert!(
            refused.contains("28P01") && !refused.contains("wr0ng"),
            "{refused}"
        );
    }
    for tls in [these(&Authority::new()), Tls::Verified(Authorities::System)] {
        let refused = postgres(&settings(tls, "s3cret")).await.unwrap_err();
        assert_eq!(refused.code(), "store.unavailable");
        assert!(refused.to_string().contains("ertificate"), "{refused}");
    }
    let shown = format!("{:?}", settings(Tls::Off, "s3cret"));
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn a_server_without_tls_is_told_nothing_if_tls_is_wanted() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listens = format!("port={port}");
    let arguments = ["-c", "listen_addresses=127.0.0.1", "-c", &listens];
    let Some(server) = Server::own(&arguments, &[]) else {
        return;
    };
    let settings = PostgresSettings {
        host: "127.0.0.1".to_owned(),
        port,
        password: secret("s3cret"),
        tls: Tls::NotVerified,
        ..settings(&server)
    };
    let refused = postgres(&settings).await.unwrap_err();
    assert!(refused.to_string().contains("does not support TLS"), "{refused}");
}
