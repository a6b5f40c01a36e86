//! Clients that others wrote, against the binary.

use std::process::{Command, Stdio};

use testkit::echo::Upstream;
use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, lychgate, url_in};

/// The binary before an echo, and where it takes requests.
async fn before(echo: &Upstream, folder: &Folder) -> (Guard, String) {
    let config = format!(
        "_format_version: \"3.0\"\nservices:\n  - name: echo\n    url: {}\n    routes:\n      - name: all\n        paths: [/]\n",
        echo.url("")
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
    let (_gateway, url) = before(&echo, &folder).await;
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
    let (_gateway, url) = before(&echo, &folder).await;
    let told = blocking(move || {
        let authority = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        printed("python3", &["-c", PYTHON, &authority])
    })
    .await;
    if let Some(told) = told {
        assert_eq!((told.trim(), echo.count()), ("done", 6));
    }
}
