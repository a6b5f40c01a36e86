use super::*;

const OWN: [&str; 2] = ["own", "__Host-own"];

fn head(name: &http::HeaderName, lines: &[&'static str]) -> Head {
    let mut head = Head::new();
    for line in lines {
        head.append(name.clone(), HeaderValue::from_static(line));
    }
    head
}

fn lines(head: &Head, name: &http::HeaderName) -> Vec<String> {
    let lines = head.all(name).map(|line| line.to_str().unwrap().to_owned());
    lines.collect()
}

#[test]
fn se_25_no_service_sees_our_cookies() {
    for (shown, left) in [
        (&["own=1"][..], &[][..]),
        (&["a=1; own=2; b=3"], &["a=1; b=3"]),
        (&["__Host-own=1;a=2"], &["a=2"]),
        (&[" own =1; a=2"], &["a=2"]),
        (&["own"], &[]),
        (&["=own=1; a=2"], &["a=2"]),
        (&["own=1; own=2"], &[]),
        (&["a=1", "own=2", "b=3; own=4"], &["a=1", "b=3"]),
        // Nothing of ours: not a byte changes.
        (&["known=1;  b=own; owner=2"], &["known=1;  b=own; owner=2"]),
        (&["a=1"], &["a=1"]),
    ] {
        let mut head = head(&header::COOKIE, shown);
        withhold(&OWN, &mut head);
        assert_eq!(lines(&head, &header::COOKIE), left, "{shown:?}");
    }
}

#[test]
fn se_26_no_service_sets_our_cookies() {
    for (set, left) in [
        (&["own=1; Path=/"][..], &[][..]),
        (&["a=1", "__Host-own=2; Secure; Path=/", "b=3"], &["a=1", "b=3"]),
        (&["=own=1"], &[]),
        (&["  own = 1"], &[]),
        (&["own; Path=/"], &[]),
        (
            &["owner=1; Path=/own", "a=own=1"],
            &["owner=1; Path=/own", "a=own=1"],
        ),
    ] {
        let mut head = head(&header::SET_COOKIE, set);
        refuse(&OWN, &mut head);
        assert_eq!(lines(&head, &header::SET_COOKIE), left, "{set:?}");
    }
}
