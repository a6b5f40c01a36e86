//! Plugins that stand beside a login, over real sockets.

use reqwest::{Client, Method, RequestBuilder, Response};
use testkit::echo::Upstream;

use crate::administered::Administered;
use crate::binary::Folder;

pub(crate) struct Place {
    pub(crate) gateway: Administered,
    pub(crate) upstream: Upstream,
    _folder: Folder,
}

/// A route `/app` to a service, with these plugins: each is what curl would send.
pub(crate) async fn place(plugins: &[&[&str]]) -> Place {
    let (folder, upstream) = (Folder::new(), Upstream::start().await);
    let gateway = Administered::start(&folder);
    let url = format!("url={}", upstream.url("/"));
    assert_eq!(gateway.curl("POST", "/services", &["name=app", &url]).0, 201);
    let route = ["name=app", "paths=/app"];
    assert_eq!(gateway.curl("POST", "/services/app/routes", &route).0, 201);
    for plugin in plugins {
        let (status, told) = gateway.curl("POST", "/routes/app/plugins", plugin);
        assert_eq!(status, 201, "{told}");
    }
    Place {
        gateway,
        upstream,
        _folder: folder,
    }
}

impl Place {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let client = Client::builder().no_proxy().build().unwrap();
        client.request(method, format!("{}{path}", self.gateway.requests))
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }
}

pub(crate) fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    Some(answer.headers().get(name)?.to_str().unwrap())
}

const PAGE: (&str, &str) = ("origin", "https://a.test");

#[tokio::test(flavor = "multi_thread")]
async fn a_page_learns_why_it_is_refused() {
    let place = place(&[
        &[
            "name=cors",
            "config.origins=https://a.test",
            "config.origins=https://b.test",
        ],
        &["name=ip-restriction", "config.deny=127.0.0.0/8"],
        &["name=correlation-id", "config.echo_downstream=true"],
    ])
    .await;
    for (accept, media_type, told) in [
        (
            "text/html",
            "text/html; charset=utf-8",
            "<p>IP address not allowed: 127.0.0.1.</p>",
        ),
        (
            "application/json",
            "application/json; charset=utf-8",
            "\"message\":\"IP address not allowed: 127.0.0.1\"",
        ),
        (
            "text/plain",
            "text/plain; charset=utf-8",
            "IP address not allowed: 127.0.0.1\n",
        ),
    ] {
        let answer = place.ask(Method::GET, "/app", &[PAGE, ("accept", accept)]).await;
        assert_eq!(answer.status(), 403);
        assert_eq!(header(&answer, "content-type"), Some(media_type));
        assert_eq!(
            header(&answer, "access-control-allow-origin"),
            Some("https://a.test")
        );
        assert_eq!(header(&answer, "vary"), Some("Origin"));
        assert!(header(&answer, "kong-request-id").unwrap().contains('#'));
        let id = header(&answer, "x-kong-request-id").unwrap().to_owned();
        let body = answer.text().await.unwrap();
        assert!(body.contains(told) && body.contains(&id), "{body}");
    }
    // A browser asks before it knows anything, and is answered before anybody is refused.
    let asking = [PAGE, ("access-control-request-method", "PUT")];
    let preflight = place.ask(Method::OPTIONS, "/app", &asking).await;
    assert_eq!(preflight.status(), 200);
    assert_eq!(
        header(&preflight, "access-control-allow-origin"),
        Some("https://a.test")
    );
    assert_eq!(preflight.bytes().await.unwrap().len(), 0);
    assert_eq!(place.upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_goes_with_a_request_through_all_services() {
    let place = place(&[
        &[
            "name=correlation-id",
            "config.generator=uuid",
            "config.echo_downstream=true",
        ],
        &["name=ip-restriction", "config.allow=127.0.0.1"],
        &["name=cors"],
    ])
    .await;
    let answer = place.ask(Method::GET, "/app", &[]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    let told = header(&answer, "kong-request-id").unwrap().to_owned();
    assert_eq!(place.upstream.requests()[0].header("kong-request-id"), [&*told]);
    let answer = place
        .ask(Method::GET, "/app", &[("kong-request-id", "mine")])
        .await;
    assert_eq!(header(&answer, "kong-request-id"), Some("mine"));
    assert_eq!(place.upstream.requests()[1].header("kong-request-id"), ["mine"]);
}
