use std::path::Path;

use super::*;

const FILE: &str = "test.conf";

fn read(text: &str, variables: &[(&str, &str)]) -> Result<(Settings, Vec<Finding>), Faults> {
    Settings::read(&Sources {
        file: Some((Path::new(FILE), text)),
        environment: Environment::of(variables),
        prefix: None,
    })
}

fn good(text: &str) -> Settings {
    read(text, &[]).expect("good settings").0
}

/// `origin key code` of every finding, in order.
fn summary(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|f| format!("{} {} {}", f.origin, f.key, f.code.as_str()))
        .collect()
}

fn faults(text: &str) -> Vec<String> {
    summary(&read(text, &[]).expect_err("a fault").0)
}

#[test]
fn nothing_written_listens_on_loopback_only() {
    let settings = good("");
    let shown = |listens: &[Listen]| listens.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown(&settings.proxy_listen), ["127.0.0.1:8000"]);
    assert_eq!(shown(&settings.admin_listen), ["127.0.0.1:8001"]);
    assert_eq!(settings.declarative_config, None);
    assert_eq!(settings.log_level, LogLevel::Notice);
    assert_eq!(settings.proxy_access_log, AccessLog::Stdout);
    assert_eq!(settings.nginx_worker_processes, Workers::Auto);
    assert_eq!(settings.certificate, None);
}

#[test]
fn lines_are_read_as_kong_reads_them() {
    for (written, expected) in [
        ("prefix=/a", "/a"),
        ("  prefix   =   /a  ", "/a"),
        ("prefix = /a # here", "/a"),
        (r"prefix = /a\#b", "/a#b"),
        ("prefix = '/a # b'", "/a # b"),
        ("prefix = \"/a\" # quoted", "/a"),
        ("prefix = /first\nprefix = /second", "/second"),
        ("prefix = /first\nprefix = /second\r\n", "/second"),
        ("\u{feff}prefix = /a", "/a"),
        ("# prefix = /no\n\nprefix = /a=b", "/a=b"),
    ] {
        assert_eq!(good(written).prefix, Path::new(expected), "{written}");
    }
}

#[test]
fn an_empty_value_is_not_given() {
    let settings = good("log_level =\nproxy_access_log = off\nproxy_access_log = # back to the default");
    assert_eq!(settings.log_level, LogLevel::Notice);
    assert_eq!(settings.proxy_access_log, AccessLog::Stdout);
}

#[test]
fn the_later_source_wins() {
    let level = |variables: &[(&str, &str)]| read("log_level = warn", variables).expect("good").0.log_level;
    assert_eq!(level(&[]), LogLevel::Warn);
    assert_eq!(level(&[("KONG_LOG_LEVEL", "error")]), LogLevel::Error);
    let both = [("LYCHGATE_LOG_LEVEL", "debug"), ("KONG_LOG_LEVEL", "error")];
    assert_eq!(level(&both), LogLevel::Debug);
    assert_eq!(level(&[both[1], both[0]]), LogLevel::Debug);
    assert_eq!(level(&[("LYCHGATE_LOG_LEVEL", "")]), LogLevel::Warn);

    let (settings, _) = Settings::read(&Sources {
        file: None,
        environment: Environment::of(&[("LYCHGATE_PREFIX", "/variable")]),
        prefix: Some(Path::new("/flag")),
    })
    .expect("good");
    assert_eq!(settings.prefix, Path::new("/flag"));
}

#[test]
fn a_weaker_source_that_is_overruled_is_not_judged() {
    assert!(read("log_level = loud", &[("KONG_LOG_LEVEL", "warn")]).is_ok());
}

#[test]
fn listeners_are_read_in_kongs_form() {
    for (written, expected) in [
        ("127.0.0.1:8000", vec!["127.0.0.1:8000"]),
        (
            "0.0.0.0:80 reuseport backlog=16384, [::1]:81",
            vec!["0.0.0.0:80", "[::1]:81"],
        ),
        ("127.0.0.1:0, 127.0.0.1:0", vec!["127.0.0.1:0", "127.0.0.1:0"]),
        ("off", vec![]),
    ] {
        let settings = good(&format!("proxy_listen = {written}"));
        let shown: Vec<_> = settings.proxy_listen.iter().map(ToString::to_string).collect();
        assert_eq!(shown, expected, "{written}");
    }
}

#[test]
fn listeners_that_mean_nothing_are_refused() {
    for (written, hint) in [
        ("8000", "write `address:port`"),
        ("127.0.0.1", "write `address:port`"),
        ("127.0.0.1:70000", "write `address:port`"),
        ("localhost:8000", "127.0.0.1 in place of localhost"),
        ("::1:8000", "brackets"),
        ("127.0.0.1:8000,", "write `address:port`"),
        ("127.0.0.1:8000, off", "stand alone"),
        ("127.0.0.1:8000 off", "stand alone"),
        ("127.0.0.1:8000, 127.0.0.1:8000", "address of its own"),
        ("127.0.0.1:8000 backlog=0", "backlog=N"),
        ("127.0.0.1:8000 backlog", "backlog=N"),
        ("127.0.0.1:8000 tls", "known words"),
        ("127.0.0.1:8000 proxy_protocol", "balancer"),
        ("unix:/run/x.sock", "write `address:port`"),
    ] {
        let faults = read(&format!("proxy_listen = {written}"), &[])
            .expect_err(written)
            .0;
        assert_eq!(
            summary(&faults),
            ["test.conf:1 proxy_listen settings.bad_value"],
            "{written}"
        );
        assert!(faults[0].remedy.contains(hint), "{written}: {}", faults[0].remedy);
    }
}

#[test]
fn proxy_and_admin_cannot_share_an_address() {
    assert_eq!(
        faults("admin_listen = 127.0.0.1:8000"),
        ["test.conf:1 admin_listen settings.bad_value"]
    );
}

#[test]
fn tls_needs_certificate_and_key() {
    let tls = "proxy_listen = 127.0.0.1:8443 ssl\n";
    assert_eq!(
        faults(tls),
        [
            "settings ssl_cert settings.missing",
            "settings ssl_cert_key settings.missing"
        ]
    );
    assert_eq!(
        faults("ssl_cert = /c.pem"),
        ["settings ssl_cert_key settings.missing"]
    );
    assert_eq!(
        faults("ssl_cert = /a.pem,/b.pem\nssl_cert_key = /k.pem"),
        ["test.conf:1 ssl_cert settings.bad_value"]
    );
    let settings = good(&format!("{tls}ssl_cert = /c.pem\nssl_cert_key = /k.pem"));
    assert_eq!(settings.proxy_listen[0].encryption, Encryption::Tls);
    let files = CertificateFiles {
        chain: "/c.pem".into(),
        key: "/k.pem".into(),
    };
    assert_eq!(settings.certificate, Some(files));
}

#[test]
fn tls_on_the_admin_api_is_refused_not_ignored() {
    let text = "admin_listen = 127.0.0.1:8444 ssl\nssl_cert = /c.pem\nssl_cert_key = /k.pem";
    assert_eq!(faults(text), ["test.conf:1 admin_listen settings.not_supported"]);
}

#[test]
fn what_would_protect_is_refused_until_it_works() {
    for line in [
        "trusted_ips = 10.0.0.0/8",
        "enforce_rbac = on",
        "admin_gui_auth = basic-auth",
        "client_ssl = on",
        "ssl_protocols = TLSv1.3",
        "nginx_http_client_max_body_size = 1m",
        "declarative_config_string = {}",
        "plugins = off",
        "audit_log = on",
        "router_flavor = expressions",
    ] {
        let (key, value) = line.split_once(" = ").expect("a line");
        let expected = format!("test.conf:1 {key} settings.not_supported");
        assert_eq!(faults(line), [expected], "{line}");

        let variable = format!("KONG_{}", key.to_ascii_uppercase());
        let from_variable = read("", &[(&variable, value)]).expect_err(line).0;
        let expected = format!("variable {variable} {key} settings.not_supported");
        assert_eq!(summary(&from_variable), [expected], "{line}");
    }
}

#[test]
fn asking_for_no_protection_is_fine() {
    let text = "enforce_rbac = off\nplugins = bundled\nrole = traditional\nclient_ssl = off\ntrusted_ips =";
    assert_eq!(read(text, &[]).expect("good").1, []);
}

#[test]
fn comfort_that_does_not_work_yet_is_a_warning() {
    let text =
        "mem_cache_size = 128m\nproxy_listen = 127.0.0.1:8000 http2\nadmin_gui_listen = 127.0.0.1:8002";
    let (_, warnings) = read(text, &[]).expect("good");
    assert_eq!(
        summary(&warnings),
        [
            "test.conf:1 mem_cache_size settings.inert",
            "test.conf:2 proxy_listen settings.inert",
            "test.conf:3 admin_gui_listen settings.inert",
        ]
    );
}

#[test]
fn an_unknown_key_is_an_error_in_the_file_and_a_warning_in_the_environment() {
    let faults = read("proxy_listne = 127.0.0.1:80", &[]).expect_err("unknown").0;
    assert_eq!(
        summary(&faults),
        ["test.conf:1 proxy_listne settings.unknown_key"]
    );
    assert_eq!(faults[0].remedy, "did you mean `proxy_listen`?");

    let variables = [
        ("LYCHGATE_LOGLEVEL", "info"),
        ("KONG_VERSION", "3.9"),
        ("LYCHGATE_CACHE", "/c"),
    ];
    let (_, warnings) = read("", &variables).expect("good");
    assert_eq!(
        summary(&warnings),
        ["variable LYCHGATE_LOGLEVEL loglevel settings.unknown_key"]
    );
    assert_eq!(warnings[0].remedy, "did you mean `log_level`?");
}

#[test]
fn all_faults_are_told_at_once_and_each_is_numbered() {
    let text = "\
nonsense
= value
prefix = 'open
log_level = loud
nginx_worker_processes = 0
database = postgres
proxy_access_log = /a.log basic
prefix = '/a' b
enforce_rbac = both
admin_listen = nowhere
wibble = 1
";
    let faults = read(text, &[("LYCHGATE_DECLARATIVE_CONFIG", "{vault://env/x}")]).expect_err("faults");
    assert_eq!(
        summary(&faults.0),
        [
            "test.conf:1  settings.syntax",
            "test.conf:2  settings.syntax",
            "test.conf:3  settings.syntax",
            "test.conf:8  settings.syntax",
            "test.conf:9 enforce_rbac settings.not_supported",
            "test.conf:11 wibble settings.unknown_key",
            "test.conf:6 database settings.bad_value",
            "test.conf:10 admin_listen settings.bad_value",
            "variable LYCHGATE_DECLARATIVE_CONFIG declarative_config settings.bad_value",
            "test.conf:4 log_level settings.bad_value",
            "test.conf:7 proxy_access_log settings.bad_value",
            "test.conf:5 nginx_worker_processes settings.bad_value",
        ]
    );
    let shown = faults.to_string();
    assert!(
        shown.starts_with("12 faults in the settings:\n1. test.conf:1: no `=`"),
        "{shown}"
    );
    assert!(
        shown.contains("\n12. test.conf:5: nginx_worker_processes: `0` is not"),
        "{shown}"
    );
}

#[test]
fn values_that_are_no_text_are_refused() {
    for value in ["a\u{fffd}b", "a\u{7}b"] {
        let faults = read("", &[("LYCHGATE_PREFIX", value)]).expect_err("no text").0;
        assert_eq!(
            summary(&faults),
            ["variable LYCHGATE_PREFIX prefix settings.bad_value"]
        );
    }
}

#[test]
fn a_relative_access_log_lies_under_the_prefix() {
    let settings = good("prefix = /p\nproxy_access_log = logs/access.log");
    assert_eq!(
        settings.proxy_access_log,
        AccessLog::File("/p/logs/access.log".into())
    );
    assert_eq!(good("proxy_access_log = off").proxy_access_log, AccessLog::Off);
}

#[test]
fn the_default_prefix_belongs_to_the_user() {
    for (variables, expected) in [
        (&[("XDG_STATE_HOME", "/x"), ("HOME", "/h")][..], "/x/lychgate"),
        (&[("HOME", "/h")][..], "/h/.local/state/lychgate"),
        (&[][..], "/var/lib/lychgate"),
    ] {
        assert_eq!(read("", variables).expect("good").0.prefix, Path::new(expected));
    }
}

#[test]
fn every_key_stands_in_one_list_only() {
    let mut all: Vec<_> = keys::all().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn colours_follow_the_environment() {
    assert!(Environment::of(&[("NO_COLOR", "")]).allows_colour());
    assert!(!Environment::of(&[("NO_COLOR", "1")]).allows_colour());
    assert!(!Environment::of(&[("TERM", "dumb")]).allows_colour());
}
