use axum::body::Body;
use axum::http::StatusCode;

use super::*;

/// `{"sub":"42","name":"<Ada>","groups":["staff","admins"],"exp":3661}` as a JWT nobody signed.
const TOKEN: &str = "e30.eyJzdWIiOiI0MiIsIm5hbWUiOiI8QWRhPiIsImdyb3VwcyI6WyJzdGFmZiIsImFkbWlucyJdLCJleHAiOjM2NjF9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

async fn answer(accept: &str, authorization: Option<&str>) -> (HeaderMap, String) {
    let mut request = Request::get("/a/b?c='d'")
        .header("accept", accept)
        .header("x-two", "1");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    answer_to(request.body(Body::empty()).expect("a request")).await
}

async fn answer_to(request: Request) -> (HeaderMap, String) {
    let answer = echo(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    (parts.headers, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn a_program_gets_json() {
    let (headers, body) = answer("*/*", Some(&format!("Bearer {TOKEN}"))).await;
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["method"], "GET");
    assert_eq!(body["path"], "/a/b");
    assert_eq!(body["query"], "c='d'");
    assert_eq!(body["headers"][1], json!(["x-two", "1"]));
    assert_eq!(body["token_claims"]["groups"], json!(["staff", "admins"]));
}

#[tokio::test]
async fn a_browser_gets_a_page_without_the_token_and_without_its_markup() {
    let (headers, body) = answer("text/html,*/*;q=0.8", Some(&format!("Bearer {TOKEN}"))).await;
    let policy = headers["content-security-policy"].to_str().expect("text");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(body.contains("<h1>Hello, &lt;Ada&gt;</h1>"));
    assert!(body.contains("<b>GET</b> /a/b?c=&#39;d&#39;"));
    assert!(body.contains("<td>staff, admins</td>"));
    assert!(body.contains("<td>3661  (01:01:01 UTC)</td>"));
    assert!(!body.contains("c2lnbmF0dXJl"), "the token is not shown whole");
}

#[tokio::test]
async fn what_is_no_token_is_no_identity() {
    for authorization in [
        None,
        Some("Basic abc"),
        Some("Bearer x"),
        Some("Bearer a.%%.c"),
        Some("Bearer a.e3.c"),
    ] {
        let (_, body) = answer("text/html", authorization).await;
        assert!(
            body.contains("<h1>The gateway let this through</h1>"),
            "{authorization:?}"
        );
    }
}

/// The page at a path, as a gateway hands the request on that was asked at `forwarded`, with this header besides.
async fn page(path: &str, forwarded: Option<&str>, more: Option<(&str, &str)>) -> String {
    let mut request = Request::get(path).header("accept", "text/html");
    let forwarded = forwarded.map(|path| ("x-forwarded-path", path));
    for (name, value) in forwarded.into_iter().chain(more) {
        request = request.header(name, value);
    }
    answer_to(request.body(Body::empty()).expect("a request")).await.1
}

#[tokio::test]
async fn links_are_there_only_if_they_lead_somewhere() {
    let token = Some(("authorization", "Bearer x"));
    let cases = [
        // Asked without a gateway, or by one that changes the path: there these paths are others.
        ("/", None, None, ""),
        ("/", None, token, ""),
        ("/", Some("/echo"), token, ""),
        ("/?a=b", Some("/"), token, "/ (here), /admins, /logout"),
        ("/admins", Some("/admins"), token, "/, /admins (here), /logout"),
        ("/a/b", Some("/a/b"), token, "/, /admins, /logout"),
        ("/open", Some("/open"), None, "/admins, /"),
    ];
    for (path, forwarded, authorization, expected) in cases {
        let body = page(path, forwarded, authorization).await;
        let links = body.split("<a href=\"").skip(1).map(|rest| {
            let (to, rest) = rest.split_once('"').expect("a quoted address");
            match rest.starts_with(" aria-current") {
                true => format!("{to} (here)"),
                false => to.to_owned(),
            }
        });
        let links = links.collect::<Vec<_>>().join(", ");
        assert_eq!(links, expected, "{path} {forwarded:?} {authorization:?}");
    }
}

#[tokio::test]
async fn that_no_cookie_arrived_is_said_only_if_it_is_so() {
    let cases = [
        (Some(("authorization", "Bearer x")), true),
        (Some(("cookie", "a=b")), false),
        (None, false),
    ];
    for (header, expected) in cases {
        let body = page("/", Some("/"), header).await;
        assert_eq!(body.contains("No cookie is among them"), expected, "{header:?}");
    }
}
