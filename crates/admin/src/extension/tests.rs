use plugin::{EndpointWork, Role, Services, StatusCode};

use super::*;

fn nobody(_: EndpointRequest, _: Services) -> EndpointWork {
    Box::pin(async { EndpointAnswer::refused(StatusCode::NOT_FOUND, "nobody is asked here") })
}

fn endpoints() -> Vec<Endpoint> {
    let endpoint = |method, path| Endpoint {
        method,
        path,
        role: Role::Reader,
        spreads: false,
        handler: nobody,
    };
    vec![
        endpoint(Method::GET, "/sample/things"),
        endpoint(Method::DELETE, "/sample/things"),
        endpoint(Method::GET, "/sample/things/{thing}"),
        endpoint(Method::POST, "/sample/check"),
    ]
}

#[test]
fn a_path_is_answered_with_or_without_a_workspace() {
    let endpoints = endpoints();
    for (path, expected) in [
        (
            "/sample/things",
            Some((None, "DELETE, GET, HEAD, OPTIONS", vec![])),
        ),
        (
            "/sample/things/",
            Some((None, "DELETE, GET, HEAD, OPTIONS", vec![])),
        ),
        (
            "/sample/things/a%2Fb%20c",
            Some((None, "GET, HEAD, OPTIONS", vec![("thing", "a/b c")])),
        ),
        (
            "/team/sample/check",
            Some((Some("team"), "OPTIONS, POST", vec![])),
        ),
        (
            "/team/sample/things/x",
            Some((Some("team"), "GET, HEAD, OPTIONS", vec![("thing", "x")])),
        ),
        ("/sample", None),
        ("/", None),
        ("/sample/things/a/b", None),
        ("/a/b/sample/check", None),
        ("/Sample/check", None),
        ("/sample//check", None),
    ] {
        let found = Extension::at(&endpoints, path);
        let told = found.as_ref().map(|found| {
            let segments = found.segments.iter();
            (
                found.workspace.as_deref(),
                found.allowed(),
                segments
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect(),
            )
        });
        let expected =
            expected.map(|(workspace, allowed, segments)| (workspace, allowed.to_owned(), segments));
        assert_eq!(told, expected, "{path}");
    }
}
