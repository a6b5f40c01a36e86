//! Clients that others wrote, against the binary.

use std::process::{Command, Stdio};

use testkit::echo::Upstream;
use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, lychgate, url_in};

/// The binary before an upstream, and where it takes requests.
async fn before(upstream: &str, folder: &Folder) -> (Guard, String) {
    let config = format!(
        "_format_version: \"3.0\"\nservices:\n  - name: echo\n    url: {upstream}\n    routes:\n      - name: all\n        paths: [/]\n"
    );
    let config = folder.file("kong.yml", &config);
    let conf = folder.file(
        "lychgate.conf",
        &format!(
            "proxy_listen = 127.0.0.1:0\nadmin_listen = off\ndeclarative_config = {config}\n\
             nginx_http_client_max_body_size = 1m\nprefix = {}\n",
            folder.path().join("prefix").display()
        ),
    );
    blocking(move || {
        let gateway = Guard::start(&mut lychgate(&["start", "-c", &conf]));
        let url = url_in(&gateway.error_line_with("requests:", PATIENCE));
        (gateway, url)
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// What a program prints, if it is there; says aloud if it is not.
fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .inspect_err(|error| eprintln!("skipped: {program} cannot be started: {error}"))
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(text)
}

#[tokio::test]
async fn curl_gets_through() {
    let (echo, folder) = (Upstream::start().await, Folder::new());
    let (_gateway, url) = before(&echo.url(""), &folder).await;
    let large = folder.file("large", &"x".repeat(200_000));
    let larger = folder.file("larger", &"x".repeat(1_100_000));
    let asked = blocking(move || {
        let told = |arguments: &[&str]| {
            let usual = [
                "-sS",
                "-m",
                "20",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code} %{num_connects}\\n",
            ];
            printed("curl", &[&usual[..], arguments].concat())
        };
        let (one, two) = (format!("{url}/one"), format!("{url}/two"));
        // One connection serves both.
        let Some(both) = told(&[&one, &two, "-o", "/dev/null"]) else {
            return false;
        };
        assert_eq!(both, "200 1\n200 0\n");
        // curl asks before it sends this much.
        let upload = format!("@{large}");
        let expecting = ["-H", "Expect: 100-continue", "--data-binary"];
        assert_eq!(
            told(&[&expecting[..], &[&upload, &one]].concat()).unwrap(),
            "200 1\n"
        );
        let chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary"];
        assert_eq!(
            told(&[&chunked[..], &[&upload, &one]].concat()).unwrap(),
            "200 1\n"
        );
        let upload = format!("@{larger}");
        assert_eq!(
            told(&[&expecting[..], &[&upload, &one]].concat()).unwrap(),
            "413 1\n"
        );
        assert_eq!(told(&["-I", &one]).unwrap(), "200 1\n");
        assert_eq!(told(&["--http1.0", &one]).unwrap(), "200 1\n");
        // It offers HTTP/2 in an `Upgrade`, and stays with HTTP/1.1.
        assert_eq!(told(&["--http2", &one]).unwrap(), "200 1\n");
        true
    })
    .await;
    if asked {
        let seen = echo.requests();
        assert_eq!(seen.len(), 7);
        assert_eq!((seen[2].body.len(), seen[3].body.len()), (200_000, 200_000));
        assert!(seen[6].header("upgrade").is_empty() && seen[6].header("http2-settings").is_empty());
    }
}

const PYTHON: &str = r#"
import http.client, json, sys
connection = http.client.HTTPConnection(sys.argv[1], timeout=20)
for number in range(3):
    connection.request("GET", "/a%2Fb?c=d", headers={"X-Own": str(number)})
    answer = connection.getresponse()
    told = json.load(answer)
    assert answer.status == 200 and told["path"] == "/a%2Fb", told
connection.request("POST", "/", body=iter([b"one", b"two"]), encode_chunked=True)
answer = connection.getresponse()
assert answer.status == 200 and json.load(answer)["body"] == "onetwo"
connection.request("GET", "/chunked")
answer = connection.getresponse()
assert answer.getheader("transfer-encoding") == "chunked" and answer.read()
connection.request("HEAD", "/")
answer = connection.getresponse()
assert answer.status == 200 and answer.read() == b""
print("done")
"#;

#[tokio::test]
async fn pythons_client_gets_through() {
    let (echo, folder) = (Upstream::start().await, Folder::new());
    let (_gateway, url) = before(&echo.url(""), &folder).await;
    let told = blocking(move || {
        let authority = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        printed("python3", &["-c", PYTHON, &authority])
    })
    .await;
    if let Some(told) = told {
        assert_eq!((told.trim(), echo.count()), ("done", 6));
    }
}

const WEBSOCKET_SERVER: &str = r#"
import asyncio, http
from websockets.asyncio.server import serve

async def echo(connection):
    async for message in connection:
        if message == "leave":
            await connection.close(4001, "as you wish")
        elif message == "path":
            await connection.send(connection.request.path)
        else:
            await connection.send(message)

def judge(connection, request):
    if request.path == "/closed":
        return connection.respond(http.HTTPStatus.FORBIDDEN, "not here\n")

async def main():
    async with serve(echo, "127.0.0.1", 0, process_request=judge, subprotocols=["own"], max_size=None) as server:
        print("listens at", server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

asyncio.run(main())
"#;

const WEBSOCKET_CLIENT: &str = r#"
import sys
from websockets.sync.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

url = sys.argv[1].replace("http://", "ws://").rstrip("/")
with connect(url + "/a?b=c", subprotocols=["own"], max_size=None) as socket:
    assert socket.subprotocol == "own"
    assert "permessage-deflate" in socket.response.headers["Sec-WebSocket-Extensions"]
    socket.send("path")
    assert socket.recv(20) == "/a?b=c"
    socket.send("täglich")
    assert socket.recv(20) == "täglich"
    large = bytes(range(256)) * 8192
    socket.send(large)
    assert socket.recv(20) == large
    socket.send(["in ", "three ", "pieces"])
    assert socket.recv(20) == "in three pieces"
    assert socket.ping().wait(20)
    socket.send("leave")
    try:
        socket.recv(20)
        raise AssertionError("it stayed")
    except ConnectionClosedError as closed:
        assert (closed.rcvd.code, closed.rcvd.reason) == (4001, "as you wish")
with connect(url + "/", subprotocols=["own"], compression=None) as socket:
    for number in range(100):
        socket.send(str(number))
        assert socket.recv(20) == str(number)
try:
    connect(url + "/closed", subprotocols=["own"])
    raise AssertionError("it was let in")
except InvalidStatus as refused:
    assert refused.response.status_code == 403 and refused.response.body == b"not here\n"
print("done")
"#;

#[tokio::test]
async fn pythons_websockets_get_through() {
    let asked = Command::new("python3").args(["-c", "import websockets"]).output();
    if !asked.is_ok_and(|answer| answer.status.success()) {
        eprintln!("skipped: Python has no websockets: pip install websockets");
        return;
    }
    let folder = Folder::new();
    let started = blocking(|| {
        let server = Guard::start(Command::new("python3").args(["-c", WEBSOCKET_SERVER]));
        let listens = server.line_with("listens at", PATIENCE);
        (server, listens)
    });
    let (_server, listens) = started.await;
    let port = listens.rsplit(' ').next().unwrap().to_owned();
    let (_gateway, url) = before(&format!("http://127.0.0.1:{port}"), &folder).await;
    let told = blocking(move || printed("python3", &["-c", WEBSOCKET_CLIENT, &url])).await;
    assert_eq!(told.as_deref(), Some("done\n"));
}
