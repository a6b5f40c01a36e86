use plugin::{EndpointAnswer, EndpointWork, Method, Role, Services, StatusCode};

use super::*;

fn nothing(_: EndpointRequest, _: Services) -> EndpointWork {
    Box::pin(async { EndpointAnswer::refused(StatusCode::NOT_FOUND, "nothing") })
}

fn endpoint(method: Method, spreads: bool) -> Endpoint {
    Endpoint {
        method,
        path: "/things/{thing}/of/{owner}",
        role: Role::Writer,
        spreads,
        handler: nothing,
    }
}

fn request() -> EndpointRequest {
    EndpointRequest {
        workspace: Id::named("workspaces", "ours"),
        segments: vec![
            ("thing".to_owned(), "a/b \"c\"".to_owned()),
            ("owner".to_owned(), "d".to_owned()),
        ],
        query: Some("x=1".to_owned()),
        body: json!({ "y": [2] }),
    }
}

#[test]
fn what_is_told_is_understood() {
    let (here, there) = (Id::named("nodes", "here"), Id::named("nodes", "there"));
    let known = [endpoint(Method::GET, false), endpoint(Method::DELETE, true)];
    let said = word(there, &known[1], &request());
    let (meant_by_it, asked) = meant(&said, here, &known).unwrap();
    assert_eq!(meant_by_it.method, Method::DELETE);
    assert_eq!(asked.workspace, request().workspace);
    assert_eq!(asked.segments, request().segments);
    assert_eq!((asked.query, asked.body), (request().query, request().body));
    // Whoever said it has done it.
    assert!(meant(&said, there, &known).is_none());
}

#[test]
fn what_nobody_knows_here_is_not_done() {
    let (here, there) = (Id::named("nodes", "here"), Id::named("nodes", "there"));
    let known = [endpoint(Method::GET, false), endpoint(Method::DELETE, true)];
    let others = endpoint(Method::POST, true);
    assert!(meant(&word(there, &others, &request()), here, &known).is_none());
    // What does not spread by itself is done for nobody.
    assert!(meant(&word(there, &known[0], &request()), here, &known).is_none());
    for broken in [
        "",
        "null",
        "{}",
        r#"{"node":1,"path":"/things/{thing}/of/{owner}","method":"DELETE"}"#,
    ] {
        assert!(meant(broken, here, &known).is_none(), "{broken}");
    }
}
