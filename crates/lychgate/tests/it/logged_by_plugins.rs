//! What plugins write down about requests: where it goes, what becomes of it when nobody takes it, and what never
//! stands there.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use lychgate::plugins::PLUGINS;
use serde_json::Value;
use testkit::echo::Upstream;
use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, lychgate, url_in};

/// A server that takes logs. It answers what it was told, and then 200; a test sees what it was sent.
struct Taker {
    address: SocketAddr,
    seen: Receiver<Sent>,
}

/// What was sent to it.
#[derive(Debug)]
struct Sent {
    head: String,
    body: String,
}

impl Taker {
    fn on(listener: TcpListener, answers: &[u16]) -> Self {
        let address = listener.local_addr().unwrap();
        let (tell, seen) = channel();
        let mut answers: VecDeque<u16> = answers.iter().copied().collect();
        // It ends with the process of the tests.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                if take(stream, answers.pop_front().unwrap_or(200), &tell).is_none() {
                    return;
                }
            }
        });
        Self { address, seen }
    }

    fn start(answers: &[u16]) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), answers)
    }

    fn next(&self) -> Sent {
        self.seen.recv_timeout(PATIENCE).unwrap()
    }

    fn records(&self, number: usize) -> Vec<Value> {
        let all = (0..number).map(|_| serde_json::from_str(&self.next().body).unwrap());
        all.collect()
    }
}

/// Reads one request and answers it. `None` if nobody wants to know of it any more.
fn take(mut stream: TcpStream, status: u16, tell: &Sender<Sent>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return Some(());
        }
    }
    let length = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length: ")
            .map(str::to_owned)
    });
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    let _ = write!(
        stream,
        "HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let body = String::from_utf8(body).unwrap();
    tell.send(Sent { head, body }).ok()
}

/// A gateway before an echo, with these plugins on its one route.
struct Scene {
    gateway: Guard,
    requests: String,
    _upstream: Upstream,
    folder: Folder,
}

impl Scene {
    async fn start(plugins: &str) -> Self {
        Self::in_folder(Folder::new(), plugins).await
    }

    async fn in_folder(folder: Folder, plugins: &str) -> Self {
        let upstream = Upstream::start().await;
        let config = format!(
            r#"
_format_version: "3.0"
services:
  - name: backend
    url: {}
    routes:
      - name: app
        paths: [/]
        strip_path: false
        plugins:
{plugins}"#,
            upstream.url("")
        );
        let config = folder.file("kong.yml", &config);
        let settings = format!(
            "proxy_listen = 127.0.0.1:0\nadmin_listen = off\ndeclarative_config = {config}\nprefix = {}\n\
             log_level = debug\nnginx_worker_processes = 2\n",
            folder.path().join("prefix").display()
        );
        let settings = folder.file("lychgate.conf", &settings);
        let gateway = Guard::start(&mut lychgate(&["start", "-c", &settings]));
        let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
        Self {
            gateway,
            requests,
            _upstream: upstream,
            folder,
        }
    }

    /// The status of the answer to a GET with these headers.
    fn get(&self, target: &str, headers: &[&str]) -> u16 {
        let authority = self.requests.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(authority).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        write!(
            stream,
            "GET {target} HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n{lines}\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn end(&mut self) {
        self.gateway.signal("TERM");
        assert_eq!(self.gateway.ended(PATIENCE).code(), Some(0));
    }

    /// All that was written to its own log.
    fn log(&self) -> String {
        [self.gateway.stdout().concat(), self.gateway.stderr().concat()].concat()
    }
}

/// What carries tokens under names of the operator's choice is declared by who looks for it there.
#[test]
fn who_chooses_names_for_tokens_tells_them() {
    let kind = PLUGINS.iter().find(|kind| kind.name == "openid-connect").unwrap();
    let mut config = serde_json::json!({
        "issuer": "https://idp.example", "client_id": ["gateway"], "redirect_uri": ["https://app.example/"],
        "bearer_token_header_name": "X-Pass", "downstream_access_token_header": "X-Told",
    });
    schema::fill(&(kind.schema)(), &mut config);
    let proofs = kind.build(&config, &crate::lists::services()).unwrap().proofs();
    for name in ["x-pass", "x-told"] {
        assert!(proofs.iter().any(|proof| proof == name), "{name}: {proofs:?}");
    }
}

fn http_log(address: SocketAddr, queue: &str) -> String {
    format!(
        "          - name: http-log\n            config:\n              http_endpoint: http://{address}/in\n              queue: {{ {queue} }}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_arrives_in_a_file_and_at_a_server() {
    let taker = Taker::start(&[]);
    let folder = Folder::new();
    let file = folder.path().join("requests.json");
    let file_log = format!(
        "          - name: file-log\n            config: {{ path: \"{}\" }}\n",
        file.display()
    );
    let plugins = format!("{}{file_log}", http_log(taker.address, ""));
    let mut scene = Scene::in_folder(folder, &plugins).await;
    assert_eq!(scene.get("/status/404?page=2", &["User-Agent: a test"]), 404);
    let sent = taker.next();
    assert!(
        sent.head.starts_with("POST /in HTTP/1.1\r\n") && sent.head.contains("application/json"),
        "{}",
        sent.head
    );
    scene.end();
    let written = std::fs::read_to_string(&file).unwrap();
    let record: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(record, serde_json::from_str::<Value>(&sent.body).unwrap());
    for (pointer, expected) in [
        ("/request/method", "GET"),
        ("/request/uri", "/status/404?page=2"),
        ("/request/headers/user-agent", "a test"),
        ("/request/headers/connection", "close"),
        ("/upstream_uri", "/status/404?page=2"),
        ("/upstream_status", "404"),
        ("/route/name", "app"),
        ("/service/name", "backend"),
        ("/client_ip", "127.0.0.1"),
        ("/source", "upstream"),
        ("/tries/0/ip", "127.0.0.1"),
    ] {
        assert_eq!(
            record.pointer(pointer),
            Some(&expected.into()),
            "{pointer} of {record:#}"
        );
    }
    assert_eq!(record["response"]["status"], 404);
    let line = "GET /status/404?page=2 HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\nUser-Agent: a test\r\n\r\n";
    assert_eq!(record["request"]["size"], line.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_gets_it_when_it_is_back() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let scene = Scene::start(&http_log(
        address,
        "initial_retry_delay: 0.001, max_retry_delay: 0.01",
    ))
    .await;
    for number in 0..3 {
        assert_eq!(scene.get(&format!("/{number}"), &[]), 200);
    }
    // It also answers that it cannot, twice.
    let taker = Taker::on(TcpListener::bind(address).unwrap(), &[500, 503]);
    let records = taker.records(5);
    let mut uris: Vec<&str> = records
        .iter()
        .map(|record| record["request"]["uri"].as_str().unwrap())
        .collect();
    // What was not taken comes again, and then the others; each core has its own order.
    assert!(uris[0] == uris[1] && uris[1] == uris[2], "{uris:?}");
    uris.sort_unstable();
    uris.dedup();
    assert_eq!(uris, ["/0", "/1", "/2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_nothing_costs_its_entries_and_no_request() {
    // It accepts connections, and never answers.
    let stuck = TcpListener::bind("127.0.0.1:0").unwrap();
    let plugins = format!(
        "{}              timeout: 1\n",
        http_log(stuck.local_addr().unwrap(), "max_entries: 2, max_retry_time: 0")
    );
    let mut scene = Scene::start(&plugins).await;
    for number in 0..20 {
        assert_eq!(scene.get(&format!("/{number}"), &[]), 200);
    }
    let _ = scene.gateway.error_line_with("http_log.not_sent", PATIENCE);
    let _ = scene.gateway.error_line_with("http_log.dropped", PATIENCE);
    scene.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_more_is_sent_at_the_end() {
    let taker = Taker::start(&[]);
    let queue = "max_batch_size: 100, max_coalescing_delay: 3600";
    let mut scene = Scene::start(&http_log(taker.address, queue)).await;
    for number in 0..5 {
        assert_eq!(scene.get(&format!("/{number}"), &[]), 200);
    }
    scene.end();
    let all = &taker.records(1)[0];
    let mut uris: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["request"]["uri"].as_str().unwrap())
        .collect();
    // Each core has its own order.
    uris.sort_unstable();
    assert_eq!(uris, ["/0", "/1", "/2", "/3", "/4"]);
}

// AD-10
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_proves_who_somebody_is_is_written_down() {
    let taker = Taker::start(&[]);
    let folder = Folder::new();
    let file = folder.path().join("requests.json");
    let plugins = format!(
        "          - name: http-log\n            config:\n              http_endpoint: http://ada:planted-0@{}/in\n              \
         headers: {{ X-Key: planted-1 }}\n          - name: file-log\n            config: {{ path: \"{}\" }}\n",
        taker.address,
        file.display()
    );
    let mut scene = Scene::in_folder(folder, &plugins).await;
    let target = "/headers?set-cookie=session%3Dplanted-2&x-refresh-token=planted-3\
                  &location=%2Fcb%3Fcode%3Dplanted-4&password=planted-5&apikey=planted-6";
    let headers = [
        "Authorization: Bearer planted-7",
        "Proxy-Authorization: Basic planted-8",
        "Cookie: session=planted-9; theme=planted-10",
        "X-Api-Key: planted-11",
        "apikey: planted-12",
        "X-Access-Token: planted-13",
        "Referer: http://ada:planted-14@app.test/?id_token=planted-15",
    ];
    assert_eq!(scene.get(target, &headers), 200);
    let sent = taker.next();
    assert!(
        sent.head.to_lowercase().contains("authorization: basic "),
        "{}",
        sent.head
    );
    scene.end();
    let written = std::fs::read_to_string(&file).unwrap();
    for text in [&sent.body, &written, &scene.log()] {
        assert!(!text.is_empty() && !text.contains("planted"), "{text}");
    }
    assert!(written.contains("REDACTED"), "{written}");
    let _ = &scene.folder;
}
