use super::{first, parts, url_of};

#[test]
fn the_demo_tells_where_everything_is() {
    let steps = "\
Lychgate demo

  gateway          http://localhost:8000   stands before the echo service
  sample provider  http://127.0.0.1:8003   signs in alice, bob and carol; not for production

  1.  Open the gateway
";
    assert_eq!(url_of(steps, "gateway"), Some("http://localhost:8000"));
    assert_eq!(url_of(steps, "sample provider"), Some("http://127.0.0.1:8003"));
    assert_eq!(url_of(steps, "echo service"), None);
    let config = "  config:\n    client_id: [demo]\n    client_secret: [x-y]\n    scopes: none\n";
    assert_eq!(first(config, "client_id").as_deref(), Some("demo"));
    assert_eq!(first(config, "client_secret").as_deref(), Some("x-y"));
    assert_eq!(first(config, "scopes"), None);
}

#[test]
fn urls_are_taken_apart() {
    assert_eq!(parts("http://a:1/b?c").unwrap(), ("a:1", "/b?c"));
    assert_eq!(parts("http://a/").unwrap(), ("a", "/"));
    assert!(parts("http://a").is_err());
    assert!(parts("https://a/").is_err());
}
