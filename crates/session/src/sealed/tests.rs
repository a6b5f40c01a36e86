use super::*;
use crate::{Attributes, SameSite, Scripts, Secure};
use std::io::Write as _;
use testkit::entropy::Counted;

struct House {
    sealed: Sealed,
    keys: Keys,
    entropy: Counted,
}

fn house(name: &str, content: Content) -> House {
    let cookie = Cookie::new(&Attributes {
        name: name.into(),
        path: "/".into(),
        domain: None,
        same_site: SameSite::Lax,
        scripts: Scripts::KeptOut,
        secure: Secure::AsSet,
    });
    let ring = Ring::new([b"secret".to_vec()]).unwrap();
    House {
        sealed: Sealed::new(cookie.unwrap(), &ring, "session", &["default"], content),
        keys: Keys::default(),
        entropy: Counted::default(),
    }
}

impl House {
    /// The pairs a browser would send after this value was set.
    fn pairs(&self, value: &str) -> Vec<String> {
        let lines = self
            .sealed
            .write(&self.keys, &value, Encryption::Plain, [].iter(), &self.entropy);
        let pair = |line: &HeaderValue| line.to_str().unwrap().split(';').next().unwrap().to_owned();
        lines.unwrap().iter().map(pair).collect()
    }

    fn read(&self, cookies: &str) -> Shown<String> {
        let head = HeaderValue::from_bytes(cookies.as_bytes()).unwrap();
        self.sealed.read(&self.keys, [head].iter())
    }
}

fn open(value: &str) -> Shown<String> {
    Shown::Open(value.to_owned())
}

/// Text that does not get shorter.
fn long(length: usize) -> String {
    let mut number = 1u64;
    let mut next = || {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'!' + (number >> 58) as u8)
    };
    (0..length)
        .map(|_| next())
        .filter(|c| *c != '"' && *c != '\\')
        .collect()
}

#[test]
fn a_value_comes_back_whole_or_not_at_all() {
    for content in [Content::Packed, Content::Plain] {
        let house = house("session", content);
        for value in ["", "a", &long(8_000)] {
            assert_eq!(house.read(&house.pairs(value).join("; ")), open(value));
        }
    }
}

#[test]
fn every_character_of_the_cookie_counts() {
    // SE-01, and the unused bits of the last character as well.
    let house = house("session", Content::Plain);
    for value in ["a", "ab", "abc"] {
        let pair = house.pairs(value).remove(0);
        for at in "session=".len()..pair.len() {
            for bit in 0..7 {
                let mut changed = pair.clone().into_bytes();
                changed[at] ^= 1 << bit;
                if changed[at].is_ascii_graphic() && !matches!(changed[at], b';' | b',') {
                    let changed = String::from_utf8(changed).unwrap();
                    assert!(
                        matches!(house.read(&changed), Shown::Unreadable(_)),
                        "{changed} at {at}"
                    );
                }
            }
        }
    }
}

#[test]
fn parts_are_neither_missed_nor_mixed() {
    let house = house("session", Content::Packed);
    let (a, b) = (house.pairs(&long(8_000)), house.pairs(&long(8_001)));
    assert!(a.len() >= 3);
    let unreadable = |cookies: &[&str]| {
        let shown = house.read(&cookies.join("; "));
        assert!(matches!(shown, Shown::Unreadable(_)), "{shown:?}");
    };
    // SE-02
    unreadable(&[&a[0], &a[2]]);
    unreadable(&[&a[0], &a[1]]);
    // SE-03
    unreadable(&[&a[0], &b[1], &a[2]]);
    // SE-06: a part that stands twice belongs to nobody.
    unreadable(&[&a[0], &a[1], &b[1], &a[2]]);
    assert_eq!(house.read(&a[1]), Shown::Nothing);
    // What is left of a longer value does no harm.
    let short = house.pairs("short");
    assert_eq!(
        house.read(&[&short[0], &a[1], &a[2]].map(String::as_str).join("; ")),
        open("short")
    );
}

#[test]
fn planted_cookies_do_not_hide_ours() {
    // SE-06, SE-07: all are tried, and only what opens counts.
    let house = house("session", Content::Plain);
    let ours = house.pairs("ours").remove(0);
    for cookies in [
        format!("session=evil; {ours}"),
        format!("{ours}; session=evil"),
        format!("session=; session=1; session=1!; {ours}"),
    ] {
        assert_eq!(house.read(&cookies), open("ours"), "{cookies}");
    }
    // SE-04: what is beyond reason is not even looked at.
    let flood = vec!["session=1x"; 10_000].join("; ");
    assert!(matches!(house.read(&flood), Shown::Unreadable(_)));
    assert!(matches!(
        house.read("session=9x; session9=1"),
        Shown::Unreadable(_)
    ));
    // SE-09
    for name in ["__Host-session", "Session", "sessionx", "session10", "xsession"] {
        assert_eq!(
            house.read(&ours.replace("session", name)),
            Shown::Nothing,
            "{name}"
        );
    }
}

#[test]
fn odd_headers_are_survived() {
    // SE-05
    let house = house("session", Content::Plain);
    for cookies in [
        ";;;=;a",
        "=",
        "session",
        "session;",
        "$Version=1; a=b",
        "a=\u{e9}",
        "",
    ] {
        assert_eq!(house.read(cookies), Shown::Nothing, "{cookies}");
    }
}

#[test]
fn only_ours_is_taken_out() {
    // SE-25
    let (session, login) = (house("session", Content::Plain), house("login", Content::Plain));
    let stripped = |heads: &[&str]| -> Option<Vec<String>> {
        let heads: Vec<_> = heads
            .iter()
            .map(|head| HeaderValue::from_bytes(head.as_bytes()).unwrap())
            .collect();
        let left = without(&[&session.sealed, &login.sealed], heads.iter())?;
        Some(
            left.iter()
                .map(|head| String::from_utf8(head.as_bytes().to_vec()).unwrap())
                .collect(),
        )
    };
    for (heads, left) in [
        (&["a=b; c=d"][..], None),
        (&["session=x"], Some(vec![])),
        (&["session=x; a=b"], Some(vec!["a=b"])),
        (&["a=b; session=x;session2=y; c=d=e"], Some(vec!["a=b; c=d=e"])),
        (&["a=b;; session=x; c"], Some(vec!["a=b;; c"])),
        (&["a=b", "login=x", "c=\u{e9}"], Some(vec!["a=b", "c=\u{e9}"])),
        (&["mysession=x; session_id=y; sessions=z"], None),
    ] {
        let left: Option<Vec<String>> = left.map(|left| left.into_iter().map(str::to_owned).collect());
        assert_eq!(stripped(heads), left, "{heads:?}");
    }
}

#[test]
fn what_is_shown_is_cleared_part_by_part() {
    let house = house("session", Content::Packed);
    let shown = |cookies: &str| {
        let head = HeaderValue::from_str(cookies).unwrap();
        house.sealed.clear(Encryption::Plain, [head].iter()).len()
    };
    assert_eq!(shown("a=b"), 0);
    assert_eq!(shown("session=x"), 1);
    assert_eq!(shown("session=x; session3=y"), 3);
}

#[test]
fn a_value_from_elsewhere_is_not_believed() {
    let (session, other) = (house("session", Content::Plain), house("other", Content::Plain));
    let moved = session.pairs("x")[0].replace("session", "other");
    assert_eq!(other.read(&moved), Shown::Unreadable("session.forged"));
}

/// What the browser would send if these very bytes were sealed in the cookie.
fn planted(house: &House, content: &[u8]) -> Shown<String> {
    let sealed = house
        .sealed
        .seal
        .seal(&house.keys, content, &house.entropy)
        .unwrap();
    let lines = house.sealed.cookie.write(&sealed, Encryption::Plain, 0).unwrap();
    let pair = |line: &HeaderValue| line.to_str().unwrap().split(';').next().unwrap().to_owned();
    house.read(&lines.iter().map(pair).collect::<Vec<_>>().join("; "))
}

/// A frame that was begun before its length was known.
fn untold(text: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), LEVEL).unwrap();
    encoder.write_all(&text[..1]).unwrap();
    encoder.flush().unwrap();
    encoder.write_all(&text[1..]).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_is_packed_unpacks_to_so_much_and_no_more() {
    let packed = house("session", Content::Packed);
    let text = |length: usize| serde_json::to_vec(&"a".repeat(length - 2)).unwrap();
    let pack = |text: &[u8]| zstd::bulk::compress(text, LEVEL).unwrap();
    assert_eq!(
        planted(&packed, &pack(&text(LIMIT))),
        open(&"a".repeat(LIMIT - 2))
    );
    let unreadable = Shown::Unreadable("session.unknown_content");
    let frame = pack(&text(100));
    for (what, content) in [
        ("one byte more", pack(&text(LIMIT + 1))),
        ("a bomb", pack(&text(64 * LIMIT))),
        ("no frame", text(100)),
        ("nothing", Vec::new()),
        ("half a frame", frame[..frame.len() / 2].to_vec()),
        ("two frames", [&frame[..], &frame].concat()),
        ("a frame and more", [&frame[..], b"more"].concat()),
        ("a frame that does not tell its length", untold(&text(100))),
        ("not JSON", pack(b"not JSON")),
        ("another type", pack(b"{}")),
        ("a value and more", pack(b"\"a\" \"b\"")),
    ] {
        assert_eq!(planted(&packed, &content), unreadable, "{what}");
    }
    // What is not packed is not unpacked either.
    assert_eq!(planted(&house("session", Content::Plain), &frame), unreadable);
}

#[test]
fn the_length_of_what_is_not_packed_tells_only_the_length() {
    // A stranger who chooses the address must not learn the verifier from how well both compress together.
    let length = |content, value: &str| house("login", content).pairs(value)[0].len();
    let (same, different) = ("abcdefghijklmnop".repeat(16), long(600)[..256].to_owned());
    assert_eq!(length(Content::Plain, &same), length(Content::Plain, &different));
    assert!(length(Content::Packed, &same) < length(Content::Packed, &different));
}

#[test]
fn what_is_too_long_is_refused_and_nothing_is_set() {
    // SE-20
    let house = house("session", Content::Packed);
    let write = |value: &str| {
        let lines = house
            .sealed
            .write(&house.keys, &value, Encryption::Plain, [].iter(), &house.entropy);
        lines.map(|lines| lines.len())
    };
    assert_eq!(write(&long(100_000)), Err(SaveError::TooLarge));
    assert_eq!(write(&"a".repeat(100_000)), Ok(1), "what packs well still fits");
    assert_eq!(SaveError::TooLarge.code(), "session.too_large");
}

#[test]
fn nothing_is_written_without_randomness() {
    let house = house("session", Content::Packed);
    let lines = house.sealed.write(
        &house.keys,
        &"a",
        Encryption::Plain,
        [].iter(),
        &testkit::entropy::Dry,
    );
    assert_eq!(lines, Err(SaveError::NoEntropy));
}

#[test]
fn a_shorter_value_clears_what_a_longer_one_left() {
    let house = house("session", Content::Packed);
    let before = house.pairs(&long(8_000));
    assert!(before.len() >= 3);
    let head = HeaderValue::from_str(&format!("a=b; {}", before.join("; "))).unwrap();
    let lines = house
        .sealed
        .write(
            &house.keys,
            &"short",
            Encryption::Tls,
            [head].iter(),
            &house.entropy,
        )
        .unwrap();
    let names: Vec<&str> = lines
        .iter()
        .map(|line| line.to_str().unwrap())
        .filter(|line| line.ends_with("; Max-Age=0"))
        .map(|line| line.split('=').next().unwrap())
        .collect();
    let expected: Vec<String> = (2..=before.len()).map(|at| format!("session{at}")).collect();
    assert_eq!(names, expected);
    assert!(
        lines
            .iter()
            .all(|line| line.to_str().unwrap().contains("; Secure; HttpOnly"))
    );
}

#[test]
fn of_several_that_open_the_first_counts() {
    // SE-06: the browser sends the cookie of the longer path first, and so do we prefer it. They are never mixed.
    let house = house("session", Content::Plain);
    let [one, two] = ["one", "two"].map(|value| house.pairs(value).remove(0));
    assert_eq!(house.read(&format!("{one}; {two}")), open("one"));
    assert_eq!(house.read(&format!("{two}; {one}")), open("two"));
    let heads = [&two, &one].map(|pair| HeaderValue::from_str(pair).unwrap());
    assert_eq!(house.sealed.read(&house.keys, heads.iter()), open("two"));
}

#[test]
fn a_hostile_header_loses_ours_and_nothing_else() {
    // SE-25, SE-05: what stays is what came, byte for byte.
    let session = house("session", Content::Plain).sealed;
    let stripped = |head: &[u8]| {
        let head = [HeaderValue::from_bytes(head).unwrap()];
        without(&[&session], head.iter()).map(|left| {
            left.iter()
                .flat_map(|head| head.as_bytes().to_vec())
                .collect::<Vec<u8>>()
        })
    };
    for (head, left) in [
        (&b""[..], None),
        (b";;;=;a", None),
        (b"a=session=x", None),
        (b"session", None),
        (b"a=b; session ; c=d", None),
        (b"session1=x; session0=y; session10=z; session22=w", None),
        (b"SESSION=x; Session2=y", None),
        (b"=session=x", None),
        (b"__Host-session=x; session.sig=y; session_=z", None),
        (b"\xc2\xa0session=x", None),
        (b"session=", Some(&b""[..])),
        (b"session=x", Some(b"")),
        (b"  session=x\t", Some(b"")),
        (b"session=x;", Some(b"")),
        (b"session=x;a=b", Some(b"a=b")),
        (b"a=b;session=x", Some(b"a=b")),
        (b"a=b;session=x;c=d", Some(b"a=b;c=d")),
        (b"a=b;  session=x ;\tc=d", Some(b"a=b;\tc=d")),
        (b"session=x; session=y; session=z; a=b", Some(b"a=b")),
        (b"session2=x; session3=y; session9=z; a=b", Some(b"a=b")),
        (
            b"a=\"q u o\"; session=x; b==; =c; d",
            Some(b"a=\"q u o\"; b==; =c; d"),
        ),
        (
            b"$Version=1; session=x; $Path=/; a=b",
            Some(b"$Version=1; $Path=/; a=b"),
        ),
        (b"a=\xff\xfe; session=\xff; b=\x80", Some(b"a=\xff\xfe; b=\x80")),
        (b"a=b,session=x; session=y", Some(b"a=b,session=x")),
        // A semicolon ends a pair in quotes as well (RFC 6265 section 5.4 knows no quotes).
        (b"a=\"; session=x; b=\"", Some(b"a=\"; b=\"")),
    ] {
        let head_text = String::from_utf8_lossy(head);
        assert_eq!(stripped(head).as_deref(), left, "{head_text:?}");
    }
    let flood = "session=x; ".repeat(5_000) + "a=b";
    assert_eq!(stripped(flood.as_bytes()).as_deref(), Some(&b"a=b"[..]));
}

#[test]
fn neither_secrets_nor_cookies_are_printed() {
    let house = house("session", Content::Plain);
    house.pairs("hunter2");
    let printed = format!("{:?}", house.sealed);
    assert!(
        !printed.contains("secret") && !printed.contains("hunter2"),
        "{printed}"
    );
}

#[test]
fn an_old_cookie_of_a_longer_path_does_not_hide_a_good_one() {
    // SE-07, AZ-37: one that opens and is over, such as that of a path an operator has since changed, or one that
    // a sibling domain has planted. Whoever signs in anew must be seen to have.
    let house = house("session", Content::Plain);
    let pairs = ["old", "older", "good"].map(|value| house.pairs(value).remove(0));
    let head = |cookies: &[String]| HeaderValue::from_str(&cookies.join("; ")).unwrap();
    let read = |cookies: &[String]| {
        let head = [head(cookies)];
        house
            .sealed
            .read_where(&house.keys, head.iter(), |value: &String| value == "good")
    };
    assert_eq!(read(&pairs), open("good"));
    assert_eq!(read(&pairs[1..]), open("good"));
    // If none counts, the caller hears of the first, and why it does not.
    assert_eq!(read(&pairs[..2]), open("old"));
}

#[test]
fn what_could_not_even_be_packed_is_too_large() {
    for content in [Content::Packed, Content::Plain] {
        let house = house("session", content);
        let value = "a".repeat(LIMIT);
        let lines = house
            .sealed
            .write(&house.keys, &value, Encryption::Plain, [].iter(), &house.entropy);
        assert_eq!(lines, Err(SaveError::TooLarge));
    }
}
