use super::*;

fn headers(all: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in all {
        map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    map
}

// AD-03, AD-05
#[test]
fn a_page_may_call_if_its_origin_is_one_of_those_that_were_named() {
    let names = Names {
        pages: ["https://gui.example/manager", "http://localhost:8002"]
            .map(|url| url.parse().unwrap())
            .into(),
        hosts: Vec::new(),
    };
    let ours = |origin: &'static str| Page::Ours(HeaderValue::from_static(origin));
    for (shown, page) in [
        (&[][..], Page::None),
        (&[("sec-fetch-site", "none")], Page::None),
        (&[("sec-fetch-site", "same-origin")], Page::None),
        (&[("origin", "https://gui.example")], ours("https://gui.example")),
        (
            &[("origin", "http://localhost:8002")],
            ours("http://localhost:8002"),
        ),
        (
            &[
                ("origin", "https://gui.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            ours("https://gui.example"),
        ),
        (&[("sec-fetch-site", "cross-site")], Page::Foreign),
        (
            &[("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")],
            Page::Foreign,
        ),
        (&[("origin", "https://evil.example")], Page::Foreign),
        (&[("origin", "http://gui.example")], Page::Foreign),
        (&[("origin", "https://gui.example:8443")], Page::Foreign),
        (&[("origin", "https://gui.example.evil.example")], Page::Foreign),
        (
            &[("origin", "https://evil.example/https://gui.example")],
            Page::Foreign,
        ),
        (&[("origin", "https://gui.example/")], Page::Foreign),
        (&[("origin", "HTTPS://gui.example")], Page::Foreign),
        (
            &[("origin", "https://gui.example, https://evil.example")],
            Page::Foreign,
        ),
        (
            &[
                ("origin", "https://gui.example"),
                ("origin", "https://evil.example"),
            ],
            Page::Foreign,
        ),
        (&[("origin", "http://localhost")], Page::Foreign),
        (&[("origin", "http://127.0.0.1:8002")], Page::Foreign),
        (&[("origin", "null")], Page::Foreign),
        (&[("origin", "")], Page::Foreign),
        (&[("origin", "*")], Page::Foreign),
    ] {
        assert_eq!(names.page(&headers(shown)), page, "{shown:?}");
        // Before anybody has named one, none may.
        let (unnamed, none) = (Names::default(), page == Page::None);
        assert_eq!(unnamed.page(&headers(shown)) == Page::None, none, "{shown:?}");
    }
}
