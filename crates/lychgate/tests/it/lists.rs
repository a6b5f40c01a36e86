//! The lists that a new plugin or option must be added to.

use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::entropy::SystemEntropy;
use lychgate::plugins::PLUGINS;
use lychgate::reference::page;
use plugin::{Kind, Services};
use ports::{NodeSecrets, Outside, SystemClock, Work};
use schema::{Value, check, fill};
use serde_json::json;
use testkit::http::Scripted;

use crate::binary::{repository, run};

/// What each plugin must be told; everything else has a default.
fn required(plugin: &str) -> Value {
    match plugin {
        "openid-connect" => json!({
            "issuer": "https://idp.example",
            "client_id": ["gateway"],
            "redirect_uri": ["https://app.example/"],
        }),
        "acl" => json!({ "allow": ["staff"] }),
        "rate-limiting" => json!({ "minute": 5 }),
        "file-log" => json!({ "path": "/tmp/requests.json" }),
        "http-log" => json!({ "http_endpoint": "http://logs.example/" }),
        "oauth2" => json!({ "enable_client_credentials": true, "provision_key": "a-key" }),
        "ip-restriction" => json!({ "deny": ["192.0.2.1"] }),
        _ => json!({}),
    }
}

#[test]
fn plugins_stand_in_the_order_in_which_they_act() {
    assert!(
        PLUGINS.is_sorted_by(|one, next| one.priority > next.priority),
        "{PLUGINS:?}"
    );
    let mut names: Vec<_> = PLUGINS.iter().map(|kind| kind.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), PLUGINS.len(), "two plugins have one name");
}

#[test]
fn every_plugin_runs_on_its_defaults() {
    for kind in PLUGINS {
        let schema = (kind.schema)();
        let mut config = required(kind.name);
        fill(&schema, &mut config);
        let found = check(&schema, &config);
        assert!(found.is_empty(), "{}: {found:?}", kind.name);
        assert_eq!(
            schema.used_inert(&config),
            [""; 0],
            "{}: a default without effect",
            kind.name
        );
        let built = kind.build(&config, &services());
        assert!(built.is_ok(), "{}: {:?}", kind.name, built.err());
    }
}

#[test]
fn every_option_has_a_sentence() {
    for kind in PLUGINS {
        assert!(kind.summary.ends_with('.'), "{}", kind.name);
        for field in (kind.schema)().fields {
            assert!(field.description.ends_with('.'), "{}: {}", kind.name, field.name);
        }
    }
}

/// Only comfort or speed may be lost silently. Whoever adds a line says in its review that it is so.
#[test]
fn inert_options_are_a_closed_list() {
    let list = repository().join("tests/inert-options.txt");
    let text = std::fs::read_to_string(&list).unwrap();
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut listed: Vec<_> = lines.collect();
    listed.sort_unstable();
    let mut inert = catalogue(PLUGINS).inert();
    inert.sort_unstable();
    assert_eq!(listed, inert, "left: {}, right: the schemas", list.display());
}

/// To write them anew: `LYCHGATE_UPDATE=1 cargo test -p lychgate --test it lists`.
#[test]
fn the_pages_of_plugins_say_what_the_schemas_say() {
    let folder = repository().join("docs/plugins");
    let mut index = "# Plugins\n\nIn the order in which they act; `lychgate plugin list` tells the same.\n\n\
                     | priority | plugin | what it does |\n|---|---|---|\n"
        .to_owned();
    for kind in PLUGINS {
        let Kind { name, priority, .. } = kind;
        index.push_str(&format!(
            "| {priority} | [{name}]({name}.md) | {} |\n",
            kind.summary
        ));
    }
    let pages = PLUGINS
        .iter()
        .map(|kind| (format!("{}.md", kind.name), page(kind)));
    let pages: Vec<_> = pages.chain([("README.md".to_owned(), index)]).collect();
    if std::env::var_os("LYCHGATE_UPDATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for (name, page) in &pages {
            std::fs::write(folder.join(name), page).unwrap();
        }
    }
    for (name, page) in &pages {
        let written = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            written == *page,
            "docs/plugins/{name} is not what the schema says: write it anew"
        );
    }
    let there = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(there, pages.len(), "a page without a plugin");
}

#[test]
fn the_command_line_tells_of_plugins() {
    let list = run(&["plugin", "list"], "");
    assert_eq!(list.code, Some(0));
    let lines: Vec<_> = list.stdout.lines().collect();
    assert_eq!(lines.len(), PLUGINS.len());
    for (line, kind) in lines.iter().zip(PLUGINS) {
        assert!(line.contains(kind.name) && line.ends_with(kind.summary), "{line}");
    }
    let shown = run(&["plugin", "show", "key-auth"], "");
    let kind = PLUGINS.iter().find(|kind| kind.name == "key-auth").unwrap();
    assert_eq!((shown.code, shown.stdout.trim()), (Some(0), page(kind).trim()));
    for (name, told) in [
        ("key-auht", "did you mean key-auth?"),
        ("x", "lychgate plugin list"),
    ] {
        let none = run(&["plugin", "show", name], "");
        assert!(none.code == Some(1) && none.stderr.contains(told), "{none:?}");
    }
}

/// Every metric, as a page for people.
fn metrics() -> String {
    let mut page = "# Metrics\n\nMade from the list in `crates/plugins/src/prometheus/metrics.rs`; a test keeps it so. \
                    `GET /metrics` tells them on the Admin API, to\nwhoever may read it, and on the status listener, to \
                    whoever asks, in version 0.0.4 of Prometheus's text format. What a plugin\n`prometheus` counts \
                    appears with the first request that it counts. What begins with `kong_` is Kong's, so that \
                    dashboards survive\nthe move. There are at most 5,000 series of a metric on each core: beyond them \
                    consumers are counted as `(others)`, and in the\nend everybody is. Labels hold names of entities and \
                    nothing that a client sends.\n\n| metric | kind | labels | with the option | what it tells |\n\
                    |---|---|---|---|---|\n"
        .to_owned();
    for metric in plugins::METRICS {
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let option = metric
            .option
            .map_or_else(String::new, |option| format!("`{option}`"));
        page.push_str(&format!(
            "| `{}` | {} | {} | {option} | {} |\n",
            metric.name,
            metric.kind.word(),
            labels.join(", "),
            metric.help
        ));
    }
    page
}

/// To write it anew: `LYCHGATE_UPDATE=1 cargo test -p lychgate --test it lists`.
#[test]
fn the_page_of_metrics_says_what_is_told() {
    let file = repository().join("docs/metrics.md");
    if std::env::var_os("LYCHGATE_UPDATE").is_some() {
        std::fs::write(&file, metrics()).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == metrics(),
        "docs/metrics.md is not what the list says: write it anew"
    );
}

pub(crate) fn services() -> Services {
    Services {
        http: Scripted::new().port(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        outside: Arc::new(Nowhere),
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![1; 32]])),
        deposits: Arc::new(testkit::deposits::InMemory::default()),
        shared: Arc::default(),
    }
}

/// To be built is no reason to call anybody: what is given to it is let go.
struct Nowhere;

impl Outside for Nowhere {
    fn run(&self, work: Work) {
        drop(work);
    }
}
