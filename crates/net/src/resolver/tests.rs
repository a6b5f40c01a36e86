//! All addresses of a name are judged.

use ports::{HttpError, Reach};

use super::judged;

// DI-07
#[test]
fn one_refused_address_fails_the_name() {
    let of = |addresses: &[&str], reach| {
        let found = addresses.iter().map(|address| address.parse().unwrap()).collect();
        judged("op.example", found, reach).map_err(|error| error.0)
    };
    let good = ["93.184.215.14:0", "[2606:2800::1]:0", "10.0.0.1:0"];
    assert_eq!(of(&good, Reach::Network).map(|found| found.len()), Ok(3));
    for (bad, told) in [
        ("169.254.169.254:0", "op.example at 169.254.169.254 (link-local)"),
        ("127.0.0.1:0", "op.example at 127.0.0.1 (loopback)"),
        (
            "[::ffff:169.254.169.254]:0",
            "op.example at ::ffff:169.254.169.254 (link-local)",
        ),
    ] {
        let refused = Err(HttpError::RefusedAddress(told.to_owned()));
        assert_eq!(of(&[good[0], bad], Reach::Network), refused);
        assert_eq!(of(&[bad, good[0]], Reach::Network), refused);
    }
    assert_eq!(
        of(&[good[0], "127.0.0.1:0"], Reach::Loopback).map(|found| found.len()),
        Ok(2)
    );
    assert_eq!(
        of(&[], Reach::Network),
        Err(HttpError::NotResolved("op.example".to_owned()))
    );
}
