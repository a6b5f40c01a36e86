use axum::http::Uri;

use super::Query;

fn query(text: &str) -> Option<Query> {
    let uri: Uri = format!("/services{text}").parse().unwrap();
    Query::of(&uri).ok()
}

#[test]
fn the_last_value_of_a_name_counts() {
    let query = query("?size=1&tags=a%2Cb&size=2&empty=&alone").unwrap();
    for (name, value) in [
        ("size", Some("2")),
        ("tags", Some("a,b")),
        ("empty", Some("")),
        ("alone", Some("")),
        ("other", None),
    ] {
        assert_eq!(query.get(name), value, "{name}");
    }
}

#[test]
fn a_thousand_arguments_are_enough() {
    assert!(query(&format!("?{}", "a=1&".repeat(1000))).is_some());
    assert_eq!(query(&format!("?{}", "a=1&".repeat(1001))), None);
}
