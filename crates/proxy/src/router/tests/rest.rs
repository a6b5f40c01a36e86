//! Methods, and names in the TLS handshake.

use super::written::check;

#[test]
fn pa_16_methods_have_case() {
    // PA-16
    check(
        "
        read: GET HEAD
        write: POST /w
        odd: PURGE
        ",
        "
        GET h/                 -> read 0
        HEAD h/                -> read
        POST h/                -> -
        POST h/w               -> write 2
        GET h/w                -> read
        PURGE h/w              -> odd
        get h/                 -> -
        GETT h/                -> -
        Purge h/               -> -
        TRACE h/               -> -
        ",
    );
}

#[test]
fn names_in_the_handshake() {
    check(
        "
        one: sni=a.test
        more: sni=b.test,c.test /m
        end: sni=*.w.test
        begin: sni=begin.*
        root: sni=Root.test.
        ",
        "
        GET h/ tls=a.test      -> one
        GET h/m tls=b.test     -> more
        GET h/m tls=c.test     -> more
        GET h/ tls=b.test      -> -
        GET h/ tls=d.test      -> -
        GET h/ tls=x.w.test    -> end
        GET h/ tls=x.y.w.test  -> end
        GET h/ tls=w.test      -> -
        GET h/ tls=begin.x     -> begin
        GET h/ tls=root.test   -> root
        // Who named nothing asked for none of them.
        GET h/ tls             -> -
        // The Host does not count as a name in the handshake.
        GET a.test/ tls=d.test -> -
        ",
    );
}

#[test]
fn in_the_clear_there_are_no_names() {
    check(
        "
        secret: sni=a.test /s
        open: /
        ",
        "
        // So the route is found, and its protocols decide whether it is served or sent to https.
        GET h/s                -> secret
        GET h/s tls=a.test     -> secret
        GET h/s tls=b.test     -> open
        GET h/s tls            -> open
        ",
    );
}
