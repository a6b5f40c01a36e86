use std::net::TcpListener;

use super::serve;
use crate::bench::client::{Connection, Request};
use crate::upstream::Upstream;

#[test]
fn every_request_gets_the_same_answer_until_it_is_over() {
    let upstream = Upstream::start(serve).unwrap();
    let address = upstream.address();
    let mut connection = Connection::open(address).unwrap();
    for target in ["/", "/a?b"] {
        let answer = connection
            .ask(&Request {
                host: "a",
                target,
                cookies: "c=d",
                bearer: "",
                key: "",
                form: "",
            })
            .unwrap();
        assert_eq!((answer.status, answer.body.len()), (200, 1024));
    }
    drop(connection);
    drop(upstream);
    // Nobody listens there any more, so another can.
    TcpListener::bind(address).unwrap();
}
