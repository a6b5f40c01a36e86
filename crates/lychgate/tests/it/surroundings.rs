//! Surroundings that nobody thinks of.

use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, get, lychgate, url_in};

/// OP-24: in Turkish an `I` has no dot when it is small, and Nepal is 5 hours and 45 minutes ahead.
#[test]
fn odd_locales_and_time_zones_change_nothing() {
    let folder = Folder::new();
    let config = folder.file(
        "kong.yml",
        "_format_version: \"3.0\"\nroutes:\n  - name: title\n    paths: [/TITLE]\n    plugins:\n      \
         - {name: request-termination, config: {status_code: 418, message: INIT}}\n",
    );
    let conf = folder.file(
        "lychgate.conf",
        &format!(
            "proxy_listen = 127.0.0.1:0\nadmin_listen = off\ndeclarative_config = {config}\nprefix = {}\n",
            folder.path().join("prefix").display()
        ),
    );
    let mut command = lychgate(&["start", "-c", &conf]);
    command
        .env("TZ", "Asia/Kathmandu")
        .env("LANG", "tr_TR.UTF-8")
        .env("LC_ALL", "tr_TR.UTF-8");
    let gateway = Guard::start(&mut command);
    let url = url_in(&gateway.error_line_with("requests:", PATIENCE));
    let (status, answer) = get(&format!("{}/TITLE", url.trim_end_matches('/')));
    assert_eq!(status, 418, "{answer}");
    assert!(answer.contains("\"message\":\"INIT\""), "{answer}");
    let line = gateway.line_with("/TITLE", PATIENCE);
    assert!(line.contains(" +0000] \"GET /TITLE HTTP/1.1\" 418 "), "{line}");
}
