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
fn a_browser_shows_one_cookie_of_a_name() {
    for (lines, shown) in [
        (&["lychgate_manager=a"][..], &["lychgate_manager=a"][..]),
        (&["__Host-lychgate_manager=a"], &["__Host-lychgate_manager=a"]),
        (&["x=1; lychgate_manager=a;y=2"], &["lychgate_manager=a"]),
        (&["x=1", "lychgate_manager=a"], &["lychgate_manager=a"]),
        (
            &["lychgate_manager=a; lychgate_manager=a"],
            &["lychgate_manager=a"],
        ),
        (&["lychgate_manager=a; lychgate_manager=b"], &[]),
        (&["lychgate_manager=a", "lychgate_manager=b"], &[]),
        // What nobody can plant comes first.
        (
            &["lychgate_manager=b; __Host-lychgate_manager=a"],
            &["__Host-lychgate_manager=a", "lychgate_manager=b"],
        ),
        (
            &[
                "__Host-lychgate_manager=a; __Host-lychgate_manager=b",
                "lychgate_manager=c",
            ],
            &["lychgate_manager=c"],
        ),
        (
            &["Lychgate_Manager=a", "xlychgate_manager=a", "lychgate_manager"],
            &[],
        ),
        (&[], &[]),
    ] {
        let headers = headers(lines);
        assert_eq!(read(&headers).collect::<Vec<_>>(), shown, "{lines:?}");
    }
}

#[test]
fn no_script_reads_it_and_no_other_page_sends_it() {
    let kept = |tls| Cookie::over(tls).kept("v").unwrap();
    assert_eq!(
        kept(false),
        "lychgate_manager=v; Path=/; HttpOnly; SameSite=Strict"
    );
    assert_eq!(
        kept(true),
        "__Host-lychgate_manager=v; Path=/; HttpOnly; SameSite=Strict; Secure"
    );
    assert_eq!(
        Cookie::Plain.gone().unwrap(),
        "lychgate_manager=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    );
}
