use super::*;

fn page() -> Url {
    Url::parse("http://idp.test/authorize?client_id=a").unwrap()
}

#[test]
fn a_sign_in_page_is_read() {
    let html = r#"<!doctype html><style>form{a>b}</style><!-- <form> -->
        <form method="post" action="/login">
          <input type="hidden" name="request" value="a&amp;lt;b &quot;&#39;>">
          <input type=text name=who value=nobody>
          <input type="checkbox" name="remember" value="1">
          <input type="checkbox" name="terms" value="1" checked/>
          <button name="user" value="alice"><b>Sign in</b>
             as Alice</button>
          <input type="submit" value="Cancel">
        </form><input name="outside" value="x">"#;
    let forms = forms(html, &page());
    assert_eq!(forms.len(), 1);
    let form = &forms[0];
    assert_eq!(form.action.as_str(), "http://idp.test/login");
    assert_eq!(form.method, Method::POST);
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    assert_eq!(
        fields,
        [("request", "a&lt;b \"'>"), ("who", "nobody"), ("terms", "1")]
    );
    let labels: Vec<_> = form.buttons.iter().map(|b| b.label.as_str()).collect();
    assert_eq!(labels, ["Sign in as Alice", "Cancel"]);
    let pressed = form.clone().fill("who", "me").press("Alice");
    assert_eq!(pressed.field("who"), Some("me"));
    assert_eq!(pressed.field("user"), Some("alice"));
}

#[test]
fn a_form_without_action_goes_to_its_own_page_by_get() {
    let forms = forms("<form><button>Go</button></form>", &page());
    assert_eq!(forms[0].action, page());
    assert_eq!(forms[0].method, Method::GET);
    assert_eq!(forms[0].clone().press("Go").fields, []);
}

#[test]
fn a_link_is_found_by_its_words() {
    let html = r#"<a name="top">Sign</a> <a class=x href='/again?a=1&amp;b=2'>Sign <i>in</i> again</a>"#;
    let found = link(html, "Sign in again", &page());
    assert_eq!(found.unwrap().as_str(), "http://idp.test/again?a=1&b=2");
    assert_eq!(link(html, "Elsewhere", &page()), None);
}

#[test]
fn broken_pages_end() {
    for html in ["<", "<form", "<a href=\"x", "<!-- ", "</", "<script>", "a<b c='>"] {
        assert!(forms(html, &page()).len() <= 1, "{html}");
    }
}
