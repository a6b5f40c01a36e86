//! `lychgate demo`.

use std::net::TcpListener;

use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, ask, get, lychgate, run, url_in};

#[test]
fn the_demo_prints_steps_that_work_and_ends_cleanly() {
    let mut demo = Guard::start(&mut lychgate(&["demo", "--port", "0"]));
    let last = demo.line_with("Ctrl-C ends it.", PATIENCE);
    let lines = demo.stdout();
    assert_eq!(lines.last(), Some(&last));
    let place = |name: &str| {
        let line = lines.iter().find(|line| line.trim_start().starts_with(name));
        url_in(line.unwrap_or_else(|| panic!("no {name} in {lines:#?}")))
    };
    for step in 1..=5 {
        let numbered = format!("  {step}.  ");
        assert!(
            lines.iter().any(|line| line.starts_with(&numbered)),
            "no step {step} in {lines:#?}"
        );
    }
    assert!(
        lines.iter().all(|line| !line.contains('\x1b')),
        "colours are for terminals"
    );

    let gateway = place("gateway");
    let (status, answer) = get(&format!("{gateway}/open?a=b"));
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("\"query\":\"a=b\""), "{answer}");
    // What a program may paste.
    let curl = lines.iter().find(|line| line.trim_start().starts_with("curl "));
    let (_, token) = curl.unwrap().split_once("Authorization: ").unwrap();
    let (token, url) = token.split_once("' ").unwrap();
    let asked = |token: &str| ask(url, &[("Authorization", token)]);
    let (status, answer) = asked(token);
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("\"sub\":\"demo\""), "{answer}");
    assert_eq!(asked(&token.replacen(".ey", ".ez", 1)).0, 401);
    let (status, answer) = get(&format!("{gateway}/"));
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    assert_eq!(status, 302, "{answer}");
    let provider = place("sample provider");
    assert!(location.unwrap().starts_with(&provider), "{answer}");
    let (status, page) = get(location.unwrap());
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("alice"), "{page}");
    let (status, answer) = get(&format!("{gateway}/logout"));
    assert_eq!(status, 302, "{answer}");
    assert_eq!(get(&place("Admin API")).0, 200);
    let (status, page) = get(&format!("{}/", place("Manager")));
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("content-security-policy"), "{page}");
    assert_eq!(get(&format!("{}/", place("echo service"))).0, 200);

    demo.signal("INT");
    assert_eq!(demo.ended(PATIENCE).code(), Some(0), "{:#?}", demo.stderr());
    assert_eq!(demo.stderr(), [""; 0]);
}

#[test]
fn a_port_that_is_taken_is_told_with_its_holder() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().min(65_531).to_string();
    let ended = run(&["demo", "--port", &port], "");
    if port == taken.local_addr().unwrap().port().to_string() {
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(1), ""),
            "{}",
            ended.stderr
        );
        for words in [
            &format!("127.0.0.1:{port}"),
            &format!("(pid {})", std::process::id()),
            "start.port_in_use",
            "lychgate demo --port 9000",
        ] {
            assert!(ended.stderr.contains(words), "no {words:?} in {}", ended.stderr);
        }
    }
}

#[test]
fn the_printed_configuration_is_good() {
    let printed = run(&["demo", "--print-config"], "");
    assert_eq!(printed.code, Some(0), "{}", printed.stderr);
    let checked = run(&["check", "-"], &printed.stdout);
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    assert!(
        printed.stdout.contains("http://localhost:8000/"),
        "{}",
        printed.stdout
    );
}

#[test]
fn the_demo_may_be_over_tls_with_short_sessions_and_without_a_browser() {
    // Nothing is in the path that could open a page.
    let mut demo = Guard::start(
        lychgate(&["demo", "--port", "0", "--https", "--short-session", "--open"]).env("PATH", ""),
    );
    let told = demo.line_with("no browser can be opened", PATIENCE);
    let lines = demo.stdout();
    let gateway = lines
        .iter()
        .find(|line| line.trim_start().starts_with("gateway"))
        .unwrap();
    let gateway = url_in(gateway);
    assert!(gateway.starts_with("https://localhost:"), "{gateway}");
    assert!(told.contains(&gateway), "{told}");
    assert!(lines.iter().any(|line| line.contains("curl -k ")), "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.contains("after 20 seconds")),
        "{lines:#?}"
    );
    demo.signal("INT");
    assert_eq!(demo.ended(PATIENCE).code(), Some(0), "{:#?}", demo.stderr());
}

#[test]
fn files_of_ones_own_are_written_once() {
    let folder = Folder::new();
    let into = folder.path().join("a/gateway");
    let write = || run(&["demo", "--write", into.to_str().unwrap()], "");
    let ended = write();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let file = into.join("kong.yml");
    let checked = run(&["check", file.to_str().unwrap()], "");
    // All that is wrong with it is what only its reader knows.
    assert_eq!(checked.code, Some(1), "{}", checked.stdout);
    assert!(
        checked.stdout.contains("has 1 fault") && checked.stdout.contains("config.placeholder"),
        "{}",
        checked.stdout
    );
    let filled_in = std::fs::read_to_string(&file).unwrap().replace("YOUR_", "MY_");
    let checked = run(&["check", "-"], &filled_in);
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    assert!(
        !checked.stdout.contains("bearer.any_audience"),
        "{}",
        checked.stdout
    );
    let unit = std::fs::read_to_string(into.join("lychgate.service")).unwrap();
    assert!(unit.contains("ExecReload="), "{unit}");
    // What is there may be somebody's work.
    std::fs::write(&file, "mine").unwrap();
    let ended = write();
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ended.stderr
    );
    assert_eq!(
        ended.stderr.matches("demo.file_exists").count(),
        3,
        "{}",
        ended.stderr
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let ended = run(&["demo", "--write", file.to_str().unwrap()], "");
    assert!(ended.stderr.contains("demo.not_written"), "{}", ended.stderr);
}
