use super::*;

fn wanted(hosts: &[&str], paths: &[&str], methods: &[&str]) -> Wanted {
    let owned = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
    Wanted {
        hosts: owned(hosts),
        paths: owned(paths),
        methods: methods.iter().map(|method| method.parse().unwrap()).collect(),
        id: String::new(),
    }
}

fn find(router: &Router, asked: &str) -> Option<usize> {
    let (method, url) = asked.split_once(' ').unwrap();
    let (authority, path) = url.split_at(url.find('/').unwrap());
    let (host, port) = authority.split_once(':').unwrap_or((authority, "8000"));
    let method = method.parse().unwrap();
    let asked = Asked {
        host,
        port: port.parse().unwrap(),
        path,
        method: &method,
    };
    router.find(&asked).map(|found| found.route)
}

#[test]
fn the_order_of_routes_is_kongs() {
    let router = Router::build(&[
        /* 0 */ wanted(&[], &["/"], &[]),
        /* 1 */ wanted(&[], &["/a"], &[]),
        /* 2 */ wanted(&[], &["/a/b"], &[]),
        /* 3 */ wanted(&[], &["/a"], &["POST"]),
        /* 4 */ wanted(&["x.test"], &[], &[]),
        /* 5 */ wanted(&["x.test"], &["/a/b/c"], &[]),
        /* 6 */ wanted(&["x.test"], &["/a"], &["GET", "PUT"]),
        /* 7 */ wanted(&["x.test:9000"], &["/z", "/zz/long"], &[]),
        /* 8 */ wanted(&[], &[], &["DELETE"]),
        /* 9 */ wanted(&[], &[], &[]),
    ]);
    for (asked, expected) in [
        ("GET y.test/", Some(0)),
        ("GET y.test/a", Some(1)),
        // Prefixes end anywhere, not only at a slash.
        ("GET y.test/abc", Some(1)),
        ("GET y.test/a/bc", Some(2)),
        ("GET y.test/a/c", Some(1)),
        // Two kinds of conditions go before one, although its prefix is shorter.
        ("POST y.test/a/b", Some(3)),
        // A host goes before a path.
        ("POST x.test/q", Some(4)),
        ("DELETE y.test/q", Some(0)),
        ("DELETE x.test/q", Some(4)),
        // Three kinds go before two.
        ("GET x.test/a/b/c", Some(6)),
        // Host and path go before path and method.
        ("POST x.test/a/b/c", Some(5)),
        ("POST x.test/a", Some(3)),
        // The port counts if the route names one.
        ("GET x.test:9000/zz/long", Some(7)),
        ("GET x.test:9000/zz", Some(7)),
        ("GET x.test:9001/zz", Some(4)),
        // PA-19: one host, whatever its case, with or without the dot of the root.
        ("GET X.Test./q", Some(4)),
        // PA-07: paths have case.
        ("GET y.test/A", Some(0)),
        // PA-16: methods have case, too.
        ("delete y.test/zzz", Some(0)),
    ] {
        assert_eq!(find(&router, asked), expected, "{asked}");
    }
}

#[test]
fn what_no_route_wants_is_not_found() {
    let router = Router::build(&[wanted(&["x.test"], &["/a"], &[]), wanted(&[], &[], &["PUT"])]);
    assert_eq!(find(&router, "GET x.test/b"), None);
    assert_eq!(find(&router, "GET y.test/a"), None);
    assert_eq!(find(&router, "PUT y.test/a"), Some(1));
    assert_eq!(find(&Router::build(&[wanted(&[], &[], &[])]), "GET a/"), None);
}

#[test]
fn a_far_longer_prefix_does_not_hide_the_short_one() {
    let router = Router::build(&[
        wanted(&[], &["/a"], &[]),
        wanted(&[], &["/a/b/c/d"], &[]),
        wanted(&[], &["/a/b/c/e"], &[]),
        wanted(&[], &["/a-"], &[]),
    ]);
    assert_eq!(find(&router, "GET h/a/b/c/dd"), Some(1));
    assert_eq!(find(&router, "GET h/a/b/c/f"), Some(0));
    assert_eq!(find(&router, "GET h/a/b"), Some(0));
    assert_eq!(find(&router, "GET h/a-z"), Some(3));
    assert_eq!(find(&router, "GET h/b"), None);
}

#[test]
fn equal_routes_are_told_apart_by_their_ids() {
    let named = |id: &str| Wanted {
        id: id.to_owned(),
        ..wanted(&[], &["/a"], &[])
    };
    assert_eq!(
        find(&Router::build(&[named("1"), named("2")]), "GET h/a"),
        Some(1)
    );
    assert_eq!(
        find(&Router::build(&[named("2"), named("1")]), "GET h/a"),
        Some(0)
    );
}

#[test]
fn the_matched_prefix_is_told() {
    let router = Router::build(&[wanted(&["h"], &["/a", "/a/b"], &[])]);
    let method = Method::GET;
    let found = |path| {
        router.find(&Asked {
            host: "h",
            port: 80,
            path,
            method: &method,
        })
    };
    assert_eq!(found("/a/bc"), Some(Found { route: 0, prefix: 4 }));
    assert_eq!(found("/a/c"), Some(Found { route: 0, prefix: 2 }));
}

#[test]
fn absurd_hosts_find_only_what_wants_no_host() {
    let router = Router::build(&[wanted(&["h"], &[], &[]), wanted(&[], &["/"], &[])]);
    let long = format!("GET {}/", "h".repeat(4000));
    assert_eq!(find(&router, &long), Some(1));
}
