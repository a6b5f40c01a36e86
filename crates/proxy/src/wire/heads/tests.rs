use super::*;

/// What the codec gets of `text` in pieces of `size`, and what is left.
fn passed(heads: &Heads, text: &str, size: usize) -> (String, String) {
    let mut bytes = text.as_bytes().to_vec();
    let mut got = 0;
    while got < bytes.len() {
        let end = (got + size).min(bytes.len());
        let count = heads.pass(&mut bytes[got..end]);
        got += count;
        if count == 0 {
            break;
        }
    }
    let rest = bytes.split_off(got);
    (
        String::from_utf8(bytes).unwrap(),
        String::from_utf8(rest).unwrap(),
    )
}

// SM-09
#[test]
fn a_line_ends_with_return_and_line_feed_and_nothing_else() {
    for (head, seen) in [
        (
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ),
        ("\r\nGET / HTTP/1.1\r\n\r\n", "\r\nGET / HTTP/1.1\r\n\r\n"),
        ("GET / HTTP/1.1\n\r\n", "GET / HTTP/1.1\0\r\n"),
        (
            "GET / HTTP/1.1\r\nHost: a\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\0\r\n",
        ),
        (
            "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\0",
        ),
        ("\nGET / HTTP/1.1\r\n\r\n", "\0GET / HTTP/1.1\r\n\r\n"),
        // PA-10
        ("GET /a#b HTTP/1.1\r\n", "GET /a\0b HTTP/1.1\r\n"),
        ("GET / HTTP/1.1\r\nA: #\r\n\r\n", "GET / HTTP/1.1\r\nA: #\r\n\r\n"),
        ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", "\r\n\r\0GET / HTTP/1.1\r\n\r\n"),
    ] {
        for size in [1, 2, 3, 1000] {
            let (got, rest) = passed(&Heads::default(), head, size);
            assert_eq!((got.as_str(), rest.as_str()), (seen, ""), "{head:?} by {size}");
        }
    }
}

#[test]
fn nothing_is_passed_beyond_a_head_or_a_body() {
    let head = "POST / HTTP/1.1\r\nHost: a\r\n\r\n";
    let chunks = "3;x=\"y\"\r\na\nb\r\n00b \r\n12345\n78\n\r\n\r\n0\r\nX-A: 1\r\nB: 2\r\n\r\n";
    for (next, body) in [
        (Next::Head, ""),
        (Next::Body(0), ""),
        (Next::Body(7), "a\nb\r\n\r\n"),
        (Next::Chunks, chunks),
        (Next::Chunks, "0\r\n\r\n"),
        (Next::Chunks, "A\r\n0123456789\r\n0\r\n\r\n"),
    ] {
        for size in [1, 2, 3, 7, 1000] {
            let heads = Heads::default();
            let text = format!("{head}{body}{head}GET");
            let (got, rest) = passed(&heads, &text, size);
            assert_eq!((got.as_str(), rest), (head, format!("{body}{head}GET")));
            assert_eq!(heads.read(next), Seen::Whole);
            let (got, rest) = passed(&heads, &format!("{body}{head}GET"), size);
            assert_eq!(
                (got, rest.as_str()),
                (format!("{body}{head}"), "GET"),
                "{next:?} by {size}"
            );
            assert_eq!(heads.read(Next::Head), Seen::Whole);
        }
    }
}

// SM-08, SM-11: behind what is not understood there is no head.
#[test]
fn a_body_that_is_not_understood_has_no_end() {
    for body in [
        "x\r\n",
        "fffffffffffffffff\r\n",
        "ffffffffffffffff\r\n",
        "1;a\nb\r\n",
        "1\n",
        "0\r\nA: b\n\r\n",
        "0\r\n\n",
        "0\r\n\rx",
    ] {
        let heads = Heads::default();
        heads.turn(Next::Chunks);
        let text = format!("{body}GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
        let (_, rest) = passed(&heads, &text, 1000);
        assert_eq!(rest, "", "{body:?}");
        assert_eq!(heads.read(Next::Head), Seen::Not, "{body:?}");
    }
}
