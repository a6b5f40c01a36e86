use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use super::{Connection, Request};

/// Asks somebody who answers with this whatever is asked; also tells what was asked.
fn ask(request: Request<'_>, answer: &'static str) -> (std::io::Result<super::Answer>, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let mut connection = Connection::open(listener.local_addr().unwrap()).unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 1000];
        let length = stream.read(&mut asked).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    let answered = connection.ask(&request);
    (answered, server.join().unwrap())
}

const REQUEST: Request<'_> = Request {
    host: "a",
    target: "/x?y",
    cookies: "",
    bearer: "",
    key: "",
    form: "",
};

#[test]
fn answers_are_read_to_their_end() {
    let cases = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc"),
        (
            "HTTP/1.1 404 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
            404,
            "abc0123456789",
        ),
        (
            "HTTP/1.1 302 Found\r\nLocation: /\r\ncontent-length: 0\r\n\r\n",
            302,
            "",
        ),
    ];
    for (answer, status, body) in cases {
        let answer = ask(REQUEST, answer).0.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (status, body.as_bytes()));
    }
    assert!(ask(REQUEST, "").0.is_err());
    assert!(ask(REQUEST, "hello\r\n").0.is_err());
    assert!(
        ask(REQUEST, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab")
            .0
            .is_err()
    );
}

#[test]
fn requests_are_sent_as_told() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let (_, asked) = ask(REQUEST, answer);
    assert_eq!(asked, "GET /x?y HTTP/1.1\r\nhost: a\r\naccept: text/html\r\n\r\n");
    let (_, asked) = ask(
        Request {
            cookies: "c=1",
            form: "d=2",
            ..REQUEST
        },
        answer,
    );
    assert!(asked.starts_with("POST /x?y HTTP/1.1\r\n"), "{asked}");
    assert!(
        asked.contains("\r\ncookie: c=1\r\n") && asked.ends_with("content-length: 3\r\n\r\nd=2"),
        "{asked}"
    );
}
