use super::written::Request;
use super::written::{check, nothing, wanted};
use crate::router::Router;

#[test]
fn plain_hosts() {
    check(
        "
        a: a.test
        b: b.test b2.test
        p: p.test:8443
        q: q.test:80 q.test
        six: [2001:db8::1]
        seven: ::7
        ",
        "
        GET a.test/            -> a 0
        GET a.test/any/path    -> a
        POST a.test/           -> a
        GET b.test/            -> b
        GET b2.test/           -> b
        GET x.a.test/          -> -
        GET a.test.x/          -> -
        GET test/              -> -
        GET aatest/            -> -
        // Without a port in the route any port is meant; with one, that port.
        GET a.test:80/         -> a
        GET a.test:9999/       -> a
        GET p.test:8443/       -> p
        GET p.test:8444/       -> -
        // Who names no port means that of the listener, here 8000.
        GET p.test/            -> -
        GET q.test:80/         -> q
        GET q.test:81/         -> q
        GET [2001:db8::1]/     -> six
        GET [2001:db8::1]:90/  -> six
        GET [2001:db8::2]/     -> -
        GET [::7]:1/           -> seven
        ",
    );
    check(
        "l: l.test:8000",
        "
        GET l.test/            -> l
        GET l.test:8000/       -> l
        GET l.test:80/         -> -
        ",
    );
}

#[test]
fn pa_19_a_host_is_the_same_in_any_case_and_with_the_dot_of_the_root() {
    check(
        "
        a: A.Test
        d: dot.test.
        w: *.Wild.TEST
        b: Begin.*
        ",
        "
        GET a.test/            -> a
        GET A.TEST/            -> a
        GET a.test./           -> a
        GET A.tEsT.:90/        -> a
        GET dot.test/          -> d
        GET dot.test./         -> d
        GET X.WILD.test./      -> w
        GET BEGIN.x./          -> b
        // Not the same: another name, or none.
        GET a.test../          -> -
        GET ./                 -> -
        GET [::1]/             -> -
        ",
    );
}

#[test]
fn stars() {
    check(
        "
        end: *.a.test
        begin: b.*
        port: *.p.test:81
        ",
        "
        GET x.a.test/          -> end
        GET x.y.a.test/        -> end
        GET x.y.z.a.test/      -> end
        GET a.test/            -> -
        GET xa.test/           -> -
        GET x.a.test.com/      -> -
        GET x.a.test:7/        -> end
        GET b.test/            -> begin
        GET b.x.test/          -> begin
        GET b/                 -> -
        GET bb.test/           -> -
        GET x.b.test/          -> -
        GET x.p.test:81/       -> port
        GET x.p.test:82/       -> -
        GET x.p.test/          -> -
        ",
    );
}

#[test]
fn pa_19_where_stars_overlap() {
    check(
        "
        plain: x.a.test
        long: *.a.test #3
        short: *.test #2
        begin: x.* #1
        both: y.a.test *.b.test #9
        ",
        "
        // A plain host goes before one with a star.
        GET x.a.test/          -> plain
        // Stars are equals, however much stands beside them: the larger id decides.
        GET y.a.test/          -> both
        GET z.a.test/          -> long
        GET z.c.test/          -> short
        GET x.c/               -> begin
        GET x.c.test/          -> short
        GET q.b.test/          -> both
        ",
    );
    check(
        "
        // One star among the hosts of a route makes all of them count as hosts with a star.
        mixed: m.test *.m.test /
        plain: m.test /a
        ",
        "
        GET m.test/a           -> plain
        GET m.test/b           -> mixed
        GET x.m.test/a         -> mixed
        ",
    );
}

#[test]
fn absurd_hosts_find_only_what_wants_no_host() {
    let router = Router::build(&[wanted(1, "h *.h h.*"), wanted(2, "/")]);
    for host in [
        "h".repeat(4000),
        ".".repeat(250),
        "h.".repeat(200),
        String::new(),
        "*".to_owned(),
    ] {
        let found = Request::read(&format!("GET {host}/")).find(&router).unwrap();
        assert_eq!(found.route, 1, "{host}");
    }
}

#[test]
fn a_route_that_wants_nothing_never_matches() {
    let router = Router::build(&[nothing()]);
    assert_eq!(Request::read("GET a/").find(&router), None);
    assert_eq!(Request::read("GET a/").find(&Router::build(&[])), None);
}

// PA-20: what is asked for decides, and a name in the handshake opens nothing. It can only close: a route that wants
// one is not there for those who used another.
#[test]
fn another_name_in_tls_than_in_the_host() {
    check(
        "
        a: a.test
        b: b.test /b
        closed: b.test /b/closed sni=b.test
        ",
        "
        GET b.test/b tls=a.test        -> b
        GET b.test/b tls=b.test        -> b
        GET b.test/b tls               -> b
        GET a.test/b tls=b.test        -> a
        GET b.test/ tls=a.test         -> -
        GET b.test/b/closed tls=b.test -> closed
        GET b.test/b/closed tls=a.test -> b
        GET b.test/b/closed tls        -> b
        ",
    );
}
