//! A request that is over, as plugins are shown it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, StatusCode};
use model::{Consumer, DEFAULT_WORKSPACE, Route, Service};
use plugin::{
    Connection, EndedBy, Finished, Handshake, Head, Matched, Names, Particulars, RequestId, Scheme, Target,
    Try, Version,
};
use ports::Timestamp;
use schema::Record;
use serde_json::json;

/// Headers by name and value.
pub(crate) fn head(lines: &[(&'static str, &'static str)]) -> Head {
    let mut head = Head::new();
    for (name, value) in lines {
        head.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    head
}

pub(crate) const ROUTE: &str = "11111111-2222-4333-8444-000000000001";
pub(crate) const SERVICE: &str = "11111111-2222-4333-8444-000000000002";
pub(crate) const CONSUMER: &str = "11111111-2222-4333-8444-000000000003";

/// The route `app` to the service `backend`.
pub(crate) fn matched() -> Rc<Matched> {
    let route = json!({
        "id": ROUTE, "name": "app", "protocols": ["http", "https"], "https_redirect_status_code": 426,
        "strip_path": true, "preserve_host": false, "request_buffering": true, "response_buffering": true,
        "paths": ["/app"],
    });
    let service = json!({
        "id": SERVICE, "name": "backend", "protocol": "http", "host": "backend.test", "port": 80,
        "connect_timeout": 1, "write_timeout": 1, "read_timeout": 1, "enabled": true,
    });
    let (route, service) = (Route::decode(&route).unwrap(), Service::decode(&service).unwrap());
    Rc::new(Matched {
        names: Arc::new(Names::of(&route, Some(&service), DEFAULT_WORKSPACE)),
        route: Arc::new(route),
        service: Some(Arc::new(service)),
        workspace: DEFAULT_WORKSPACE,
    })
}

/// The consumer of that name.
pub(crate) fn consumer(name: &str) -> Arc<Consumer> {
    Arc::new(Consumer::decode(&json!({ "id": CONSUMER, "username": name })).unwrap())
}

/// `GET /app?page=2`, served by its service over TLS.
pub(crate) fn finished() -> Finished {
    let target = Target::parse("/app?page=2").unwrap();
    let handshake = Handshake {
        server_name: None,
        version: Some("TLSv1.3"),
        cipher: Some("TLS_AES_128_GCM_SHA256".to_owned()),
    };
    let connection = Connection::new(
        ([127, 0, 0, 1], 40_000).into(),
        ([127, 0, 0, 1], 8443).into(),
        Some(handshake),
    );
    Finished {
        id: RequestId::new(7),
        at: Timestamp::from_millis(1_767_225_600_000),
        took: Duration::from_millis(30),
        sending: Duration::from_millis(12),
        upstream: Some(Duration::from_millis(25)),
        upstream_status: Some(StatusCode::OK),
        client: ([127, 0, 0, 1], 40_000).into(),
        method: Method::GET,
        target,
        version: Version::Http11,
        kept: Head::new(),
        status: StatusCode::OK,
        ended_by: EndedBy::Service,
        request_size: 120,
        answer_size: 340,
        matched: Some(matched()),
        consumer: None,
        credential: None,
        particulars: Some(Box::new(Particulars {
            scheme: Scheme::Https,
            authority: HeaderValue::from_static("app.test"),
            port: 8443,
            connection: Rc::new(connection),
            request: head(&[("host", "app.test"), ("accept", "a"), ("accept", "b")]),
            answer: head(&[("content-type", "text/plain")]),
            forwarded: Some(Target::parse("/?page=2").unwrap()),
            tries: vec![
                Try {
                    at: Timestamp::from_millis(1_767_225_600_003),
                    took: Duration::from_millis(2),
                    host: "backend.test".into(),
                    ip: None,
                    port: 80,
                    failed: Some("upstream.not_resolved"),
                },
                Try {
                    at: Timestamp::from_millis(1_767_225_600_005),
                    took: Duration::from_millis(20),
                    host: "backend.test".into(),
                    ip: Some([192, 0, 2, 9].into()),
                    port: 80,
                    failed: None,
                },
            ],
            proofs: Arc::from(["x-key-of-ours".to_owned()]),
        })),
    }
}
