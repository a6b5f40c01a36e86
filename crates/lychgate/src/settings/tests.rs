mod admin;
mod tls;
mod vaults;

use std::path::{Path, PathBuf};
use std::time::Duration;

use store::{Authorities, PostgresSettings, Tls};

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
    assert_eq!(shown(&settings.admin_gui_listen), ["127.0.0.1:8002"]);
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
fn what_would_protect_is_refused_until_it_works() {
    for line in [
        "enforce_rbac = on",
        "admin_gui_auth = basic-auth",
        "client_ssl = on",
        "ssl_protocols = TLSv1.3",
        "nginx_http_limit_conn = one 1",
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

/// What of `rules` is meant by these lines; all the rest must be as usual.
fn rules(text: &str) -> proxy::Rules {
    good(text).rules
}

#[test]
fn nothing_written_trusts_nobody_and_adds_what_kong_adds() {
    let usual = rules("");
    assert_eq!(usual, proxy::Rules::default());
    assert_eq!(usual.proxies.trusted, []);
    assert_eq!(usual.proxies.header, "x-real-ip");
    let same = "\
trusted_ips =
real_ip_header = X-Real-IP
real_ip_recursive = off
headers = server_tokens, latency_tokens, X-Kong-Request-Id
headers_upstream = X-Kong-Request-Id
error_default_type = text/plain
";
    assert_eq!(rules(same), usual);
}

#[test]
fn bodies_have_a_limit_where_one_is_written() {
    for (value, bytes) in [
        ("0", None),
        ("0m", None),
        ("100", Some(100)),
        ("8k", Some(8192)),
        ("1M", Some(1 << 20)),
        ("2g", Some(2 << 30)),
    ] {
        let text = format!("nginx_http_client_max_body_size = {value}");
        assert_eq!(rules(&text).body.map(std::num::NonZeroU64::get), bytes, "{value}");
    }
    for value in ["m", "-1", "+1", "1 m", "1mb", "18446744073709551615k"] {
        let text = format!("nginx_http_client_max_body_size = {value}");
        let expected = "test.conf:1 nginx_http_client_max_body_size settings.bad_value";
        assert_eq!(faults(&text), [expected], "{value}");
    }
}

#[test]
fn proxies_are_believed_as_written() {
    let text = "\
trusted_ips = 10.0.0.0/8, 2001:db8::/32 ,192.0.2.7
real_ip_header = CF-Connecting-IP
real_ip_recursive = on
port_maps = 80:8000, 443:8443
";
    let proxies = rules(text).proxies;
    let networks: Vec<_> = proxies.trusted.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"]);
    assert_eq!(proxies.header, "cf-connecting-ip");
    assert_eq!(proxies.belief, proxy::Belief::Recursive);
    let ports: Vec<_> = proxies
        .ports
        .iter()
        .map(|map| (map.outside, map.inside))
        .collect();
    assert_eq!(ports, [(80, 8000), (443, 8443)]);
}

#[test]
fn headers_are_added_as_written() {
    use proxy::AnswerHeader::{ProxyLatency, RequestId, Server, UpstreamStatus, Via};
    for (written, expected) in [
        ("off", &[][..]),
        ("OFF", &[]),
        ("server_tokens", &[Server, Via]),
        ("Via", &[Via]),
        (
            "x-kong-upstream-status,X-KONG-REQUEST-ID",
            &[UpstreamStatus, RequestId],
        ),
        ("X-Kong-Proxy-Latency, Server", &[ProxyLatency, Server]),
    ] {
        let headers = rules(&format!("headers = {written}")).answer_headers;
        assert_eq!(headers, expected.iter().copied().collect(), "{written}");
    }
    let untold = rules("headers_upstream = off").upstream_request_id;
    assert_eq!(untold, proxy::UpstreamRequestId::Untold);
    for media_type in proxy::MediaType::ALL {
        let text = format!("error_default_type = {}", media_type.name());
        assert_eq!(rules(&text).error_default_type, media_type);
    }
}

#[test]
fn connections_to_upstreams_are_kept_as_long_as_written() {
    let kept = |text: &str| {
        let limits = good(text).limits;
        (limits.upstream_idle, limits.upstream_keep.as_millis())
    };
    assert_eq!(kept(""), (512, 60_000));
    assert_eq!(kept("upstream_keepalive_pool_size = 0"), (0, 60_000));
    assert_eq!(kept("upstream_keepalive_idle_timeout = 1.5"), (512, 1_500));
    // As in Kong: for ever, which is a year here.
    assert_eq!(kept("upstream_keepalive_idle_timeout = 0"), (512, 31_536_000_000));
    for bad in [
        "pool_size = -1",
        "pool_size = 65536",
        "idle_timeout = soon",
        "idle_timeout = -1",
        "idle_timeout = NaN",
    ] {
        let faults = Settings::read(&Sources {
            file: Some((Path::new("test.conf"), &format!("upstream_keepalive_{bad}"))),
            ..Sources::default()
        });
        assert!(faults.is_err(), "{bad}");
    }
}

#[test]
fn what_nobody_could_mean_is_refused_with_a_remedy() {
    for (line, hint) in [
        ("trusted_ips = unix:", "connect over TCP"),
        ("trusted_ips = 10.0.0.0/8,,", "divided by commas"),
        ("trusted_ips = proxy.test", "divided by commas"),
        ("trusted_ips = 10.0.0.0/33", "from 0 to 32"),
        ("trusted_ips = 10.0.0.5/8", "write 10.0.0.0/8"),
        ("trusted_ips = ::ffff:10.0.0.0/104", "write it as IPv4"),
        ("real_ip_header = proxy_protocol", "X-Real-IP"),
        ("real_ip_header = X Real IP", "another header"),
        ("real_ip_recursive = yes", "on, or off"),
        ("port_maps = 8000", "outside:inside"),
        ("port_maps = 80:0", "outside:inside"),
        ("port_maps = 80:8000, 81:8000", "one port outside"),
        ("headers = off, Via", "`off` alone"),
        ("headers = X-Powered-By", "X-Kong-Upstream-Status"),
        ("headers_upstream = X-Request-Id", "X-Kong-Request-Id, or off"),
        ("error_default_type = text/yaml", "text/plain, text/html"),
        ("proxy_access_log = /a.log combined", "a path alone"),
    ] {
        let (key, _) = line.split_once(" = ").expect("a line");
        let faults = read(line, &[]).expect_err(line).0;
        let expected = format!("test.conf:1 {key} settings.bad_value");
        assert_eq!(summary(&faults), [expected], "{line}");
        assert!(faults[0].remedy.contains(hint), "{line}: {}", faults[0].remedy);
    }
}

#[test]
fn trusting_everybody_is_said_aloud() {
    for networks in ["0.0.0.0/0,::/0", "10.0.0.0/8, ::/0"] {
        let text = format!("trusted_ips = {networks}\nheaders = X-Kong-Admin-Latency, latency_tokens");
        let warnings = read(&text, &[]).expect("good").1;
        assert_eq!(summary(&warnings), ["test.conf:1 trusted_ips settings.open"]);
    }
}

#[test]
fn comfort_that_does_not_work_yet_is_a_warning() {
    let text =
        "mem_cache_size = 128m\nproxy_listen = 127.0.0.1:8000 http2\nadmin_gui_listen = 127.0.0.1:8002 http2";
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
database = cassandra
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
            "variable LYCHGATE_DECLARATIVE_CONFIG declarative_config settings.bad_value",
            "test.conf:6 database settings.bad_value",
            "test.conf:10 admin_listen settings.bad_value",
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
    let kongs = good("proxy_access_log = /dev/stderr kong_log_format");
    assert_eq!(kongs.proxy_access_log, AccessLog::Stderr);
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

#[test]
fn entities_are_kept_in_one_place() {
    for (text, database) in [
        ("", Database::Sqlite),
        ("declarative_config = /kong.yml", Database::Off),
        ("database = sqlite", Database::Sqlite),
        ("database = off", Database::Off),
        ("database = off\ndeclarative_config = /kong.yml", Database::Off),
    ] {
        let (settings, _) = read(text, &[]).unwrap();
        assert_eq!(settings.database, database, "{text}");
    }
    let faults = read("database = sqlite\ndeclarative_config = /kong.yml", &[]).expect_err("two places");
    assert_eq!(
        summary(&faults.0),
        ["test.conf:2 declarative_config settings.bad_value"]
    );
}

#[test]
fn postgres_is_reached_as_kong_reaches_it() {
    let postgres = |text: &str| match read(text, &[]).unwrap().0.database {
        Database::Postgres(postgres) => *postgres,
        other => panic!("{text}: {other:?}"),
    };
    let usual = postgres("database = postgres");
    assert_eq!(usual.to_string(), "PostgreSQL 127.0.0.1:5432/kong");
    assert_eq!((usual.server.user.as_str(), usual.server.tls), ("kong", Tls::Off));
    let all = "database = postgres\npg_host = db.test\npg_port = 5433\npg_user = lych\npg_password = s3cret\n\
               pg_database = gate\npg_schema = own\npg_timeout = 1500\npg_ssl = on\npg_ssl_required = on\n\
               pg_ssl_verify = on\npg_ssl_authorities = /ca.pem\npg_max_concurrent_queries = 5";
    let told = postgres(all);
    assert_eq!(told.to_string(), "PostgreSQL db.test:5433/gate");
    assert_eq!(told.authorities, Some(PathBuf::from("/ca.pem")));
    let expected = PostgresSettings {
        host: "db.test".to_owned(),
        port: 5433,
        user: "lych".to_owned(),
        password: Some("s3cret".to_owned().into()),
        database: "gate".to_owned(),
        schema: "own".to_owned(),
        tls: Tls::Verified(Authorities::System),
        timeout: Duration::from_millis(1_500),
    };
    assert_eq!(told.server, expected);
    assert!(!format!("{told:?}").contains("s3cret"));
}

#[test]
fn what_would_protect_the_database_is_never_dropped() {
    for (text, faults) in [
        ("pg_port = 0", &["test.conf:1 pg_port settings.bad_value"][..]),
        (
            "pg_timeout = soon",
            &["test.conf:1 pg_timeout settings.bad_value"],
        ),
        ("pg_ssl = perhaps", &["test.conf:1 pg_ssl settings.bad_value"]),
        (
            "pg_ssl_verify = on",
            &["test.conf:1 pg_ssl_verify settings.bad_value"],
        ),
        (
            "pg_ssl_required = on",
            &["test.conf:1 pg_ssl_required settings.bad_value"],
        ),
        (
            "pg_ssl = on\npg_ssl_authorities = /ca.pem",
            &["test.conf:2 pg_ssl_authorities settings.bad_value"],
        ),
        (
            "pg_ssl_version = tlsv1_3",
            &["test.conf:1 pg_ssl_version settings.not_supported"],
        ),
        (
            "pg_ssl_cert = /client.pem",
            &["test.conf:1 pg_ssl_cert settings.not_supported"],
        ),
        (
            "pg_iam_auth = on",
            &["test.conf:1 pg_iam_auth settings.not_supported"],
        ),
        (
            "database = cassandra",
            &["test.conf:1 database settings.bad_value"],
        ),
        (
            "database = postgres\ndeclarative_config = /kong.yml",
            &["test.conf:2 declarative_config settings.bad_value"],
        ),
    ] {
        let wrong = read(text, &[]).expect_err(text);
        assert_eq!(summary(&wrong.0), faults, "{text}");
    }
}
