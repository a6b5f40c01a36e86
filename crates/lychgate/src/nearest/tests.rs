use super::nearest;

#[test]
fn a_near_word_is_found_and_a_far_one_is_not() {
    let known = ["proxy_listen", "log_level", "prefix"];
    for (word, expected) in [
        ("proxy_listne", Some("proxy_listen")),
        ("loglevel", Some("log_level")),
        ("PREFIX", Some("prefix")),
        ("prefx", Some("prefix")),
        ("listen", None),
        ("x", None),
        ("", None),
    ] {
        assert_eq!(nearest(word, known.into_iter()), expected, "{word}");
    }
    assert_eq!(nearest(&"p".repeat(65), known.into_iter()), None);
}
