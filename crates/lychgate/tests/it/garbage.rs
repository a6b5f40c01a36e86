//! What is no HTTP: closed, counted, and told once.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use plugin::Scheme;
use serde_json::Value;
use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, get, lychgate, url_in};
use crate::house::House;

const GARBAGE: &[&[u8]] = &[
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\0\0\0\0\r\n\r\n",
    b"GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\nHost: a\n\n",
    b"SSH-2.0-OpenSSH_9.2\r\n\r\nSSH-2.0-OpenSSH_9.2\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
];

#[test]
fn garbage_on_the_port_is_closed_counted_and_told_once() {
    let folder = Folder::new();
    let config = folder.file("kong.yml", "_format_version: \"3.0\"\n");
    let conf = folder.file(
        "lychgate.conf",
        &format!(
            "proxy_listen = 127.0.0.1:0\nadmin_listen = 127.0.0.1:0\ndeclarative_config = {config}\n\
             log_level = debug\nproxy_access_log = off\nprefix = {}\n",
            folder.path().join("prefix").display()
        ),
    );
    let mut gateway = Guard::start(&mut lychgate(&["start", "-c", &conf]));
    let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
    let admin = url_in(&gateway.error_line_with("Admin API: ", PATIENCE));
    let address = requests
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    for garbage in GARBAGE {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(garbage).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // It ends, politely or not, and is told nothing but that it is no request.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400 "),
            "{answer}"
        );
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{answer}");
    }
    let (status, told) = get(&format!("{}/status", admin.trim_end_matches('/')));
    assert_eq!(status, 200);
    let body = told.split_once("\r\n\r\n").unwrap().1;
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!(told["lychgate"]["wire_failures"], GARBAGE.len());
    assert_eq!(told["server"]["total_requests"], 0);
    gateway.signal("TERM");
    assert!(gateway.ended(PATIENCE).success());
    let lines = gateway.stderr();
    let malformed = lines.iter().filter(|line| line.contains("request.malformed"));
    assert_eq!(malformed.count(), GARBAGE.len(), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_http_where_tls_is_spoken_is_told_so_and_read_no_further() {
    let house = House::reached_over(Scheme::Https, &[]).await;
    let address = house.gateway.bound()[0];
    let answered = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        // Nothing more is asked, and the answer is followed by an end.
        stream.shutdown(Shutdown::Write).unwrap();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answered.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("sent to HTTPS port"), "{answer}");
    assert_eq!(house.upstream.count(), 0);
}
