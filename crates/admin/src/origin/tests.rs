use super::*;

#[test]
fn only_scheme_host_and_port_of_a_url_count() {
    for (url, origin) in [
        ("http://gui.example", Some("http://gui.example")),
        ("https://gui.example/manager/?a=b", Some("https://gui.example")),
        ("https://GUI.example:443", Some("https://gui.example")),
        ("http://gui.example:443/", Some("http://gui.example:443")),
        ("http://localhost:8002", Some("http://localhost:8002")),
        ("http://[2001:DB8:0::1]:8002", Some("http://[2001:db8::1]:8002")),
        ("http://gui.example.", Some("http://gui.example")),
        ("gui.example", None),
        ("gui.example:8002", None),
        ("//gui.example", None),
        ("ftp://gui.example", None),
        ("http://", None),
        ("http:///manager", None),
        ("http://gui.example:80000", None),
        ("http://me@gui.example", None),
        ("null", None),
        ("*", None),
        ("", None),
    ] {
        let read = url.parse::<Origin>().map(|origin| origin.to_string());
        assert_eq!(read.ok().as_deref(), origin, "{url}");
    }
}
