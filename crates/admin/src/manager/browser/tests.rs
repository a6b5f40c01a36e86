use super::*;

fn judged(wants: Wants, all: &[(&str, &str)]) -> Result<(), Refusal> {
    let mut headers = HeaderMap::new();
    for (name, value) in all {
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    let names = Names {
        pages: vec!["https://gui.example".parse().unwrap()],
        hosts: vec!["gui.example".to_owned()],
    };
    judge(wants, &names, &headers)
}

const OWN: (&str, &str) = ("lychgate-manager", "1");

// AD-03
#[test]
fn a_call_comes_from_a_page_of_the_manager() {
    let host = ("host", "127.0.0.1:8002");
    for (headers, verdict) in [
        (&[host][..], Err(Refusal::NoHeader)),
        (&[host, ("lychgate-manager", "true")], Err(Refusal::NoHeader)),
        (&[host, OWN], Ok(())),
        (&[host, OWN, ("origin", "http://127.0.0.1:8002")], Ok(())),
        (&[host, OWN, ("origin", "https://gui.example")], Ok(())),
        (
            &[host, OWN, ("origin", "http://gui.example")],
            Err(Refusal::ForeignPage),
        ),
        (
            &[host, OWN, ("origin", "http://127.0.0.1")],
            Err(Refusal::ForeignPage),
        ),
        (
            &[host, OWN, ("origin", "http://127.0.0.1:8001")],
            Err(Refusal::ForeignPage),
        ),
        (
            &[host, OWN, ("origin", "http://localhost:8002")],
            Err(Refusal::ForeignPage),
        ),
        (&[host, OWN, ("origin", "null")], Err(Refusal::ForeignPage)),
        (&[host, OWN, ("sec-fetch-site", "same-origin")], Ok(())),
        (
            &[host, OWN, ("sec-fetch-site", "none")],
            Err(Refusal::ForeignPage),
        ),
        (
            &[
                host,
                OWN,
                ("sec-fetch-site", "same-origin"),
                ("sec-fetch-site", "cross-site"),
            ],
            Err(Refusal::ForeignPage),
        ),
        (
            &[OWN, ("origin", "http://127.0.0.1:8002")],
            Err(Refusal::ForeignPage),
        ),
    ] {
        assert_eq!(judged(Wants::Call, headers), verdict, "{headers:?}");
    }
}

#[test]
fn the_usual_port_is_not_written() {
    for (host, origin, is_own) in [
        ("gui.internal", "http://gui.internal", true),
        ("gui.internal:80", "http://gui.internal", true),
        ("GUI.internal", "http://gui.internal", true),
        ("[::1]:8002", "http://[::1]:8002", true),
        ("gui.internal:443", "https://gui.internal", false),
        ("a@gui.internal", "http://gui.internal", false),
    ] {
        let verdict = judged(Wants::Call, &[("host", host), OWN, ("origin", origin)]);
        assert_eq!(verdict.is_ok(), is_own, "{host} {origin}");
    }
}

#[test]
fn a_page_is_opened_by_a_person_or_by_itself() {
    let document = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    let frame = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    for (site, how, is_shown) in [
        ("none", &document[..], true),
        ("none", &[], true),
        ("same-origin", &[("sec-fetch-mode", "cors")], true),
        ("cross-site", &document, true),
        ("cross-site", &frame, false),
        ("cross-site", &[("sec-fetch-mode", "no-cors")], false),
        ("same-site", &[("sec-fetch-mode", "cors")], false),
        ("same-site", &document, true),
    ] {
        let mut headers = vec![("host", "localhost:8002"), ("sec-fetch-site", site)];
        headers.extend(how);
        assert_eq!(judged(Wants::Page, &headers).is_ok(), is_shown, "{site} {how:?}");
    }
}
