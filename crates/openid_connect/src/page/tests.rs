//! A page shows what it is given and runs none of it.

use plugin::{Body, RequestId, StatusCode, header};

use super::{Page, Way};

fn html(again: &str) -> String {
    let page = Page {
        status: StatusCode::UNAUTHORIZED,
        title: "<script>alert(1)</script>".into(),
        text: "a & b".into(),
        code: Some("login.needed"),
        reason: Some("<b>no</b>".into()),
        way: Some(Way {
            name: "Sign in again",
            to: again.into(),
        }),
        request: RequestId::new(7),
    };
    let answer = page.answer();
    assert_eq!(answer.head.text(&header::CACHE_CONTROL), Some("no-store"));
    assert!(
        answer
            .head
            .text(&header::CONTENT_SECURITY_POLICY)
            .is_some_and(|p| p.contains("default-src 'none'"))
    );
    let body: Body = answer.body;
    String::from_utf8(body.in_memory().expect("pages are in memory").to_vec()).expect("pages are UTF-8")
}

#[test]
fn er_text_from_outside_is_escaped() {
    let page = html("/a\"><img src=x>?b=1&c=2");
    assert!(!page.contains("<script>"));
    assert!(page.contains("&lt;script&gt;"));
    assert!(page.contains("a &amp; b"));
    assert!(page.contains("&lt;b&gt;no&lt;/b&gt;"));
    assert!(page.contains("href=\"/a&quot;&gt;&lt;img src=x&gt;?b=1&amp;c=2\""));
}

#[test]
fn a_page_that_goes_on_leads_nowhere_else() {
    let page = Page {
        status: StatusCode::OK,
        title: "You are signed in".into(),
        text: String::new(),
        code: None,
        reason: None,
        way: Some(Way {
            name: "Open it now",
            to: "/a\"><script>&b;url=//evil".into(),
        }),
        request: RequestId::new(7),
    };
    let body = page.answer_that_goes_on().body;
    let html = String::from_utf8(body.in_memory().unwrap().to_vec()).unwrap();
    let refresh = "<meta http-equiv=refresh content=\"0;url=/a&quot;&gt;&lt;script&gt;&amp;b;url=//evil\">";
    assert!(html.contains(refresh), "{html}");
}

#[test]
fn the_page_names_the_request() {
    assert!(html("/").contains("00000000000000000000000000000007"));
}
