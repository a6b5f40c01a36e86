use super::*;

fn headers(lines: &[&'static str]) -> HeaderMap {
    let lines = lines
        .iter()
        .map(|line| (header::COOKIE, HeaderValue::from_static(line)));
    let mut headers = HeaderMap::new();
    lines.for_each(|(name, line)| {
        headers.append(name, line);
    });
    headers
}

#[test]
fn a_browser_shows_one_cookie_of_the_right_name() {
    for (lines, plain, secure) in [
        (&["lychgate_manager=a"][..], Some("a"), None),
        (&["__Host-lychgate_manager=a"], None, Some("a")),
        (&["x=1; lychgate_manager=a;y=2"], Some("a"), None),
        (&["x=1", "lychgate_manager=a"], Some("a"), None),
        (&["lychgate_manager=a; lychgate_manager=a"], Some("a"), None),
        (&["lychgate_manager=a; lychgate_manager=b"], None, None),
        (&["lychgate_manager=a", "lychgate_manager=b"], None, None),
        (
            &["Lychgate_Manager=a", "xlychgate_manager=a", "lychgate_manager"],
            None,
            None,
        ),
        (&[], None, None),
    ] {
        let headers = headers(lines);
        assert_eq!(read(false, &headers), plain, "{lines:?}");
        assert_eq!(read(true, &headers), secure, "{lines:?}");
    }
}

#[test]
fn no_script_reads_it_and_no_other_page_sends_it() {
    let kept = |is_secure| kept(is_secure, "v").unwrap();
    assert_eq!(
        kept(false),
        "lychgate_manager=v; Path=/; HttpOnly; SameSite=Strict"
    );
    assert_eq!(
        kept(true),
        "__Host-lychgate_manager=v; Path=/; HttpOnly; SameSite=Strict; Secure"
    );
    assert_eq!(
        gone(false).unwrap(),
        "lychgate_manager=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    );
}
