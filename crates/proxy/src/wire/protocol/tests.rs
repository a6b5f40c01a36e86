use http::{HeaderName, Method};

use super::*;
use crate::fakes::exchange;

fn asking(lines: &[(&'static str, &'static str)]) -> Exchange {
    let mut x = exchange(Method::GET, "/");
    for (name, value) in lines {
        x.head
            .append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    x
}

// SM-16: nobody switches to a protocol in which requests could follow.
#[test]
fn what_a_client_may_switch_to() {
    let upgrade = ("connection", "keep-alive, Upgrade");
    for (lines, expected) in [
        (&[upgrade, ("upgrade", "websocket")][..], Some("websocket")),
        (&[upgrade, ("upgrade", "IRC/6.9")], Some("IRC/6.9")),
        (&[("upgrade", "websocket")], None),
        (&[upgrade], None),
        (&[upgrade, ("upgrade", "h2c")], None),
        (&[upgrade, ("upgrade", "H2C")], None),
        (&[upgrade, ("upgrade", "HTTP/2.0")], None),
        (&[upgrade, ("upgrade", "TLS/1.2")], None),
        (&[upgrade, ("upgrade", "websocket, h2c")], None),
        (&[upgrade, ("upgrade", "websocket"), ("upgrade", "h2c")], None),
        (&[upgrade, ("upgrade", "")], None),
    ] {
        let x = asking(lines);
        let wanted = wanted_protocol(&x).map(|value| value.to_str().unwrap());
        assert_eq!(wanted, expected, "{lines:?}");
    }
    let mut x = asking(&[upgrade, ("upgrade", "websocket")]);
    x.body = plugin::Body::from("comes first");
    assert_eq!(wanted_protocol(&x), None);
    x.body = plugin::Body::default();
    x.received.version = Version::Http10;
    assert_eq!(wanted_protocol(&x), None);
}

#[test]
fn a_101_that_nobody_asked_for_is_none() {
    let wanted = || Some(HeaderValue::from_static("websocket"));
    for (origin, wanted, expected) in [
        (Origin::Upstream, wanted(), StatusCode::SWITCHING_PROTOCOLS),
        (Origin::Upstream, None, StatusCode::INTERNAL_SERVER_ERROR),
        (Origin::Gateway, wanted(), StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let mut answer = Answer::new(StatusCode::SWITCHING_PROTOCOLS);
        answer.origin = origin;
        settle_switch(&mut answer, wanted);
        assert_eq!(answer.status, expected);
    }
}
