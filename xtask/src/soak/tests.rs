use super::sample::{Sample, judge};
use super::seconds;

fn sample(memory: u64, tasks: u64) -> Sample {
    Sample {
        memory,
        tasks,
        files: 9,
        ..Sample::default()
    }
}

fn broken(before: &Sample, during: &[Sample], after: &Sample) -> Vec<String> {
    let verdicts = judge(before, during, after).into_iter();
    let broken = verdicts.filter(|verdict| !verdict.holds);
    broken
        .map(|verdict| verdict.what.split(':').next().unwrap().to_owned())
        .collect()
}

#[test]
fn what_stays_behind_is_seen() {
    let before = sample(9_000, 8);
    let flat: Vec<Sample> = (0..30).map(|at| sample(10_000 + at % 3, 60)).collect();
    assert_eq!(broken(&before, &flat, &before), [""; 0]);
    assert_eq!(
        broken(&before, &flat, &sample(9_000, 9)),
        ["no task is left over"]
    );
    let mut after = before.clone();
    (after.files, after.open, after.panics) = (10, 1, 1);
    assert_eq!(
        broken(&before, &flat, &after),
        [
            "no file is left open",
            "no connection is left open",
            "no request fell over"
        ]
    );
}

#[test]
fn memory_that_grows_is_seen() {
    let before = sample(9_000, 8);
    let growing: Vec<Sample> = (0..30).map(|at| sample(10_000 + 500 * at, 60)).collect();
    assert_eq!(broken(&before, &growing, &before), ["memory is flat"]);
    // What was looked at twice says nothing.
    assert_eq!(broken(&before, &growing[..2], &before), ["memory is flat"]);
}

#[test]
fn it_lasts_three_minutes_unless_said_otherwise() {
    assert_eq!(seconds(None).unwrap(), 180);
    assert_eq!(seconds(Some("10")).unwrap(), 10);
    for bad in ["9", "3601", "-1", "long", ""] {
        assert!(seconds(Some(bad)).is_err(), "{bad}");
    }
}
