use axum::body::to_bytes;

use super::*;

/// As `gzip` writes `let a = 1;`.
fn packed() -> &'static [u8] {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(b"let a = 1;").unwrap();
    packer.finish().unwrap().leak()
}

const INDEX_TEXT: &[u8] =
    b"<meta property=\"csp-nonce\" nonce=\"__NONCE__\"><script src=\"/assets/a-1.js\"></script>";

fn files() -> Pages {
    let file = |path, plain, gzip, br| File {
        path,
        hash: "00ff",
        plain,
        gzip,
        br,
    };
    let files = vec![
        file("index.html", Some(INDEX_TEXT), None, None),
        file("assets/a-1.js", None, Some(packed()), Some(&b"brotli"[..])),
        file("mark.svg", Some(&b"<svg/>"[..]), None, None),
        file("broken.js", None, Some(&b"no gzip"[..]), None),
    ];
    Pages::of(files.leak())
}

fn ask(pages: &Pages, request: &str, headers: &[(&str, &str)]) -> Response {
    let (method, path) = request.split_once(' ').unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: header::HeaderName = name.parse().unwrap();
        map.append(name, value.parse().unwrap());
    }
    pages.answer(&method.parse().unwrap(), path, &map, &|| "N0nce".to_owned())
}

fn told<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

async fn text(answer: Response) -> String {
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.into()).unwrap()
}

#[tokio::test]
async fn each_place_is_the_one_page_with_a_nonce_of_its_own() {
    let pages = files();
    for request in [
        "GET /",
        "GET /routes",
        "GET /routes/a/b",
        "HEAD /x.y/z",
        "GET /w/team.a",
        "GET /w/default/routes/mark.svg",
        "GET /index.html",
    ] {
        let answer = ask(&pages, request, &[("accept-encoding", "br, gzip")]);
        assert_eq!(answer.status(), 200, "{request}");
        let policy = told(&answer, "content-security-policy").unwrap();
        assert!(policy.contains("style-src 'self' 'nonce-N0nce';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(told(&answer, "cache-control"), Some("no-store"));
        assert_eq!(told(&answer, "content-encoding"), None);
        assert_eq!(told(&answer, "content-type"), Some("text/html; charset=utf-8"));
        let text = text(answer).await;
        assert!(
            text.contains("nonce=\"N0nce\"") && !text.contains(NONCE),
            "{text}"
        );
    }
}

// AZ-43
#[test]
fn whatever_is_answered_is_framed_and_embedded_by_nobody() {
    for request in [
        "GET /",
        "GET /assets/a-1.js",
        "GET /none.js",
        "POST /",
        "GET /broken.js",
    ] {
        let answer = ask(&files(), request, &[]);
        let policy = told(&answer, "content-security-policy").unwrap();
        for directive in ["default-src 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(directive), "{request}: {policy}");
        }
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(told(&answer, name), Some(value), "{request}");
        }
        assert_eq!(told(&answer, "access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn a_file_comes_in_the_coding_that_is_liked_best() {
    let pages = files();
    for (accepted, coding, tag, content) in [
        ("gzip, br", Some("br"), "\"00ff-br\"", "brotli"),
        ("br;q=0", None, "\"00ff\"", "let a = 1;"),
        ("", None, "\"00ff\"", "let a = 1;"),
    ] {
        let answer = ask(&pages, "GET /assets/a-1.js", &[("accept-encoding", accepted)]);
        assert_eq!(told(&answer, "content-encoding"), coding, "{accepted:?}");
        assert_eq!(told(&answer, "etag"), Some(tag), "{accepted:?}");
        assert_eq!(told(&answer, "vary"), Some("accept-encoding"));
        assert_eq!(
            told(&answer, "content-type"),
            Some("text/javascript; charset=utf-8")
        );
        assert_eq!(
            told(&answer, "cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(text(answer).await, content, "{accepted:?}");
    }
    let answer = ask(&pages, "GET /assets/a-1.js", &[("accept-encoding", "gzip")]);
    assert_eq!(told(&answer, "content-encoding"), Some("gzip"));
    let sent = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    assert_eq!(&*sent, packed());
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let pages = files();
    for (tags, status) in [
        ("\"00ff-br\"", 304),
        ("W/\"00ff-br\"", 304),
        ("\"a\", \"00ff-br\"", 304),
        ("*", 304),
        ("\"00ff\"", 200),
        ("00ff-br", 200),
    ] {
        let headers = [("accept-encoding", "br"), ("if-none-match", tags)];
        let answer = ask(&pages, "GET /assets/a-1.js", &headers);
        assert_eq!(answer.status(), status, "{tags}");
        assert_eq!(told(&answer, "etag"), Some("\"00ff-br\""), "{tags}");
    }
    // A name that stays is asked for again.
    let answer = ask(&pages, "GET /mark.svg", &[]);
    assert_eq!(told(&answer, "cache-control"), Some("no-cache"));
    assert_eq!(told(&answer, "content-type"), Some("image/svg+xml"));
}

#[test]
fn nothing_else_is_there() {
    let pages = files();
    for (request, status) in [
        ("GET /none.js", 404),
        ("GET /assets/a-2.js", 404),
        ("GET /assets/a-1.js.br", 404),
        ("GET /assets/../mark.svg", 404),
        ("GET //mark.svg", 404),
        ("GET /mark.svg/", 200),
        ("POST /", 405),
        ("DELETE /assets/a-1.js", 405),
        ("OPTIONS /", 405),
        ("GET /broken.js", 500),
    ] {
        let answer = ask(&pages, request, &[]);
        assert_eq!(answer.status(), status, "{request}");
        let allow = (status == 405).then_some("GET, HEAD");
        assert_eq!(told(&answer, "allow"), allow, "{request}");
    }
}

#[tokio::test]
async fn where_nothing_was_built_a_page_says_how_to() {
    let pages = Pages::of(&[]);
    let answer = ask(&pages, "GET /", &[]);
    assert_eq!(answer.status(), 200);
    assert!(
        told(&answer, "content-security-policy")
            .unwrap()
            .contains("'nonce-N0nce'")
    );
    let text = text(answer).await;
    assert!(text.contains("make web") && !text.contains(NONCE), "{text}");
    assert_eq!(ask(&pages, "GET /assets/a-1.js", &[]).status(), 404);
}

/// The most bytes of pages that the binary may carry.
const MOST: usize = 1_500_000;

#[test]
fn what_is_embedded_is_small_and_whole() {
    let forms = |file: &File| [file.plain, file.gzip, file.br].map(|form| form.map_or(0, <[u8]>::len));
    let bytes: usize = EMBEDDED.iter().flat_map(forms).sum();
    assert!(bytes <= MOST, "{bytes} bytes of pages are embedded");
    for file in EMBEDDED {
        assert!(file.unpacked().is_ok(), "{}", file.path);
        assert_ne!(file.media_type(), "application/octet-stream", "{}", file.path);
    }
    if let Some(index) = EMBEDDED.iter().find(|file| file.path == INDEX) {
        let text = String::from_utf8(index.unpacked().unwrap()).unwrap();
        assert!(text.contains(&format!("nonce=\"{NONCE}\"")), "{text}");
    }
    assert!(EMBEDDED.is_empty() || Pages::of(EMBEDDED).index != ABSENT);
}
