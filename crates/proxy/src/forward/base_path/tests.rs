use super::*;
use crate::canonical::canonical_path;

/// The path of the service, the prefix that led to the route (`-` if none did), the path that was asked for; and
/// what the upstream is asked for, with the prefix kept and with the prefix stripped, in both ways of joining.
#[rustfmt::skip]
const JOINED: &str = "
service    prefix   asked             v0: kept              stripped            v1: kept              stripped
/          /        /                 /                     /                   /                     /
/          /        /route            /route                /route              /route                /route
/          /        /route/           /route/               /route/             /route/               /route/
/          /        /routereq         /routereq             /routereq           /routereq             /routereq
/          /        /route/req        /route/req            /route/req          /route/req            /route/req
/          /route   /route            /route                /                   /route                /
/          /route   /route/           /route/               /                   /route/               /
/          /route   /routereq         /routereq             /req                /routereq             /req
/          /route/  /route/           /route/               /                   /route/               /
/          /route/  /route/req        /route/req            /req                /route/req            /req
/srv       /rou     /roureq           /srv/roureq           /srv/req            /srvroureq            /srvreq
/srv/      /rou     /rou              /srv/rou              /srv                /srv/rou              /srv/
/service   /        /                 /service              /service            /service              /service
/service   /        /route            /service/route        /service/route      /serviceroute         /serviceroute
/service   /        /route/           /service/route/       /service/route/     /serviceroute/        /serviceroute/
/service   /        /routereq         /service/routereq     /service/routereq   /serviceroutereq      /serviceroutereq
/service   /        /route/req        /service/route/req    /service/route/req  /serviceroute/req     /serviceroute/req
/service   /route   /route            /service/route        /service            /serviceroute         /service
/service   /route   /route/           /service/route/       /service/           /serviceroute/        /service/
/service   /route   /routereq         /service/routereq     /service/req        /serviceroutereq      /servicereq
/service   /route/  /route/           /service/route/       /service/           /serviceroute/        /service
/service   /route/  /route/req        /service/route/req    /service/req        /serviceroute/req     /servicereq
/service/  /        /route/           /service/route/       /service/route/     /service/route/       /service/route/
/service/  /        /                 /service/             /service/           /service/             /service/
/service/  /        /route            /service/route        /service/route      /service/route        /service/route
/service/  /        /routereq         /service/routereq     /service/routereq   /service/routereq     /service/routereq
/service/  /        /route/req        /service/route/req    /service/route/req  /service/route/req    /service/route/req
/service/  /route   /route            /service/route        /service            /service/route        /service/
/service/  /route   /route/           /service/route/       /service/           /service/route/       /service/
/service/  /route   /routereq         /service/routereq     /service/req        /service/routereq     /service/req
/service/  /route/  /route/           /service/route/       /service/           /service/route/       /service/
/service/  /route/  /route/req        /service/route/req    /service/req        /service/route/req    /service/req
/          -        /                 /                     /                   /                     /
/          -        /route            /route                /route              /route                /route
/          -        /route/           /route/               /route/             /route/               /route/
/service   -        /                 /service              /service            /service              /service
/service   -        /route            /service/route        /service/route      /serviceroute         /serviceroute
/service   -        /route/           /service/route/       /service/route/     /serviceroute/        /serviceroute/
/service/  -        /                 /service/             /service/           /service/             /service/
/service/  -        /route            /service/route        /service/route      /service/route        /service/route
/service/  -        /route/           /service/route/       /service/route/     /service/route/       /service/route/
/service   /route   /route./req       /service/route./req   /service/req        /serviceroute./req    /servicereq
/service/  /route   /route./req       /service/route./req   /service/req        /service/route./req   /service/req
/service   /route   /route%2E/req     /service/route./req   /service/req        /serviceroute./req    /servicereq
/service/  /route   /route%2E/req     /service/route./req   /service/req        /service/route./req   /service/req
/service   /route   /route%2e/req     /service/route./req   /service/req        /serviceroute./req    /servicereq
/service/  /route   /route%2e/req     /service/route./req   /service/req        /service/route./req   /service/req
/service   /route   /route../req      /service/route../req  /service/req        /serviceroute../req   /servicereq
/service/  /route   /route../req      /service/route../req  /service/req        /service/route../req  /service/req
/service   /route   /route%2E%2E/req  /service/route../req  /service/req        /serviceroute../req   /servicereq
/service/  /route   /route%2E%2E/req  /service/route../req  /service/req        /service/route../req  /service/req
/service   /route   /route%2e%2E/req  /service/route../req  /service/req        /serviceroute../req   /servicereq
/service/  /route   /route%2e%2E/req  /service/route../req  /service/req        /service/route../req  /service/req
";

#[test]
fn pa_17_the_upstreams_path_is_kongs() {
    let mut seen = 0;
    for row in JOINED.lines().skip(2) {
        let columns: Vec<&str> = row.split_whitespace().collect();
        let [service, prefix, asked, expected @ ..] = columns.as_slice() else {
            panic!("{row}");
        };
        let path = canonical_path(asked).unwrap();
        let stripped = match *prefix {
            "-" => Prefix::Kept,
            prefix => Prefix::Stripped(prefix.len()),
        };
        let ways = [
            (PathHandling::V0, Prefix::Kept),
            (PathHandling::V0, stripped),
            (PathHandling::V1, Prefix::Kept),
            (PathHandling::V1, stripped),
        ];
        assert_eq!(expected.len(), ways.len(), "{row}");
        for ((handling, prefix), expected) in ways.into_iter().zip(expected) {
            let joined = BasePath::new(service, handling).join(prefix, &path);
            assert_eq!(joined, *expected, "{row}, {handling:?}, {prefix:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 212);
}

#[test]
fn pa_17_what_is_left_does_not_climb_out_of_the_services_path() {
    for (asked, one_slash, appended) in [
        ("/p../x", "/a/b/x", "/a/bx"),
        ("/p..", "/a/b", "/a/b"),
        ("/p./", "/a/b/", "/a/b"),
        ("/p.../x", "/a/b/.../x", "/a/b.../x"),
        ("/p..%2F../x", "/a/b/..%2F../x", "/a/b..%2F../x"),
    ] {
        for (handling, expected) in [(PathHandling::V0, one_slash), (PathHandling::V1, appended)] {
            let joined = BasePath::new("/a/b", handling).join(Prefix::Stripped(2), asked);
            assert_eq!(joined, expected, "{asked}");
        }
    }
}
