use ports::Timestamp;

use super::*;

fn kept(subject: &str, token: usize) -> Rc<Kept> {
    let session = serde_json::json!({ "s": subject, "a": "a".repeat(token) });
    Rc::new(Kept {
        claimed: Claimed::default(),
        written: Written::of_request(
            serde_json::from_value(session).unwrap(),
            Timestamp::from_millis(0),
        ),
        believed: Believed::default(),
        upstream: Telling::default(),
        downstream: Telling::default(),
        cookies: None,
    })
}

fn subject(memory: &Memory, cookies: &str) -> Option<String> {
    memory
        .find(cookies.as_bytes())
        .map(|kept| kept.written.session.subject.clone())
}

#[test]
fn only_the_very_header_finds_its_session() {
    let memory = Memory::default();
    memory.keep(b"session=1abc", &kept("ada", 10));
    memory.keep(b"session=1abd", &kept("bob", 10));
    assert_eq!(subject(&memory, "session=1abc").as_deref(), Some("ada"));
    assert_eq!(subject(&memory, "session=1abd").as_deref(), Some("bob"));
    for other in [
        "",
        "session=1ab",
        "session=1abC",
        "session=1abc; a=b",
        " session=1abc",
    ] {
        assert_eq!(subject(&memory, other), None, "{other}");
    }
}

#[test]
fn what_is_used_stays_and_the_rest_goes() {
    let memory = Memory::default();
    memory.keep(b"busy", &kept("busy", 10));
    memory.keep(b"idle", &kept("idle", 10));
    // Twice the whole memory, in sessions of some 50 kB.
    for number in 0..320 {
        memory.keep(format!("other {number}").as_bytes(), &kept("other", 50_000));
        assert!(subject(&memory, "busy").is_some(), "after {number}");
    }
    assert_eq!(subject(&memory, "idle"), None);
    let halves = memory.0.borrow();
    assert!(halves.recent.bytes <= HALF && halves.older.bytes <= HALF);
}

#[test]
fn what_is_larger_than_the_memory_is_not_kept() {
    let memory = Memory::default();
    memory.keep(b"huge", &kept("huge", HALF));
    assert_eq!(subject(&memory, "huge"), None);
}

#[test]
fn headers_that_look_alike_are_told_apart() {
    let memory = Memory::default();
    let header = |number: u32| {
        let mut header = vec![b'a'; 2000];
        header[500..510].copy_from_slice(format!("{number:010}").as_bytes());
        header
    };
    for number in 0..500 {
        memory.keep(&header(number), &kept(&number.to_string(), 10));
    }
    for number in 0..500 {
        assert_eq!(
            memory.find(&header(number)).unwrap().written.session.subject,
            number.to_string()
        );
    }
    assert!(memory.find(&header(500)).is_none());
    for length in [0, 1, 95, 96, 97] {
        let header = vec![b'a'; length];
        assert!(memory.find(&header).is_none());
        memory.keep(&header, &kept("short", 10));
        assert!(memory.find(&header).is_some(), "{length}");
    }
}
