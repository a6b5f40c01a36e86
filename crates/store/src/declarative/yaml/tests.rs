//! Values, and their lines.

use schema::Value;
use serde_json::json;

use crate::declarative::text;

fn written(value: &Value) -> String {
    super::text(value.as_object().unwrap())
}

#[test]
fn it_is_what_a_person_would_write() {
    let value = json!({
        "_format_version": "3.0",
        "services": [
            {
                "name": "shop",
                "id": "00000000-0000-4000-8000-0123456789ab",
                "port": 8080,
                "path": "/a b",
                "url": "http://a.example/x",
                "tags": ["a", "1"],
                "none": null,
                "empty": [], "nothing": {},
                "routes": [{ "name": "r", "headers": { "x-a": ["1", "*"] } }]
            },
            { "cert": "-----BEGIN-----\nabc\n-----END-----\n" }
        ],
    });
    let expected = r#"_format_version: "3.0"
services:
- name: shop
  id: 00000000-0000-4000-8000-0123456789ab
  port: 8080
  path: "/a b"
  url: http://a.example/x
  tags:
  - a
  - "1"
  none: null
  empty: []
  nothing: {}
  routes:
  - name: r
    headers:
      x-a:
      - "1"
      - "*"
- cert: |
    -----BEGIN-----
    abc
    -----END-----
"#;
    assert_eq!(written(&value), expected);
}

#[test]
fn every_text_is_read_back_as_it_was() {
    let hard = [
        "",
        " ",
        "a ",
        " a",
        "~",
        "null",
        "Null",
        "yes",
        "No",
        "on",
        "true",
        "1",
        "0x1f",
        "0o7",
        "1_000",
        "1e3",
        ".5",
        ".inf",
        "-",
        "- a",
        "?",
        "? a",
        ":",
        "a: b",
        "a:",
        "a:b",
        "a #b",
        "#a",
        "a\nb",
        "a\nb\n",
        "a\n\nb",
        "\na",
        "a\n\n",
        "a\n b",
        "a \nb",
        "a\tb",
        "a\n\tb",
        "\"",
        "'",
        "a\"b",
        "\\",
        "\\n",
        "{a}",
        "[a]",
        "{{a}}",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "=",
        "<<",
        "---",
        "--- a",
        "...",
        "a,b",
        "a]",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\0",
        "\r",
        "a\r\nb",
        "é",
        "😀",
        "\u{10ffff}",
        "2024-01-01",
        "12:30",
        "1:2",
        "0755",
        "+1",
        "1.",
        "a\u{a0}b",
        "${{ env \"DECK_A\" }}",
        "~^/a/(?<id>\\d+)$",
        "y",
        "N",
        "a\nb: c\n# d\n",
    ];
    for text in hard {
        let value =
            json!({ "a": [{ "b": text, text: 1 }, text], "c": text, "d": { "e": text }, "f": [[text]] });
        let written = written(&value);
        let read = text::read(&written).unwrap_or_else(|fault| panic!("{text:?}: {fault}\n{written}"));
        assert_eq!(read.value, value, "{text:?}:\n{written}");
    }
}
