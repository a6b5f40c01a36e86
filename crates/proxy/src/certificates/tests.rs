use super::candidates;

#[test]
fn the_nearest_name_comes_first() {
    for (name, expected) in [
        (
            "shop.example.test",
            &["shop.example.test", "*.example.test", "shop.example.*", "*"][..],
        ),
        (
            "SHOP.Example.test.",
            &["shop.example.test", "*.example.test", "shop.example.*", "*"],
        ),
        ("example.test", &["example.test", "*.test", "example.*", "*"]),
        ("localhost", &["localhost", "*"]),
    ] {
        assert_eq!(candidates(name), expected, "{name}");
    }
}
