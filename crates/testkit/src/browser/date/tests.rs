use super::*;

#[test]
fn dates_are_read_as_browsers_read_them() {
    let cases: &[(&str, Option<u64>)] = &[
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
        ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
        ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
        ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
        ("01 Jan 69 00:00:00", Some(3_124_224_000)),
        ("01 Jan 1960 00:00:00", Some(0)),
        ("01 Jan 1600 00:00:00", None),
        ("32 Jan 2024 00:00:00", None),
        ("01 Jan 2024 24:00:00", None),
        ("01 Foo 2024 00:00:00", None),
        ("01 Jan 2024", None),
        ("0", None),
        ("", None),
        ("ä Jän 2024", None),
    ];
    for (text, seconds) in cases {
        let expected = seconds.map(|seconds| Timestamp::from_millis(seconds * 1000));
        assert_eq!(read(text), expected, "{text}");
    }
}
