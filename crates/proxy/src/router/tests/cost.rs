//! What a look-up costs among few routes and among many.

use super::written::{Request, wanted};
use crate::router::Router;
use crate::router::comparisons::counted;

/// The routes of a shape, and requests among them, by number.
struct Shape {
    route: fn(usize) -> String,
    request: fn(usize) -> String,
    /// The most comparisons among ten.
    few: usize,
}

/// To find a place among 10,000 in order takes this many steps more than among ten.
const STEPS: usize = 10;

const SHAPES: &[Shape] = &[
    // A prefix for each.
    Shape {
        route: |n| format!("/p{n:05}/x"),
        request: |n| format!("GET h/p{n:05}/x/y"),
        few: 8,
    },
    // A host for each.
    Shape {
        route: |n| format!("h{n}.test"),
        request: |n| format!("GET h{n}.test/x"),
        few: 2,
    },
    // A host and a prefix for each.
    Shape {
        route: |n| format!("h{n}.test /p{n}"),
        request: |n| format!("GET h{n}.test/p{n}"),
        few: 5,
    },
    // A hundred prefixes on each host, some within others.
    Shape {
        route: |n| format!("h{}.test /a{}", n / 100, "/b".repeat(n % 100)),
        request: |n| format!("GET h{}.test/a{}", n / 100, "/b".repeat(n % 100)),
        few: 8,
    },
    // A method, too, and the same paths everywhere.
    Shape {
        route: |n| format!("POST h{n}.test:80 h{n}.test:81 /api"),
        request: |n| format!("POST h{n}.test:80/api/x"),
        few: 6,
    },
    // A star for each: one probe for each dot of the host that is asked for.
    Shape {
        route: |n| format!("*.h{n}.test"),
        request: |n| format!("GET a.b.h{n}.test/"),
        few: 6,
    },
    Shape {
        route: |n| format!("h{n}.x.*"),
        request: |n| format!("GET h{n}.x.y.z/"),
        few: 6,
    },
    // Some expressions on each host: those few are tried one by one.
    Shape {
        route: |n| format!(r"h{}.test ~/r{n}/\d+$", n / 5),
        request: |n| format!("GET h{}.test/r{n}/12", n / 5),
        few: 8,
    },
    // An expression for each: all of them are tried as one.
    Shape {
        route: |n| format!(r"~/r{n}/\d+$"),
        request: |n| format!("GET h/r{n}/12"),
        few: 9,
    },
];

/// The most comparisons for a request among so many routes.
fn cost(shape: &Shape, routes: usize) -> usize {
    let wanted: Vec<_> = (0..routes).map(|n| wanted(n + 1, &(shape.route)(n))).collect();
    let router = Router::build(&wanted);
    let asked = (0..routes).step_by(routes.div_ceil(500)).chain([routes - 1]);
    let costs = asked.map(|n| {
        let request = Request::read(&(shape.request)(n));
        let mut found = None;
        let cost = counted(|| found = request.find(&router));
        assert_eq!(found.unwrap().route, n, "{}", (shape.request)(n));
        cost
    });
    costs.max().unwrap()
}

#[test]
fn a_look_up_among_ten_thousand_routes_costs_little_more_than_among_ten() {
    for shape in SHAPES {
        let (few, many) = (cost(shape, 10), cost(shape, 10_000));
        let name = (shape.route)(0);
        assert!(few <= shape.few, "{name}: {few} among ten");
        assert!(
            many <= few + STEPS,
            "{name}: {few} among ten, {many} among ten thousand"
        );
    }
}

#[test]
fn what_leads_nowhere_costs_no_more() {
    let routes: Vec<_> = (0..10_000)
        .map(|n| wanted(n + 1, &format!("h{n}.test *.w{n}.test /p{n}")))
        .collect();
    let router = Router::build(&routes);
    for (request, most) in [
        ("GET nobody.test/", 3),
        ("GET h1.test/q", 18),
        ("GET a.b.c.d.e.f.g.h/", 9),
        ("GET h1.test/", 6),
    ] {
        let request = Request::read(request);
        let cost = counted(|| assert_eq!(request.find(&router), None));
        assert!(cost <= most, "{request:?}: {cost}");
    }
}
