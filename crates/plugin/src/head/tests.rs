use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{Head, Marks};

const NAMES: [&str; 12] = [
    "a",
    "te",
    "via",
    "host",
    "cookie",
    "x-a",
    "x-b",
    "set-cookie",
    "connection",
    "x-forwarded-for",
    "x-consumer-id",
    "content-security-policy-report-only",
];

fn name(text: &str) -> HeaderName {
    text.parse().expect("a name")
}

fn value(text: &'static str) -> HeaderValue {
    HeaderValue::from_static(text)
}

fn list(lines: &[(HeaderName, &'static str)]) -> Head {
    let mut head = Head::new();
    for (name, text) in lines {
        head.append(name.clone(), value(text));
    }
    head
}

#[test]
fn what_is_put_in_is_found_however_it_was_put_in() {
    for one in NAMES {
        let mut set = Head::new();
        set.set(name(one), value("1"));
        let mut appended = Head::new();
        appended.append(name(one), value("1"));
        let mut map = HeaderMap::new();
        map.insert(name(one), value("1"));
        for mut head in [set, appended, Head::from(map)] {
            assert_eq!(head.get(&name(one)), Some(&value("1")), "{one}");
            assert_eq!(head.all(&name(one)).count(), 1, "{one}");
            assert!(head.has(&name(one)), "{one}");
            assert!(head.remove(&name(one)), "{one}");
            assert!(!head.has(&name(one)), "{one}");
            assert!(!head.remove(&name(one)), "{one}");
        }
    }
}

#[test]
fn names_that_share_a_mark_are_told_apart() {
    let twin = (0_u16..)
        .map(|number| name(&format!("{number:x}")))
        .find(|other| Marks::of(other) == Marks::of(&header::HOST))
        .expect("some name shares it");
    let mut head = Head::new();
    head.set(header::HOST, value("here"));
    assert!(!head.has(&twin));
    assert_eq!(head.get(&twin), None);
    assert_eq!(head.all(&twin).count(), 0);
    assert!(!head.remove(&twin));
    head.append(twin.clone(), value("1"));
    assert!(head.remove(&header::HOST));
    assert_eq!(head.text(&twin), Some("1"));
}

#[test]
fn several_of_one_name_keep_their_order() {
    let mut head = Head::new();
    head.append(header::VIA, value("1"));
    head.append(header::VIA, value("2"));
    assert_eq!(head.len(), 2);
    assert_eq!(head.all(&header::VIA).collect::<Vec<_>>(), ["1", "2"]);
    head.set(header::VIA, value("3"));
    assert_eq!(HeaderMap::from(head).get_all(header::VIA).iter().count(), 1);
}

#[test]
fn several_headers_go_beside_others() {
    let others = list(&[(header::VIA, "2"), (header::COOKIE, "a=1"), (header::VIA, "3")]);
    let from_map = Head::from(HeaderMap::from(others.clone()));
    for others in [others, from_map] {
        for mut head in [Head::new(), Head::from(HeaderMap::new())] {
            head.append_all(others.clone());
            assert_eq!(head.all(&header::VIA).collect::<Vec<_>>(), ["2", "3"]);
            assert_eq!(head.text(&header::COOKIE), Some("a=1"));
            assert_eq!((head.len(), head.iter().count()), (3, 3));
        }
        let ours = list(&[(header::VIA, "1"), (header::ACCEPT, "*/*")]);
        for mut head in [ours.clone(), Head::from(HeaderMap::from(ours))] {
            head.append_all(others.clone());
            assert_eq!(head.all(&header::VIA).collect::<Vec<_>>(), ["1", "2", "3"]);
            assert_eq!(head.text(&header::ACCEPT), Some("*/*"));
            assert!(head.remove(&header::VIA));
            assert_eq!((head.len(), head.iter().count()), (2, 2));
            assert!(head.has(&header::COOKIE) && !head.has(&header::VIA));
        }
    }
}

#[test]
fn several_headers_take_the_place_of_others() {
    let mut head = Head::new();
    head.append(header::COOKIE, HeaderValue::from_static("a=1"));
    head.append(header::COOKIE, HeaderValue::from_static("b=2"));
    head.append(header::ACCEPT, HeaderValue::from_static("*/*"));
    let mut others = Head::new();
    others.set(header::COOKIE, HeaderValue::from_static("c=3"));
    others.set(header::AUTHORIZATION, HeaderValue::from_static("Bearer x"));
    head.set_all(&others);
    assert_eq!(head.all(&header::COOKIE).collect::<Vec<_>>(), ["c=3"]);
    assert_eq!(head.text(&header::AUTHORIZATION), Some("Bearer x"));
    assert_eq!(head.text(&header::ACCEPT), Some("*/*"));
}
