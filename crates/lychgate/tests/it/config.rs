//! `lychgate config`: a store as a file, and a file as a store.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::binary::{Ended, Folder, PATIENCE, get, lychgate, run, url_in};
use testkit::process::Guard;

const FILE: &str = "\
_format_version: \"3.0\"
services:
- name: shop
  url: http://127.0.0.1:9
  routes:
  - name: shop
    paths: [/shop]
    plugins:
    - name: request-termination
      config: {status_code: 418}
consumers:
- username: bob
";

/// A node that was never started.
struct Node {
    folder: Folder,
    prefix: String,
}

impl Node {
    fn new() -> Self {
        let folder = Folder::new();
        let prefix = folder.path().join("node").to_str().unwrap().to_owned();
        Self { folder, prefix }
    }

    fn config(&self, command: &str, arguments: &[&str], input: &str) -> Ended {
        let all = [&["config", command, "-p", &self.prefix], arguments].concat();
        run(&all, input)
    }

    fn export(&self) -> String {
        let ended = self.config("export", &[], "");
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout
    }

    fn import(&self, text: &str) -> String {
        let ended = self.config("import", &["-"], text);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout
    }
}

#[test]
fn a_file_goes_in_and_comes_out_and_goes_in() {
    let node = Node::new();
    assert_eq!(
        node.import(FILE),
        "+ consumers bob\n+ services shop\n+ routes shop, of service shop\n\
         + plugins request-termination, of route shop\n4 created, 0 updated, 0 deleted\n"
    );
    let file = node.export();
    // The same file again changes nothing, and neither does what was exported.
    for text in [FILE, &file] {
        let ended = node.config("diff", &["-"], text);
        assert_eq!(
            (ended.code, &*ended.stdout),
            (Some(0), "0 created, 0 updated, 0 deleted\n"),
            "{ended:?}"
        );
        assert_eq!(node.import(text), "0 created, 0 updated, 0 deleted\n");
    }
    let other = Node::new();
    other.import(&file);
    assert_eq!(other.export(), file);
    // It is what `check` calls good, too.
    assert_eq!(run(&["check", "-"], &file).code, Some(0));
}

#[test]
fn a_key_that_ends_keeps_its_moment_in_a_file() {
    let node = Node::new();
    let file = |field: &str| {
        format!(
            "_format_version: '3.0'\nconsumers:\n- username: bob\n  keyauth_credentials:\n  - {{key: k, {field}}}\n"
        )
    };
    node.import(&file("ttl: 5000"));
    let text = node.export();
    let ends = text.split_once("lychgate_expires_at: ").unwrap().1;
    let ends: u64 = ends.lines().next().unwrap().parse().unwrap();
    assert!(ends > 1_700_000_000 && !text.contains("ttl"), "{text}");
    // However often it is read.
    assert_eq!(node.import(&text), "0 created, 0 updated, 0 deleted\n");
    assert_eq!(run(&["check", "-"], &text).code, Some(0));
    // A gateway would read a file again at each start, and the key would never end.
    let ended = run(&["check", "-"], &file("ttl: 5000"));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.stdout.contains("consumers[0].keyauth_credentials[0].ttl")
            && ended.stdout.contains("(config.ttl)")
            && ended.stdout.contains("write lychgate_expires_at instead"),
        "{}",
        ended.stdout
    );
    assert_eq!(run(&["check", "-"], &file("ttl: 0")).code, Some(0));
    for wrong in ["ttl: -1", "ttl: '5'", "ttl: 100000001"] {
        let ended = node.config("import", &["-"], &file(wrong));
        assert_eq!(ended.code, Some(1), "{wrong} {ended:?}");
        assert!(
            ended
                .stderr
                .contains("must be an integer between 0 and 100000000"),
            "{ended:?}"
        );
    }
    assert_eq!(node.export(), text);
}

#[test]
fn what_the_file_lacks_is_kept_or_deleted_as_is_said() {
    let node = Node::new();
    node.import(FILE);
    let without = "_format_version: '3.0'\nservices: [{name: shop, url: 'http://127.0.0.1:9', retries: 1}]\n";
    let ended = node.config("diff", &["-"], without);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert_eq!(
        ended.stdout,
        "- consumers bob\n~ services shop\n    retries: 5 → 1\n- routes shop, of service shop\n\
         - plugins request-termination, of route shop\n0 created, 1 updated, 3 deleted\n"
    );
    assert_eq!(
        node.import(without),
        "~ services shop\n    retries: 5 → 1\n0 created, 1 updated, 0 deleted\n\
         3 others kept that the file does not have; --replace deletes them\n"
    );
    let ended = node.config("import", &["--replace", "-"], without);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let file = node.export();
    assert!(
        file.contains("retries: 1") && !file.contains("routes") && !file.contains("bob"),
        "{file}"
    );
}

// OP-11
#[test]
fn all_faults_are_told_at_once_and_nothing_is_imported() {
    let node = Node::new();
    node.import(FILE);
    let before = node.export();
    let bad = "\
_format_version: '3.0'
services:
- {name: one, host: 'a b'}
- {name: two, host: a.example, retries: many}
routes:
- {name: three, paths: [/], service: nobody}
";
    let ended = node.config("import", &["-"], bad);
    assert_eq!((ended.code, &*ended.stdout), (Some(1), ""), "{ended:?}");
    for part in [
        "standard input was not imported: 3 faults",
        "services[0].host",
        "services[1].retries",
        "routes[0].service",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    // Options that cannot be put to use would close the route.
    let useless = "\
_format_version: '3.0'
plugins:
- name: openid-connect
  config: {issuer: 'http://idp.example', client_id: [a], client_secret: [b], redirect_uri: ['https://app.example/cb']}
";
    let ended = node.config("import", &["-"], useless);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("issuer"), "{}", ended.stderr);
    assert_eq!(node.export(), before);
}

#[test]
fn values_come_from_the_environment_if_their_names_begin_with_deck() {
    let node = Node::new();
    let text = "_format_version: '3.0'\nservices: [{name: a, host: '${{ env \"DECK_HOST\" }}'}]\n";
    let imported = |variable: &str| {
        let mut command = lychgate(&["config", "import", "-p", &node.prefix]);
        let file = node.folder.file("kong.yml", &text.replace("DECK_HOST", variable));
        command.arg(file).env(variable, "a.example").stdin(Stdio::null());
        command.output().unwrap()
    };
    assert_eq!(imported("DECK_HOST").status.code(), Some(0));
    assert!(node.export().contains("host: a.example\n"));
    let refused = imported("OTHER");
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(
        told.contains("OTHER") && told.contains("declarative.foreign_variable"),
        "{told}"
    );
    let missing = node.config("diff", &["-"], text);
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(
        missing.stderr.contains("line 2") && missing.stderr.contains("declarative.no_variable"),
        "{missing:?}"
    );
}

#[test]
fn secrets_are_shown_by_an_export_alone_and_its_file_is_its_users() {
    let node = Node::new();
    let text = |secret: &str| {
        format!(
            "_format_version: '3.0'\nplugins:\n- name: openid-connect\n  config:\n    issuer: https://idp.example\n    \
             client_id: [me]\n    client_secret: [{secret}]\n    redirect_uri: ['https://app.example/cb']\n"
        )
    };
    node.import(&text("first-secret"));
    let ended = node.config("diff", &["-"], &text("second-secret"));
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.stdout.contains("config.client_secret: \"***\" → \"***\""),
        "{}",
        ended.stdout
    );
    assert!(!format!("{ended:?}").contains("-secret"), "{ended:?}");
    let path = node.folder.path().join("kong.yml");
    let output = path.to_str().unwrap();
    assert_eq!(node.config("export", &["-o", output], "").code, Some(0));
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(std::fs::read_to_string(&path).unwrap().contains("first-secret"));
    // Never over a file that is there.
    let again = node.config("export", &["-o", output], "");
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.stderr.contains("config.not_written"), "{again:?}");
}

#[test]
fn a_store_that_is_not_there_or_not_used_is_told() {
    let node = Node::new();
    for command in ["export", "diff"] {
        let arguments: &[&str] = if command == "diff" { &["-"] } else { &[] };
        let ended = node.config(command, arguments, FILE);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.stderr.contains("config.no_store"), "{ended:?}");
    }
    let conf = node.folder.file("lychgate.conf", "database = off\n");
    let ended = node.config("import", &["-c", &conf, "-"], FILE);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("config.no_store"), "{ended:?}");
    node.import(FILE);
    let ended = node.config("export", &["--workspace", "other"], "");
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("config.no_workspace"), "{ended:?}");
}

#[test]
fn a_gateway_that_runs_follows_an_import() {
    let node = Node::new();
    let mut command = lychgate(&["start", "-p", &node.prefix]);
    command.envs([
        ("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0"),
        ("LYCHGATE_ADMIN_LISTEN", "127.0.0.1:0"),
        ("LYCHGATE_NGINX_WORKER_PROCESSES", "1"),
    ]);
    let gateway = Guard::start(&mut command);
    let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
    assert_eq!(get(&format!("{requests}/shop")).0, 404);
    node.import(FILE);
    let until = std::time::Instant::now() + PATIENCE;
    while get(&format!("{requests}/shop")).0 != 418 {
        assert!(std::time::Instant::now() < until, "the import is not in force");
        std::thread::yield_now();
    }
}

/// As decK writes them: inside of the consumer.
#[test]
fn members_of_groups_go_in_and_come_out() {
    let node = Node::new();
    let file = "\
_format_version: '3.0'
consumer_groups: [{name: gold}, {name: tin, consumers: [{username: zoe}]}]
consumers: [{username: bob, groups: [{name: gold}]}, {username: zoe}]
";
    let told = node.import(file);
    for line in [
        "+ consumer_group_consumers consumer bob, group gold\n",
        "+ consumer_group_consumers consumer zoe, group tin\n",
        "6 created, 0 updated, 0 deleted\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let exported = node.export();
    assert!(
        exported.contains("  groups:\n  - name: gold\n") && !exported.contains("consumer_group_consumers"),
        "{exported}"
    );
    for text in [file, &exported] {
        assert_eq!(node.import(text), "0 created, 0 updated, 0 deleted\n");
    }
    let other = Node::new();
    other.import(&exported);
    assert_eq!(other.export(), exported);
    // Who is not in the group any more, and a group that is gone with those in it.
    let less = "_format_version: '3.0'\nconsumer_groups: [{name: gold}]\nconsumers: [{username: bob}, {username: zoe}]\n";
    let ended = node.config("import", &["--replace", "-"], less);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.stdout.ends_with("0 created, 0 updated, 3 deleted\n"),
        "{ended:?}"
    );
    assert_eq!(run(&["check", "-"], &exported).code, Some(0));
}

/// Neither can have the other's name while the other has it.
#[test]
fn two_entities_change_their_names_and_keep_what_links_to_them() {
    let node = Node::new();
    let file = |one: &str, other: &str| {
        format!(
            "_format_version: '3.0'\nconsumers:\n- id: 91020192-062d-416f-a275-9addeeaffa01\n  username: {one}\n  plugins:\n  \
             - id: 91020192-062d-416f-a275-9addeeaffa03\n    name: request-termination\n\
             - id: 91020192-062d-416f-a275-9addeeaffa02\n  username: {other}\n"
        )
    };
    node.import(&file("bob", "zoe"));
    assert_eq!(
        node.import(&file("zoe", "bob")),
        "~ consumers bob\n    username: \"zoe\" → \"bob\"\n~ consumers zoe\n    username: \"bob\" → \"zoe\"\n\
         0 created, 2 updated, 0 deleted\n"
    );
    let exported = node.export();
    let bob = "- username: bob\n  id: 91020192-062d-416f-a275-9addeeaffa02\n- username: zoe\n  \
               id: 91020192-062d-416f-a275-9addeeaffa01\n  plugins:\n";
    assert!(exported.contains(bob), "{exported}");
}
