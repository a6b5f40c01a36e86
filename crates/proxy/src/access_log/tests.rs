use std::sync::mpsc::{Sender, channel};

use http::{HeaderValue, Method, StatusCode};
use plugin::{Answer, Credential, Exchange};

use super::*;
use crate::fakes::exchange;

fn written(x: Exchange, notes: &Notes, size: Option<u64>) -> String {
    let now = x.received.at;
    let finished = notes.finished(x, &Answer::new(StatusCode::OK), None, now);
    let mut text = Vec::new();
    line::write(&finished, notes, size, &mut text);
    String::from_utf8(text).unwrap()
}

#[test]
fn a_line_has_nginxs_combined_form_and_no_query() {
    let mut x = exchange(Method::POST, "/a/b?code=secret");
    x.credential = Some(Credential {
        id: "ada l.".into(),
        entity: None,
    });
    let notes = Notes {
        referer: Some(HeaderValue::from_static("https://app.test/x?token=secret#secret")),
        user_agent: Some(HeaderValue::from_static("Mozilla/5.0 (X11)")),
        ..Notes::default()
    };
    assert_eq!(
        written(x, &notes, Some(12)),
        "192.0.2.7 - ada\\x20l. [01/Jan/2026:00:00:00 +0000] \"POST /a/b HTTP/1.1\" 200 12 \
         \"https://app.test/x\" \"Mozilla/5.0 (X11)\" kong_request_id: \"00000000000000000000000000000007\"\n"
    );
    let mut x = exchange(Method::GET, "/");
    x.received.client = "[2001:db8::7]:5".parse().unwrap();
    assert_eq!(
        written(x, &Notes::default(), None),
        "2001:db8::7 - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 - \"-\" \"-\" \
         kong_request_id: \"00000000000000000000000000000007\"\n"
    );
}

#[test]
fn a_page_is_named_without_what_may_be_secret() {
    for (referer, expected) in [
        ("https://app.test/x?token=secret", "https://app.test/x"),
        ("https://app.test/x#secret", "https://app.test/x"),
        ("https://ada:secret@app.test/x", "https://app.test/x"),
        (
            "https://ada@se:secret@app.test:8443/x@y",
            "https://app.test:8443/x@y",
        ),
        ("//ada:secret@app.test", "//app.test"),
        ("https://ada:secret@", "https://"),
        ("https://app.test?ada:secret@b", "https://app.test"),
        ("about:blank", "about:blank"),
        ("?secret", ""),
    ] {
        let notes = Notes {
            referer: Some(HeaderValue::from_static(referer)),
            ..Notes::default()
        };
        let line = written(exchange(Method::GET, "/"), &notes, None);
        assert!(
            line.contains(&format!(" - \"{expected}\" \"-\" kong")),
            "{referer}: {line}"
        );
    }
}

#[test]
fn nobody_writes_lines_of_his_own_or_steers_a_terminal() {
    let notes = Notes {
        // The codec lets no other control characters pass.
        user_agent: Some(HeaderValue::from_bytes(b"a\" \\ \xff\t").unwrap()),
        ..Notes::default()
    };
    let mut x = exchange(Method::GET, "/");
    x.credential = Some(Credential {
        id: "a\n127.0.0.1 - - \u{1b}".into(),
        entity: None,
    });
    let text = written(x, &notes, None);
    assert_eq!(text.lines().count(), 1);
    assert!(
        text.contains("- a\\x0A127.0.0.1\\x20-\\x20-\\x20\\x1B ["),
        "{text}"
    );
    assert!(text.contains("\"a\\x22 \\x5C \\xFF\\x09\""), "{text}");
}

#[test]
fn days_have_their_dates() {
    for (seconds, expected) in [
        (0, "[01/Jan/1970:00:00:00 +0000]"),
        (951_782_399, "[28/Feb/2000:23:59:59 +0000]"),
        (951_782_400, "[29/Feb/2000:00:00:00 +0000]"),
        (1_709_251_199, "[29/Feb/2024:23:59:59 +0000]"),
        (1_735_689_599, "[31/Dec/2024:23:59:59 +0000]"),
        (1_772_323_200, "[01/Mar/2026:00:00:00 +0000]"),
        (4_107_542_400, "[01/Mar/2100:00:00:00 +0000]"),
    ] {
        let mut x = exchange(Method::GET, "/");
        x.received.at = ports::Timestamp::from_millis(seconds * 1000);
        assert!(
            written(x, &Notes::default(), None).contains(expected),
            "{expected}"
        );
    }
}

/// Hands what is written to the test, piece by piece, and waits until it may go on.
struct Slow {
    written: Sender<Vec<u8>>,
    go_on: Receiver<()>,
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.send(bytes.to_vec()).map_err(io::Error::other)?;
        self.go_on.recv().map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn log(lines: &Lines) {
    let finished = Notes::default().finished(
        exchange(Method::GET, "/"),
        &Answer::new(StatusCode::OK),
        None,
        ports::Timestamp::default(),
    );
    lines.write(&finished, &Notes::default(), None);
}

// OP-14
#[test]
fn a_core_never_waits_and_what_is_too_much_is_counted() {
    let (written, seen) = channel();
    let (go_on, may_go_on) = channel();
    let slow = Slow {
        written,
        go_on: may_go_on,
    };
    let writer = Writer(Some(Writer::to(Box::new(slow)).unwrap()));
    let lines = writer.lines();
    log(&lines);
    let first = seen.recv().unwrap();
    // The writer is stuck now. Two trays full of lines come, and all of these calls return.
    let many = 2 * MOST / first.len();
    (0..many).for_each(|_| log(&lines));
    let dropped = lines.0.as_ref().unwrap().tray.dropped.load(Ordering::Relaxed);
    assert!(
        dropped as usize >= many / 2 - 1 && (dropped as usize) < many,
        "{dropped} of {many}"
    );
    drop(go_on);
    drop(lines);
    drop(writer);
}

#[test]
fn what_is_left_is_written_at_the_end() {
    let path = std::env::temp_dir().join(format!("lychgate-access-{}.log", std::process::id()));
    let writer = Writer::start(&AccessLog::File(path.clone())).unwrap();
    let (one, other) = (writer.lines(), writer.lines());
    (0..3).for_each(|_| log(&one));
    log(&other);
    drop((one, other));
    drop(writer);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(text.lines().count(), 4);
    assert!(text.ends_with('\n'));
}

#[test]
fn a_log_that_is_off_writes_nothing() {
    let writer = Writer::start(&AccessLog::Off).unwrap();
    log(&writer.lines());
    assert!(writer.0.is_none());
}

#[test]
fn a_file_that_cannot_be_opened_is_told() {
    let nowhere = AccessLog::File("/nonexistent/access.log".into());
    assert_eq!(
        Writer::start(&nowhere).unwrap_err().kind(),
        io::ErrorKind::NotFound
    );
}
