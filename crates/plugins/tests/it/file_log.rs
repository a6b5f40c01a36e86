use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use plugin::{EndedBy, Finished, Kind, Seat, Services};
use plugins::{FileLog, Unsent};
use serde_json::{Value, json};
use testkit::outside::OnTokio;

use crate::finished::{CONSUMER, consumer, finished, head};
use crate::request::{faults, seat_with, services};

const KIND: Kind = Kind::of::<FileLog>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("file-log", 9));
    let schema = (KIND.schema)();
    assert_eq!(
        schema::render::outline::lines(&schema),
        [
            "custom_fields_by_lua: map of string",
            "path: string, required, filename",
            "reopen: boolean, default false",
        ]
    );
}

#[test]
fn what_is_no_name_of_a_file() {
    for (path, is_one) in [
        ("/var/log/requests.json", true),
        ("relative name.json", true),
        ("/dev/stdout", true),
        ("x", false),
        ("", false),
        (" /tmp/a", false),
        ("/tmp/a ", false),
        ("/tmp/*", false),
        ("/tmp/a&b", false),
        ("/tmp/%d", false),
        ("/tmp/`id`", false),
        ("/tmp/a\\b", false),
    ] {
        let found = faults(&KIND, &mut json!({ "path": path }));
        assert_eq!(found.is_empty(), is_one, "{path}: {found:?}");
    }
    // What would set or take away fields must not be ignored.
    let mut lua = json!({ "path": "/tmp/a.json", "custom_fields_by_lua": { "a": "return nil" } });
    let found = faults(&KIND, &mut lua);
    assert!(
        found.len() == 1 && found[0].contains("custom_fields_by_lua"),
        "{found:?}"
    );
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!(
            "lychgate-file-log-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        );
        let path = std::env::temp_dir().join(name.replace(['(', ')'], ""));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A plugin that writes there, on the runtime of the test.
struct Scene {
    seat: Seat,
    services: Services,
}

impl Scene {
    fn new(path: &Path, more: &Value) -> Self {
        let services = Services {
            outside: Arc::new(OnTokio::current()),
            ..services()
        };
        let mut config = json!({ "path": path.to_str().unwrap() });
        for (name, value) in more.as_object().unwrap() {
            config[name] = value.clone();
        }
        Self {
            seat: seat_with(&KIND, config, &services).unwrap(),
            services,
        }
    }

    /// Writes all that is left, and ends.
    async fn end(self) -> Arc<Unsent> {
        let unsent = self.services.shared.the::<Unsent>();
        drop(self.seat);
        assert_eq!(unsent.send_within(Duration::from_secs(20)).await, 0);
        unsent
    }
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Waits for so many lines.
async fn until(path: &Path, number: usize) {
    let written = async {
        while std::fs::read_to_string(path).map_or(0, |text| text.lines().count()) < number {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), written)
        .await
        .unwrap();
}

async fn told(finished: &Finished) -> Value {
    let folder = Folder::new();
    let scene = Scene::new(&folder.file("log.json"), &json!({}));
    scene.seat.log(finished);
    scene.end().await;
    lines(&folder.file("log.json")).pop().unwrap()
}

#[tokio::test]
async fn a_line_tells_what_kong_tells() {
    let mut record = told(&finished()).await;
    for name in ["route", "service"] {
        let entity = record.as_object_mut().unwrap().remove(name).unwrap();
        assert_eq!(
            entity["ws_id"], "0dc6f45b-8f8d-40d2-a504-473544ee190b",
            "{entity}"
        );
    }
    assert_eq!(
        record,
        json!({
            "request": {
                "id": "00000000000000000000000000000007",
                "method": "GET",
                "uri": "/app?page=2",
                "url": "https://app.test:8443/app?page=2",
                "querystring": { "page": "2" },
                "headers": { "host": "app.test", "accept": ["a", "b"] },
                "size": 120,
                "tls": { "version": "TLSv1.3", "cipher": "TLS_AES_128_GCM_SHA256", "client_verify": "NONE" },
            },
            "upstream_uri": "/?page=2",
            "upstream_status": "200",
            "response": { "status": 200, "headers": { "content-type": "text/plain" }, "size": 340 },
            "latencies": { "kong": 5, "proxy": 25, "request": 42, "receive": 12 },
            "tries": [
                {
                    "balancer_start": 1_767_225_600_003_u64, "port": 80, "hostname": "backend.test",
                    "state": "failed", "code": "upstream.not_resolved",
                },
                { "balancer_start": 1_767_225_600_005_u64, "port": 80, "ip": "192.0.2.9" },
            ],
            "workspace": "0dc6f45b-8f8d-40d2-a504-473544ee190b",
            "workspace_name": "default",
            "client_ip": "127.0.0.1",
            "started_at": 1_767_225_600_000_u64,
            "source": "upstream",
        })
    );
}

#[tokio::test]
async fn a_line_of_what_was_refused() {
    let mut refused = finished();
    refused.status = StatusCode::UNAUTHORIZED;
    refused.ended_by = EndedBy::Plugin;
    refused.upstream = None;
    refused.upstream_status = None;
    refused.consumer = Some(consumer("bob"));
    refused.credential = Some("k1".into());
    let particulars = refused.particulars.as_mut().unwrap();
    particulars.forwarded = None;
    particulars.tries.clear();
    let record = told(&refused).await;
    assert_eq!(record["source"], "kong");
    assert_eq!(record["tries"], json!([]));
    assert_eq!(
        record["latencies"],
        json!({ "kong": 30, "proxy": -1, "request": 42, "receive": 0 })
    );
    assert_eq!(record["consumer"], json!({ "id": CONSUMER, "username": "bob" }));
    assert_eq!(
        record["authenticated_entity"],
        json!({ "id": "k1", "consumer_id": CONSUMER })
    );
    for name in ["upstream_uri", "upstream_status"] {
        assert!(record.get(name).is_none(), "{record}");
    }
}

// AD-10
#[tokio::test]
async fn no_proof_is_written() {
    let mut shown = finished();
    shown.target = plugin::Target::parse("/app?apikey=planted-1&page=2&access_token=planted-2").unwrap();
    let particulars = shown.particulars.as_mut().unwrap();
    particulars.forwarded = Some(plugin::Target::parse("/?code=planted-3").unwrap());
    particulars.request = head(&[
        ("authorization", "Bearer planted-4"),
        ("proxy-authorization", "Basic planted-5"),
        ("cookie", "session=planted-6"),
        ("apikey", "planted-7"),
        ("x-key-of-ours", "planted-8"),
        ("referer", "https://ada:planted-9@app.test/?token=planted-10"),
        ("x-forwarded-uri", "/cb?code=planted-11&state=planted-12"),
        ("x-anything", "eyJhbGciOiJub25lIn0.planted-13."),
    ]);
    particulars.answer = head(&[
        ("set-cookie", "session=planted-14"),
        ("set-cookie", "other=planted-15"),
        (
            "location",
            "https://op.test/?nonce=planted-16&client_id=app#id_token=planted-17",
        ),
        ("x-refresh-token", "planted-18"),
    ]);
    let record = told(&shown).await;
    assert!(!record.to_string().contains("planted"), "{record:#}");
    assert_eq!(record["request"]["headers"]["authorization"], "REDACTED");
    assert_eq!(
        record["response"]["headers"]["set-cookie"],
        json!(["REDACTED", "REDACTED"])
    );
    assert_eq!(
        record["request"]["uri"],
        "/app?apikey=REDACTED&page=2&access_token=REDACTED"
    );
}

#[tokio::test]
async fn the_file_is_made_for_all_to_read_and_lines_are_added() {
    let folder = Folder::new();
    let path = folder.file("log.json");
    for number in 1..=2 {
        let scene = Scene::new(&path, &json!({}));
        scene.seat.log(&finished());
        scene.end().await;
        assert_eq!(lines(&path).len(), number);
    }
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    // Never more than this, whatever the process takes away from it.
    assert_eq!((mode & 0o600, mode & 0o133), (0o600, 0), "{mode:o}");
}

#[tokio::test]
async fn a_file_that_was_moved_away_is_made_anew_if_that_is_wanted() {
    for (reopen, in_the_new, in_the_old) in [(true, 1, 1), (false, 0, 2)] {
        let folder = Folder::new();
        let (path, old) = (folder.file("log.json"), folder.file("old.json"));
        let scene = Scene::new(&path, &json!({ "reopen": reopen }));
        scene.seat.log(&finished());
        until(&path, 1).await;
        std::fs::rename(&path, &old).unwrap();
        scene.seat.log(&finished());
        scene.end().await;
        let new = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            (new.lines().count(), lines(&old).len()),
            (in_the_new, in_the_old),
            "{reopen}"
        );
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_costs_its_lines_and_nothing_else() {
    let folder = Folder::new();
    let path = folder.file("missing").join("log.json");
    let scene = Scene::new(&path, &json!({}));
    let unsent = scene.services.shared.the::<Unsent>();
    scene.seat.log(&finished());
    let lost = async {
        while unsent.dropped() < 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), lost).await.unwrap();
    // As soon as it can be, it is.
    std::fs::create_dir(folder.file("missing")).unwrap();
    scene.seat.log(&finished());
    let unsent = scene.end().await;
    assert_eq!((lines(&path).len(), unsent.dropped()), (1, 1));
}

/// Nobody empties the trays while the test does not wait.
#[tokio::test]
async fn what_has_no_room_is_dropped_and_counted() {
    let folder = Folder::new();
    let path = folder.file("log.json");
    let scene = Scene::new(&path, &json!({}));
    let mut shown = finished();
    for number in 0..10_005 {
        shown.id = plugin::RequestId::new(number);
        scene.seat.log(&shown);
    }
    let unsent = scene.end().await;
    let written = lines(&path);
    assert_eq!((written.len(), unsent.dropped()), (10_000, 5));
    // The oldest went.
    assert_eq!(written[0]["request"]["id"], "00000000000000000000000000000005");
}
