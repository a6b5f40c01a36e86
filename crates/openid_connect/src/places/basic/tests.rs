use plugin::HeaderValue;

use super::*;

fn shown(values: &[&str]) -> String {
    let mut head = Head::new();
    for value in values {
        head.append(
            header::AUTHORIZATION,
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    match pair(&head) {
        Found::Nothing => "nothing".into(),
        Found::One(Pair { name, secret }, _) => format!("{} {}", name.expose(), secret.expose()),
        Found::Several => "several".into(),
        Found::Malformed => "malformed".into(),
    }
}

#[test]
fn the_spelling_of_a_pair() {
    let encoded = |text: &str| format!("Basic {}", jose::base64::encode(text.as_bytes()));
    for (value, expected) in [
        ("Basic YWxhZGRpbjpvcGVuc2VzYW1l", "aladdin opensesame"),
        ("basic YWxhZGRpbjpvcGVuc2VzYW1l", "aladdin opensesame"),
        ("BASIC   YWxhZGRpbjpvcGVuc2VzYW1l ", "aladdin opensesame"),
        // Without padding, and not encoded at all.
        ("Basic YTpi", "a b"),
        ("Basic YTpiYw", "a bc"),
        ("Basic aladdin:open:sesame", "aladdin open:sesame"),
        // RFC 7617 section 2: only the first colon divides.
        (&encoded("ada:p:w:"), "ada p:w:"),
        (&encoded("ädä:pässwörd ✓"), "ädä pässwörd ✓"),
        // Nothing is there to be exchanged.
        (&encoded("ada:"), "nothing"),
        (&encoded(":secret"), "nothing"),
        (&encoded(":"), "nothing"),
        ("Bearer YTpi", "nothing"),
        ("Basically YTpi", "nothing"),
        ("Basic", "nothing"),
        ("abc", "nothing"),
        ("", "nothing"),
        // What cannot be a pair.
        ("Basic ", "nothing"),
        ("Basic YQ", "malformed"),
        ("Basic !!!", "malformed"),
        (&encoded("a\u{0}da:b"), "malformed"),
        (&encoded("ada:b\r\nx: y"), "malformed"),
        ("Basic /zpi", "malformed"),
    ] {
        assert_eq!(shown(&[value]), expected, "{value:?}");
    }
    assert_eq!(shown(&["Basic YTpi", "Basic YTpi"]), "a b");
    assert_eq!(shown(&["Basic YTpi", "Basic YTpj"]), "several");
    assert_eq!(shown(&["Bearer x", "Basic YTpj"]), "a c");
}

/// However long it is, it costs one look.
#[test]
fn a_pair_as_long_as_a_header_may_be() {
    let long = "s".repeat(60_000);
    let value = format!("Basic {}", jose::base64::encode(format!("ada:{long}").as_bytes()));
    assert_eq!(shown(&[&value]), format!("ada {long}"));
}
