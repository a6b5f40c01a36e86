use std::path::PathBuf;

use super::{Service, command, find, free, memory_in, ticks_in};

/// A folder of one test's own, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn shell(script: &str, folder: &Folder) -> Service {
    let mut shell = command(&find("sh").unwrap());
    shell.args(["-c", script]);
    Service::start("shell", shell, &folder.0).unwrap()
}

#[test]
fn numbers_of_processes_are_read() {
    let stat = "12 (a (b) c) S 1 12 12 0 -1 4194560 1 2 3 4 150 25 7 8 20 0 1 0 100 1 2\n";
    assert_eq!(ticks_in(stat), Some(175));
    assert_eq!(ticks_in("12 (a) S 1"), None);
    let status = "Name:\tx\nVmHWM:\t  9999 kB\nVmRSS:\t   12345 kB\n";
    assert_eq!(memory_in(status), Some(12_345));
    assert_eq!(memory_in("Name:\tx\n"), None);
}

#[test]
fn a_service_is_waited_for_and_ended() {
    let folder = Folder::new("service");
    let mut service = shell(
        "trap 'echo bye; exit' TERM; echo here; while :; do sleep 0.05; done",
        &folder,
    );
    service.says("here").unwrap();
    assert!(service.usage().memory > 0);
    assert_eq!(service.stop().unwrap(), "here\nbye\n");
}

#[test]
fn a_service_that_ends_too_soon_tells_why() {
    let folder = Folder::new("service-ends");
    let mut service = shell("echo the port is taken; exit 1", &folder);
    let why = service.listens(free().unwrap()).unwrap_err().to_string();
    assert!(why.starts_with("shell does not listen at 127.0.0.1:"), "{why}");
    assert!(why.ends_with("the port is taken\n"), "{why}");
}

#[test]
fn programs_are_found_or_not() {
    assert!(find("sh").unwrap().is_file());
    assert_eq!(find("no-program-has-this-name"), None);
}
