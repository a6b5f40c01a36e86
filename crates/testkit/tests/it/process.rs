//! The guard of child processes.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use testkit::process::Guard;

const SOON: Duration = Duration::from_secs(20);

fn shell(script: &str) -> Guard {
    Guard::start(Command::new("sh").args(["-c", script]))
}

#[test]
fn its_lines_are_heard() {
    let mut guard = shell("echo ready at 8000; echo oops >&2; exit 3");
    assert_eq!(guard.line_with("ready", SOON), "ready at 8000");
    assert_eq!(guard.ended(SOON).code(), Some(3));
    assert_eq!(guard.stdout(), ["ready at 8000"]);
    assert_eq!(guard.stderr(), ["oops"]);
}

#[test]
fn a_signal_reaches_it() {
    // Its own child says that it is up, since a signal that comes before that is another program's.
    let mut guard = shell("trap 'kill $!; echo bye; exit 0' TERM; sh -c 'echo up; exec sleep 600' & wait");
    assert_eq!(guard.line_with("up", SOON), "up");
    guard.signal("TERM");
    assert!(guard.ended(SOON).success());
    assert_eq!(guard.stdout(), ["up", "bye"]);
}

#[test]
fn it_ends_with_its_guard() {
    let guard = shell("echo up; exec sleep 600");
    assert_eq!(guard.line_with("up", SOON), "up");
    let place = format!("/proc/{}", guard.id());
    assert!(!cfg!(target_os = "linux") || Path::new(&place).exists());
    drop(guard);
    assert!(!Path::new(&place).exists());
}

#[test]
#[should_panic(expected = "no line with \"ready\"")]
fn a_line_that_never_comes_tells_what_came_instead() {
    let guard = shell("echo failed; exit 1");
    drop(guard.line_with("ready", SOON));
}
