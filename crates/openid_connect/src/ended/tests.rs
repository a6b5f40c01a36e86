use super::*;

const DAY: Option<Duration> = Some(Duration::from_secs(86_400));

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

#[test]
fn every_core_knows_whom_one_has_signed_out() {
    let ended = Ended::default();
    let cores = [Copy::default(), Copy::default()];
    assert!(!ended.has(&cores[0], "ada"));
    ended.end("ada", DAY, at(0));
    ended.end("bob", DAY, at(1));
    for core in &cores {
        assert!(ended.has(core, "ada") && ended.has(core, "bob") && !ended.has(core, "eve"));
    }
    ended.end("eve", DAY, at(2));
    assert!(ended.has(&cores[0], "eve") && ended.has(&cores[0], "ada"));
}

#[test]
fn nobody_is_remembered_for_ever() {
    let ended = Ended::default();
    let core = Copy::default();
    ended.end("for a while", Some(Duration::from_secs(60)), at(0));
    ended.end("for ever", None, at(0));
    assert!(ended.has(&core, "for a while"));
    // Whatever comes later takes away what nobody can show any more; copies follow when it is worth it.
    for number in 0..200 {
        ended.end(
            &format!("other {number}"),
            Some(Duration::from_secs(1)),
            at(100 + 10 * number),
        );
        assert!(ended.has(&core, &format!("other {number}")));
    }
    let list = ended.list.lock().unwrap();
    assert!(list.len() < 210);
    drop(list);
    ended.end("last", DAY, at(8 * 86_400));
    assert!(ended.has(&core, "last"));
    assert_eq!(ended.list.lock().unwrap().len(), 1);
    assert!(core.logins.borrow().len() < 300);
}

#[test]
fn the_list_has_an_end() {
    let ended = Ended::default();
    let core = Copy::default();
    for number in 0..MOST + 10 {
        ended.end(&number.to_string(), DAY, at(0));
    }
    assert_eq!(ended.list.lock().unwrap().len(), MOST);
    assert!(ended.has(&core, &(MOST + 9).to_string()));
    assert!(!ended.has(&core, "0"));
}
