use super::*;

/// RFC 4648 section 10, in the alphabet without padding.
#[test]
fn both_ways() {
    for (bytes, text) in [
        (&b""[..], ""),
        (b"f", "Zg"),
        (b"fo", "Zm8"),
        (b"foo", "Zm9v"),
        (b"foob", "Zm9vYg"),
        (b"fooba", "Zm9vYmE"),
        (b"foobar", "Zm9vYmFy"),
        (&[0xfb, 0xef, 0xff], "--__"),
        // RFC 7515 appendix C.
        (&[3, 236, 255, 224, 193], "A-z_4ME"),
    ] {
        assert_eq!(encode(bytes), text);
        assert_eq!(decode(text).as_deref(), Ok(bytes), "{text}");
    }
}

/// One sequence of bytes has one text.
#[test]
fn nothing_else_is_read() {
    // JW-21
    for text in [
        "Zg==", "Zg=", "Zm8=", "++//", "Zm 9v", " Zm9v", "Zm9v ", "Zm9v\n", "Zm\r\n9v", "Zm9v\t", "Zm9v\0",
        "Zh",  // bits after the end
        "Zm9", // bits after the end
        "Zm-", "Z", "Zm9vY", "Zm9v.", "Zm9vé", "=",
    ] {
        assert_eq!(decode(text), Err(NotBase64Url), "{text:?}");
    }
}

#[test]
fn a_lenient_reader_reads_all_of_it() {
    for text in ["Zm8", "Zm8=", "Zm9", "Zm 8", "Z\nm8=", "=Zm8==", "Zm8é"] {
        assert_eq!(decode_leniently(text), b"fo", "{text:?}");
    }
    assert_eq!(decode_leniently("--__"), decode_leniently("++//"));
    assert_eq!(decode_leniently("Z"), b"");
}
