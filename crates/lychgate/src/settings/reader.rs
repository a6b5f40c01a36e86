//! Laying the sources of settings over each other, and reading every key once.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use super::environment::{Environment, Prefix};
use super::finding::{Code, Faults, Finding, Origin};
use super::keys::{self, Standing};
use super::listen::{self, Encryption, Listen};
use super::values::{self, BadValue, DatabaseName};
use super::{AccessLog, CertificateFiles, Database, LogLevel, Settings, Sources, Workers, conf};
use super::{forwarding, headers, referred};
use proxy::{Forbidden, Limits, Network, Proxies, Rules};
use schema::{Reference, nearest};

/// What was written, by key; findings pile up while it is read.
#[derive(Default)]
pub(super) struct Reader {
    written: BTreeMap<String, Written>,
    faults: Vec<Finding>,
    warnings: Vec<Finding>,
}

/// A value as it was written, and where.
struct Written {
    value: String,
    origin: Origin,
}

impl Reader {
    /// Lays the sources over each other, the weakest first.
    pub(super) fn gather(sources: &Sources<'_>) -> Self {
        let mut reader = Self::default();
        if let Some((path, text)) = sources.file {
            reader.gather_file(path, text);
        }
        for (prefix, key, variable, value) in sources.environment.settings() {
            let unknown = keys::standing(&key) == Standing::Unknown;
            // Kong's images set variables of that prefix which are no settings.
            if unknown && prefix == Prefix::Kong {
                continue;
            }
            reader.write(key, value, Origin::Variable(variable.to_owned()));
        }
        if let Some(prefix) = sources.prefix {
            let value = prefix.to_string_lossy();
            reader.write("prefix".to_owned(), &value, Origin::Flag("--prefix"));
        }
        reader.follow("pg_password", &sources.environment);
        reader
    }

    /// Puts what a reference to a vault leads to in the place of the value of `key`, which is never shown.
    fn follow(&mut self, key: &str, environment: &Environment) {
        let Some(written) = self.written.get(key) else {
            return;
        };
        if !Reference::is_meant(&written.value) {
            return;
        }
        let value = |key: &str| self.written.get(key).map(|written| written.value.as_str());
        let (prefix, folder) = (value("vault_env_prefix"), value("vault_file_prefix"));
        match referred::secret(&written.value, environment, prefix, folder) {
            Ok(found) => {
                let origin = written.origin.clone();
                self.written
                    .insert(key.to_owned(), Written { value: found, origin });
            }
            Err(missing) => {
                self.faults.push(Finding {
                    origin: written.origin.clone(),
                    key: key.to_owned(),
                    code: Code::BadValue,
                    what: format!("{}: {}", written.value, missing.what),
                    remedy: missing.remedy,
                });
                self.written.remove(key);
            }
        }
    }

    fn gather_file(&mut self, path: &Path, text: &str) {
        let (entries, bad_lines) = conf::read(text);
        for bad in bad_lines {
            self.faults.push(Finding {
                origin: Origin::Line(path.to_owned(), bad.line),
                key: String::new(),
                code: Code::Syntax,
                what: bad.what.to_owned(),
                remedy: bad.remedy.to_owned(),
            });
        }
        for entry in entries {
            // As in Kong, an empty value is one that was not given; it also takes an earlier one back.
            if entry.value.is_empty() {
                self.written.remove(&entry.key);
                continue;
            }
            self.write(entry.key, &entry.value, Origin::Line(path.to_owned(), entry.line));
        }
    }

    fn write(&mut self, key: String, value: &str, origin: Origin) {
        let value = value.trim().to_owned();
        self.written.insert(key, Written { value, origin });
    }

    /// Says of each key that was written and does not work, why.
    pub(super) fn judge_keys(&mut self) {
        for (key, written) in &self.written {
            let finding = |code, what: String, remedy: String| Finding {
                origin: written.origin.clone(),
                key: key.clone(),
                code,
                what,
                remedy,
            };
            match keys::standing(key) {
                Standing::Honoured => {}
                Standing::Inert => self.warnings.push(finding(
                    Code::Inert,
                    "has no effect here yet".to_owned(),
                    "nothing depends on it; the line may stay".to_owned(),
                )),
                Standing::Refused(harmless) if harmless.contains(&written.value.as_str()) => {}
                Standing::Refused(harmless) => self.faults.push(finding(
                    Code::NotSupported,
                    "not supported yet, and it would protect something".to_owned(),
                    refused_remedy(harmless),
                )),
                Standing::Unknown => {
                    let unknown = finding(Code::UnknownKey, "unknown key".to_owned(), guess(key));
                    match written.origin {
                        Origin::Variable(_) => self.warnings.push(unknown),
                        _ => self.faults.push(unknown),
                    }
                }
            }
        }
    }

    /// The settings, unless there is a fault; and the warnings.
    pub(super) fn finish(self, settings: Settings) -> Result<(Settings, Vec<Finding>), Faults> {
        if self.faults.is_empty() {
            Ok((settings, self.warnings))
        } else {
            Err(Faults(self.faults))
        }
    }

    /// Reads every honoured key, so that no fault hides another.
    pub(super) fn settings(&mut self, environment: &Environment) -> Settings {
        let declarative_config = self.read("declarative_config", None, |value| values::path(value).map(Some));
        let database = self.database(declarative_config.is_some());
        let proxy_listen = self.listeners("proxy_listen", 8000);
        let admin_listen = self.listeners("admin_listen", 8001);
        let status_listen = self.status_listen();
        let admin_gui_listen = self.listeners("admin_gui_listen", 8002);
        self.refuse_clashes(&[
            ("proxy_listen", &proxy_listen),
            ("admin_listen", &admin_listen),
            ("status_listen", &status_listen),
            ("admin_gui_listen", &admin_gui_listen),
        ]);
        self.refuse_tls("admin_listen", &admin_listen, "the Admin API");
        self.refuse_tls("admin_gui_listen", &admin_gui_listen, "the Manager");
        let certificate = self.certificate(&proxy_listen);
        let rules = self.rules();
        let limits = self.limits();
        let prefix = self.read("prefix", values::default_prefix(environment), values::path);
        let trusted = self.trusted(&database);
        let names = self.names();
        Settings {
            database,
            declarative_config,
            log_level: self.read("log_level", LogLevel::Notice, values::log_level),
            proxy_access_log: self.read("proxy_access_log", AccessLog::Stdout, |value| {
                values::access_log(value, &prefix)
            }),
            nginx_worker_processes: self.read("nginx_worker_processes", Workers::Auto, values::workers),
            proxy_listen,
            admin_listen,
            admin_open_to_anybody: self.open_to_anybody(),
            admin_open_to_services: self.open_to_services(),
            admin_gui_login: self.manager_login(&admin_gui_listen, &names),
            admin_gui_listen,
            names,
            status_listen,
            prefix,
            certificate,
            trusted,
            rules,
            limits,
            vault_env_prefix: self.read("vault_env_prefix", None, |value| Ok(Some(value.to_owned()))),
            vault_file_prefix: self.read("vault_file_prefix", None, values::folder),
        }
    }

    /// Where entities are kept: in one place.
    fn database(&mut self, has_file: bool) -> Database {
        let postgres = self.postgres();
        let said = self.read("database", None, values::database);
        let name = match said {
            Some(DatabaseName::Sqlite) => "sqlite",
            Some(DatabaseName::Postgres) => "postgres",
            Some(DatabaseName::Off) | None => "",
        };
        if !name.is_empty() && has_file {
            self.faults.push(Finding {
                origin: self.origin("declarative_config"),
                key: "declarative_config".to_owned(),
                code: Code::BadValue,
                what: format!("is not read, because database is `{name}`"),
                remedy: "let database be `off`, or take this line out".to_owned(),
            });
        }
        match said {
            Some(DatabaseName::Postgres) => Database::Postgres(Box::new(postgres)),
            Some(DatabaseName::Off) => Database::Off,
            None if has_file => Database::Off,
            Some(DatabaseName::Sqlite) | None => Database::Sqlite,
        }
    }

    /// How much, and how long, clients and upstreams may take.
    fn limits(&mut self) -> Limits {
        let usual = Limits::default();
        Limits {
            upstream_idle: self.read(
                "upstream_keepalive_pool_size",
                usual.upstream_idle,
                values::pool_size,
            ),
            upstream_keep: self.read(
                "upstream_keepalive_idle_timeout",
                usual.upstream_keep,
                values::idle_timeout,
            ),
            ..usual
        }
    }

    /// What is decided about every request.
    fn rules(&mut self) -> Rules {
        let usual = Rules::default();
        let trusted = self.read("trusted_ips", Vec::new(), forwarding::networks);
        if trusted.iter().any(Network::is_everybody) {
            self.warn_open(
                "trusted_ips",
                "anybody may say who the client is, and that it came over TLS",
                "name the networks of your own proxies, unless nobody else can reach the gateway",
            );
        }
        Rules {
            proxies: Proxies {
                trusted,
                header: self.read("real_ip_header", usual.proxies.header, forwarding::real_ip_header),
                belief: self.read(
                    "real_ip_recursive",
                    usual.proxies.belief,
                    forwarding::real_ip_recursive,
                ),
                ports: self.read("port_maps", Vec::new(), forwarding::port_maps),
            },
            answer_headers: self.read("headers", usual.answer_headers, headers::read),
            upstream_request_id: self.read(
                "headers_upstream",
                usual.upstream_request_id,
                headers::read_upstream,
            ),
            error_default_type: self.read("error_default_type", usual.error_default_type, values::media_type),
            body: self.read("nginx_http_client_max_body_size", usual.body, values::size),
            own_cookies: usual.own_cookies,
            forbidden: Forbidden {
                networks: self.read("upstream_denied_networks", Vec::new(), forwarding::networks),
                // Known when its listeners are open.
                own: Vec::new(),
            },
        }
    }

    /// The value of `key`, or its default; a value that does not fit is noted as a fault.
    pub(super) fn read<T>(
        &mut self,
        key: &str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, BadValue>,
    ) -> T {
        let Some(written) = self.written.get(key) else {
            return default;
        };
        match values::readable(&written.value).and_then(parse) {
            Ok(value) => value,
            Err(bad) => {
                let origin = written.origin.clone();
                self.faults.push(Finding {
                    origin,
                    key: key.to_owned(),
                    code: Code::BadValue,
                    what: bad.what,
                    remedy: bad.remedy,
                });
                default
            }
        }
    }

    pub(super) fn fault(&mut self, fault: Finding) {
        self.faults.push(fault);
    }

    fn listeners(&mut self, key: &str, default_port: u16) -> Vec<Listen> {
        let default = listen::Listeners {
            listeners: vec![Listen {
                address: SocketAddr::from((Ipv4Addr::LOCALHOST, default_port)),
                encryption: Encryption::Plain,
            }],
            inert: Vec::new(),
        };
        let read = self.read(key, default, listen::read);
        for word in read.inert {
            self.warn_inert(key, format!("`{word}` has no effect here yet"));
        }
        read.listeners
    }

    fn status_listen(&mut self) -> Vec<Listen> {
        let read = self.read("status_listen", listen::Listeners::default(), listen::read);
        for word in read.inert {
            self.warn_inert("status_listen", format!("`{word}` has no effect here yet"));
        }
        if read
            .listeners
            .iter()
            .any(|listen| listen.encryption == Encryption::Tls)
        {
            self.fault(Finding {
                origin: self.origin("status_listen"),
                key: "status_listen".to_owned(),
                code: Code::NotSupported,
                what: "`ssl` is not supported here yet".to_owned(),
                remedy: "listen without `ssl`: nothing that is told there is a secret".to_owned(),
            });
        }
        read.listeners
    }

    /// What is told there is a secret, and nobody must believe that it is told over TLS.
    fn refuse_tls(&mut self, key: &str, listeners: &[Listen], whose: &str) {
        if listeners.iter().any(|l| l.encryption == Encryption::Tls) {
            self.fault(Finding {
                origin: self.origin(key),
                key: key.to_owned(),
                code: Code::NotSupported,
                what: format!("`ssl` on {whose} is not supported yet"),
                remedy: "listen on 127.0.0.1 without `ssl`".to_owned(),
            });
        }
    }

    fn warn_inert(&mut self, key: &str, what: String) {
        self.warnings.push(Finding {
            origin: self.origin(key),
            key: key.to_owned(),
            code: Code::Inert,
            what,
            remedy: "nothing depends on it; the line may stay".to_owned(),
        });
    }

    pub(super) fn warn_open(&mut self, key: &str, what: &str, remedy: &str) {
        self.warnings.push(Finding {
            origin: self.origin(key),
            key: key.to_owned(),
            code: Code::Open,
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    fn refuse_clashes(&mut self, all: &[(&str, &[Listen])]) {
        for (index, (key, listeners)) in all.iter().enumerate() {
            for (earlier, others) in &all[..index] {
                let clashing = |listen: &&Listen| others.iter().any(|other| listen::clash(**listen, *other));
                for listen in listeners.iter().filter(clashing) {
                    self.fault(Finding {
                        origin: self.origin(key),
                        key: (*key).to_owned(),
                        code: Code::BadValue,
                        what: format!("{} is also a {earlier}", listen.address),
                        remedy: "give each listener an address of its own".to_owned(),
                    });
                }
            }
        }
    }

    /// The certificate's files: both or none, and both if a listener needs them.
    fn certificate(&mut self, proxy: &[Listen]) -> Option<CertificateFiles> {
        let chain = self.read("ssl_cert", None, |value| values::one_file(value).map(Some));
        let key = self.read("ssl_cert_key", None, |value| values::one_file(value).map(Some));
        let encrypted = |listeners: &[Listen]| listeners.iter().any(|l| l.encryption == Encryption::Tls);
        let needed = encrypted(proxy) || chain.is_some() || key.is_some();
        for (name, file) in [("ssl_cert", &chain), ("ssl_cert_key", &key)] {
            // A value that was written and does not fit is a fault already.
            if needed && file.is_none() && !self.written.contains_key(name) {
                self.faults.push(Finding {
                    origin: Origin::Nowhere,
                    key: name.to_owned(),
                    code: Code::Missing,
                    what: "missing, but proxy_listen has `ssl` or the other half is given".to_owned(),
                    remedy: format!("set {name} to the path of a PEM file"),
                });
            }
        }
        Some(CertificateFiles {
            chain: chain?,
            key: key?,
        })
    }

    pub(super) fn origin(&self, key: &str) -> Origin {
        self.written
            .get(key)
            .map_or(Origin::Nowhere, |written| written.origin.clone())
    }
}

fn guess(key: &str) -> String {
    match nearest(key, keys::all()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("known keys: {}", keys::HONOURED.join(", ")),
    }
}

fn refused_remedy(harmless: &[&str]) -> String {
    match harmless {
        [] => "take the line out, and protect it before the gateway".to_owned(),
        [value, ..] => format!("take the line out, or write `{value}`"),
    }
}
