use super::Rust;

#[test]
fn code_comments_and_strings_are_told_apart() {
    let source = r##"
use a; // hyper
/* hyper /* nested */ hyper */ let b = "one.two"; let c = '"'; let d: &'static str = r#"three "four""#;
let e = "five\"six
seven"; let g = "on \
and on"; let f = b'\''; "eight"
"##;
    let rust = Rust::of(source);
    let code = rust.code.join("\n");
    assert!(!code.contains("hyper"), "{code}");
    assert!(code.contains("&'static str"), "{code}");
    let strings: Vec<_> = rust
        .strings
        .iter()
        .map(|(line, text)| (*line, text.as_str()))
        .collect();
    assert_eq!(
        strings,
        [
            (3, "one.two"),
            (3, "three \"four\""),
            (4, "five\\\"six\nseven"),
            (5, "on \\\nand on"),
            (6, "eight"),
        ]
    );
    assert_eq!(rust.code.len(), source.split('\n').count());
}

#[test]
fn what_is_unfinished_ends() {
    for source in ["\"open", "/* open", "r#\"open\"", "'", "'\\", "br"] {
        assert!(!Rust::of(source).code.is_empty(), "{source}");
    }
}
