use super::*;

/// The pairs a browser would send for these parts.
fn pairs(of: &str, parts: &[String]) -> Vec<String> {
    let pair = |(at, part): (usize, &String)| format!("{}={part}", name(of, at));
    parts.iter().enumerate().map(pair).collect()
}

fn heads(lines: &[&str]) -> Vec<HeaderValue> {
    lines
        .iter()
        .map(|line| HeaderValue::from_bytes(line.as_bytes()).unwrap())
        .collect()
}

fn values(of: &str, lines: &[&str]) -> Vec<Vec<u8>> {
    Shown::of(of, heads(lines).iter()).values().collect()
}

fn count(lines: &[&str]) -> usize {
    Shown::of("s", heads(lines).iter()).count()
}

/// The bytes whose base64 text is that long.
const fn bytes(text: usize) -> usize {
    text * 3 / 4
}

#[test]
fn parts_are_cut_at_the_byte() {
    // A name of `session` leaves 3,890 characters beside `session2=`, or `session=` and the count.
    const ROOM: usize = 3_890;
    for (text, lengths) in [
        (2, &[2][..]),
        (ROOM - 2, &[ROOM - 2]),
        (ROOM, &[ROOM]),
        (ROOM + 2, &[ROOM, 2]),
        (2 * ROOM, &[ROOM, ROOM]),
        (2 * ROOM + 2, &[ROOM, ROOM, 2]),
        (4 * ROOM, &[ROOM; 4]),
        (4 * ROOM + 2, &[ROOM, ROOM, ROOM, ROOM, 2]),
        (TOTAL, &[ROOM, ROOM, ROOM, ROOM, TOTAL - 4 * ROOM]),
    ] {
        let value: Vec<u8> = (0..bytes(text)).map(|at| at as u8).collect();
        let parts = divided("session", &value).unwrap();
        let mut found: Vec<usize> = parts.iter().map(String::len).collect();
        found[0] -= 1;
        assert_eq!(found, lengths, "{text}");
        assert_eq!(parts[0].as_bytes()[0], b'0' + lengths.len() as u8);
        let mut pairs = pairs("session", &parts);
        assert!(pairs.iter().all(|pair| pair.len() <= LONGEST), "{text}");
        assert_eq!(
            values("session", &[&pairs.join("; ")]),
            std::slice::from_ref(&value)
        );
        // The order in the header is the browser's, and so is their number of headers.
        pairs.reverse();
        let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
        assert_eq!(values("session", &pairs), [value], "{text}");
    }
}

#[test]
fn a_part_with_a_long_name_is_no_longer_than_another() {
    for length in [1, 100, 3_000, LONGEST - 4] {
        let of = "n".repeat(length);
        let room = LONGEST - length - 3;
        for text in (1..=MOST).map(|count| count * room).filter(|text| *text <= TOTAL) {
            let parts = divided(&of, &vec![7; bytes(text)]).unwrap();
            assert!(pairs(&of, &parts).iter().all(|pair| pair.len() <= LONGEST));
        }
    }
}

#[test]
fn what_takes_more_than_five_parts_or_too_much_in_all_is_refused() {
    // SE-20: refused, not cut.
    let of = "n".repeat(3_000);
    let room = LONGEST - of.len() - 3;
    assert_eq!(divided(&of, &vec![7; bytes(MOST * room)]).unwrap().len(), MOST);
    assert_eq!(divided(&of, &vec![7; bytes(MOST * room) + 2]), Err(TooLarge));
    assert!(divided("session", &[7; bytes(TOTAL)]).is_ok());
    assert_eq!(divided("session", &[7; bytes(TOTAL) + 1]), Err(TooLarge));
    // A name that leaves no room at all.
    for length in [LONGEST - 2, LONGEST, 2 * LONGEST] {
        assert_eq!(divided(&"n".repeat(length), &[7; 41]), Err(TooLarge));
    }
}

#[test]
fn only_the_very_name_is_ours() {
    // SE-09
    for (pair, expected) in [
        ("s=", Some((0, ""))),
        ("s=x", Some((0, "x"))),
        (" \t s=x \t", Some((0, "x"))),
        ("s==", Some((0, "="))),
        ("s=\"x\"", Some((0, "\"x\""))),
        ("s=s2=x", Some((0, "s2=x"))),
        ("s2=x", Some((1, "x"))),
        ("s9=x", Some((8, "x"))),
        ("", None),
        ("=", None),
        ("s", None),
        ("s2", None),
        ("S=x", None),
        ("s0=x", None),
        ("s1=x", None),
        ("s02=x", None),
        ("s10=x", None),
        ("s22=x", None),
        ("s-2=x", None),
        ("s =x", None),
        ("ss=x", None),
        ("xs=x", None),
        ("=s=x", None),
        ("\"s\"=x", None),
        ("\u{a0}s=x", None),
        ("\u{2000}s=x", None),
        ("\u{ff53}=x", None),
        ("__Host-s=x", None),
    ] {
        let expected = expected.map(|(at, value)| (at, value.as_bytes()));
        assert_eq!(place("s", pair.as_bytes()), expected, "{pair:?}");
    }
    assert_eq!(place("__Host-s", b"__host-s=x"), None);
}

#[test]
fn the_count_before_a_value_is_believed_only_if_it_is_true() {
    // SE-04: nothing is asked for that is not there. `eA` and `eQ` are `x` and `y`.
    let nothing: &[&str] = &[];
    for (lines, expected) in [
        (&["s=1eA"][..], &["x"][..]),
        (&["s=1eA; s2=eQ"], &["x"]),
        (&["s=1eA; s2=eQ; s2=eQ"], &["x"]),
        (&["s=2e; s2=A"], &["x"]),
        (&["s2=A; s=2e"], &["x"]),
        (&["s2=A", "s=2e"], &["x"]),
        (&["s=3e; s2=; s3=A"], &["x"]),
        (&["s=1"], &[""]),
        (&["s=2eA"], nothing),
        (&["s=2e; s3=A"], nothing),
        (&["s=2e; s2=A; s2=A"], nothing),
        (&["s=2e; s2=A; s2=Q"], nothing),
        (&["s=3e; s2=A"], nothing),
        (&["s=0eA"], nothing),
        (&["s=6e; s2=A; s3=; s4=; s5=; s6="], nothing),
        (&["s=9eA"], nothing),
        (&["s=999999999"], nothing),
        (&["s=eA"], nothing),
        (&["s=/eA"], nothing),
        (&["s=:eA"], nothing),
        (&["s="], nothing),
        // Padding, the other alphabet, unused bits, blanks, quotes: one value is written in one way.
        (&["s=1eA=="], nothing),
        (&["s=1eB"], nothing),
        (&["s=1+/+/"], nothing),
        (&["s=1e A"], nothing),
        (&["s=\"1eA\""], nothing),
        (&["s=1\u{e9}"], nothing),
        // Each of the same name, in its turn.
        (&["s=1eA; s=1eQ"], &["x", "y"]),
        (&["s=bad; s=1eQ", "s=1eA"], &["y", "x"]),
        (&["s=b; s=a; s=d; s=1eA; s=1eQ"], &["x"]),
    ] {
        let found: Vec<String> = values("s", lines)
            .into_iter()
            .map(|value| String::from_utf8(value).unwrap())
            .collect();
        assert_eq!(found, expected, "{lines:?}");
    }
}

#[test]
fn it_is_known_how_many_parts_a_browser_has() {
    for (lines, expected) in [
        (&[][..], 0),
        (&["a=b"], 0),
        (&["s=x"], 1),
        (&["s=x; s=y"], 1),
        (&["s2=x"], 2),
        (&["s=x; s5=y"], 5),
        (&["s3=x", "s=y"], 3),
        (&["s3=x; s3=y"], 3),
        // Not one of ours: we never write so many.
        (&["s=x; s6=y"], 1),
        (&["s=x; s9=y"], 1),
    ] {
        assert_eq!(count(lines), expected, "{lines:?}");
    }
}
