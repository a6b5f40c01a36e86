//! What is said of single values: certificates, clocks, words, and what is asked at the Admin API.

use super::*;

#[test]
fn clocks() {
    let judged = |ahead, leeway| client::clock(ahead, Duration::from_secs(leeway)).status;
    for (ahead, leeway, expected) in [
        (Some(0), 0, Status::Ok),
        (Some(2), 0, Status::Ok),
        (Some(-2), 0, Status::Ok),
        (Some(3), 0, Status::Warn),
        (Some(-3), 0, Status::Warn),
        (Some(32), 30, Status::Ok),
        (Some(33), 30, Status::Warn),
        (Some(i64::MIN), 0, Status::Warn),
        (None, 0, Status::Skip),
    ] {
        assert_eq!(judged(ahead, leeway), expected, "{ahead:?} {leeway}");
    }
}

#[test]
fn certificates() {
    let now = 1_700_000_000;
    let day = 24 * 60 * 60;
    let shaken = |ends: i64, verified: Result<(), HttpError>| {
        Ok(Handshake {
            version: "TLS 1.3",
            certificate: Some(Certificate {
                names: (0..6).map(|name| format!("n{name}.example")).collect(),
                issuer: None,
                ends,
            }),
            verified,
        })
    };
    let tls = |why: &str| Err(HttpError::Tls(why.to_owned()));
    let (yes, no) = (ports::Verification::Verified, ports::Verification::NotVerified);
    for (shaken, verification, expected, told) in [
        (
            shaken(now + 15 * day, Ok(())),
            yes,
            Status::Ok,
            "n3.example and 2 more, until 29 Nov 2023",
        ),
        (
            shaken(now + 13 * day, Ok(())),
            yes,
            Status::Warn,
            "until 27 Nov 2023",
        ),
        (shaken(i64::MAX, Ok(())), yes, Status::Ok, "until for ever"),
        (
            shaken(now + 90 * day, Ok(())),
            no,
            Status::Warn,
            "not verified, and it would pass",
        ),
        (
            shaken(now + 90 * day, tls("invalid peer certificate: UnknownIssuer")),
            yes,
            Status::Fail,
            "UnknownIssuer",
        ),
        (
            shaken(
                now + 90 * day,
                tls("certificate not valid for name \"op.example\""),
            ),
            yes,
            Status::Fail,
            "not valid for name",
        ),
        (
            shaken(now - day, tls("certificate expired")),
            yes,
            Status::Fail,
            "expired",
        ),
        (
            shaken(now - day, tls("certificate expired")),
            no,
            Status::Warn,
            "it would fail",
        ),
        (Err(HttpError::Timeout), yes, Status::Fail, "http.timeout"),
    ] {
        let place = ("op.example", "192.0.2.1:443".parse().unwrap());
        let finding = connection::handshake(&shaken, place, verification, now, &Scrub::default());
        assert_eq!(finding.status, expected, "{finding:#?}");
        assert!(
            finding.seen.as_ref().unwrap().contains(told),
            "{told}: {finding:#?}"
        );
        assert_eq!(finding.fix.is_some(), expected != Status::Ok);
    }
}

/// A certificate may say as much as it likes, and so may the reason why it is none.
#[test]
fn of_a_certificate_a_line_is_told() {
    let long = || "n".repeat(5000);
    for verification in [ports::Verification::Verified, ports::Verification::NotVerified] {
        let shaken = Ok(Handshake {
            version: "TLS 1.3",
            certificate: Some(Certificate {
                names: vec![long(), long()],
                issuer: Some(long()),
                ends: 0,
            }),
            verified: Err(HttpError::Tls(long())),
        });
        let place = ("op.example", "192.0.2.1:443".parse().unwrap());
        let finding = connection::handshake(&shaken, place, verification, 0, &Scrub::default());
        let told = finding.seen.unwrap();
        assert!(told.contains('…') && told.len() < 1000, "{told}");
    }
    let unconnected = connection::unconnected(&HttpError::Connect(long()), &Scrub::default());
    assert!(unconnected.seen.unwrap().len() < 300);
}

#[test]
fn words_of_others_are_short() {
    assert_eq!(Scrub::default().short("a\u{1b}[31mb\r\nc"), "a [31mb  c");
    assert_eq!(Scrub::default().short(&"é".repeat(300)).chars().count(), 201);
    assert_eq!(
        Scrub::default().short("see eyJh.eyJz.x and key=eyJh.b"),
        "see *** and ***"
    );
}

#[test]
fn what_is_asked_at_the_admin_api() {
    use asked::{Asked, Wanted};
    let read = |body: Value| Asked::read(&body).map(|asked| (asked.wanted, asked.sign_in));
    assert_eq!(
        read(json!({ "plugin": "a", "sign_in": true })),
        Ok((Wanted::Plugin("a".to_owned()), SignIn::Tried))
    );
    assert_eq!(
        read(json!({ "config": {} })),
        Ok((Wanted::Config(json!({})), SignIn::NotTried))
    );
    for bad in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "plugin": "a", "config": {} }),
        json!({ "plugin": 1 }),
        json!({ "config": "x" }),
        json!({ "plugin": "a", "sign_in": "yes" }),
        json!({ "plugin": "a", "password": "x" }),
    ] {
        assert!(read(bad.clone()).is_err(), "{bad}");
    }
}
