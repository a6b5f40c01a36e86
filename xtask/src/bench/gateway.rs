//! A gateway of ours to be measured: its configurations, and how it is started.

use std::fmt::Write;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::login::Provider;
use super::mint::Mint;

/// A certificate and its key, as PEM files.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    /// The certificate.
    pub(crate) chain: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

/// One gateway. Everything about it lies in its folder.
#[derive(Debug)]
pub(crate) struct Gateway<'a> {
    /// The binary.
    pub(crate) program: &'a Path,
    /// Its folder.
    pub(crate) folder: &'a Path,
    /// Where it listens in the clear.
    pub(crate) plain: SocketAddr,
    /// Where it listens with TLS, and by which certificate, if it does.
    pub(crate) tls: Option<(SocketAddr, &'a Certificate)>,
    /// How many cores serve.
    pub(crate) cores: usize,
}

impl Gateway<'_> {
    /// Adds its settings to a command, which then starts it.
    pub(crate) fn command(&self, mut command: Command, configuration: &str) -> io::Result<Command> {
        let file = self.folder.join("lychgate.yml");
        fs::create_dir_all(self.folder)?;
        fs::write(&file, configuration)?;
        let mut listens = self.plain.to_string();
        if let Some((address, certificate)) = self.tls {
            // Writing to a string cannot fail.
            let _ = write!(listens, ", {address} ssl");
            command
                .env("LYCHGATE_SSL_CERT", &certificate.chain)
                .env("LYCHGATE_SSL_CERT_KEY", &certificate.key);
        }
        command
            .arg("start")
            .env("LYCHGATE_PREFIX", self.folder)
            .env("LYCHGATE_DECLARATIVE_CONFIG", file)
            .env("LYCHGATE_PROXY_LISTEN", listens)
            .env("LYCHGATE_ADMIN_LISTEN", "off")
            .env("LYCHGATE_ADMIN_GUI_LISTEN", "off")
            .env("LYCHGATE_NGINX_WORKER_PROCESSES", self.cores.to_string())
            .env("LYCHGATE_PROXY_ACCESS_LOG", "off")
            .env("LYCHGATE_LOG_LEVEL", "warn");
        Ok(command)
    }
}

/// So many routes to one service, and the path of one that is neither the first nor the last.
pub(crate) fn routes(upstream: SocketAddr, number: usize) -> (String, String) {
    let path = |number: usize| format!("/service-{}/resource-{number}", number % 100);
    let mut yaml = service(upstream);
    for number in 0..number {
        // Writing to a string cannot fail.
        let _ = writeln!(
            yaml,
            "      - {{name: r{number}, paths: [{}], strip_path: false}}",
            path(number)
        );
    }
    (yaml, format!("{}/page", path(number * 2 / 3)))
}

/// One route for every path.
pub(crate) fn plain(upstream: SocketAddr) -> String {
    service(upstream) + "      - {name: all, paths: [/], strip_path: false}\n"
}

/// `/open` for everybody, and everything else behind a login that lasts as long as the measuring.
pub(crate) fn login(upstream: SocketAddr, provider: &Provider) -> String {
    let Provider {
        issuer,
        redirect_uri,
        client_id,
        client_secret,
        ..
    } = provider;
    service(upstream)
        + &format!(
            "      - {{name: open, paths: [/open], strip_path: false}}
      - name: protected
        paths: [/]
        strip_path: false
        plugins:
          - name: openid-connect
            config:
              issuer: {issuer}
              client_id: [{client_id}]
              client_secret: [{client_secret}]
              redirect_uri: [{redirect_uri}]
              session_secret: one-secret-for-as-long-as-it-is-measured
              session_idling_timeout: 0
              session_rolling_timeout: 0
"
        )
}

/// The ways of [`login`], and `/keyed` of [`beside`].
pub(crate) fn ways(upstream: SocketAddr, provider: &Provider) -> String {
    format!("{}{KEYED}{}", login(upstream, provider), somebody())
}

/// A way for each provider of tokens, and `/introspected` for tokens that another one is asked about.
pub(crate) fn tokens(upstream: SocketAddr, provider: &Provider, mints: &[Mint]) -> String {
    let mut yaml = service(upstream);
    let mut way = |path: &str, issuer: &str, method: &str| {
        let Provider {
            client_id,
            client_secret,
            ..
        } = provider;
        // Writing to a string cannot fail.
        let _ = writeln!(
            yaml,
            "      - name: {name}
        paths: [{path}]
        strip_path: true
        plugins:
          - name: openid-connect
            config:
              issuer: {issuer}
              client_id: [{client_id}]
              client_secret: [{client_secret}]
              auth_methods: [{method}]",
            name = path.trim_start_matches('/'),
        );
    };
    for mint in mints {
        way(mint.algorithm.path, &mint.issuer, "bearer");
    }
    way(INTROSPECTED, &provider.issuer, "introspection");
    yaml
}

/// The path of what a provider is asked about.
pub(crate) const INTROSPECTED: &str = "/introspected";

/// The key of the one consumer who may pass at `/keyed`.
pub(crate) const KEY: &str = "bXeTq2Zk9cVw4RfN7sLh1GyD0pJm6UaE";

/// `/open` for everybody; `/keyed` for who shows a key, with two limits that nobody reaches, and `/limited` with one;
/// `/counted`, whose requests Prometheus is told of.
pub(crate) fn beside(upstream: SocketAddr) -> String {
    service(upstream)
        + &format!(
            "      - {{name: open, paths: [/open], strip_path: true}}
{KEYED}      - name: limited
        paths: [/limited]
        plugins:
          - name: key-auth
          - name: rate-limiting
            config: {{minute: 1000000000000}}
      - name: counted
        paths: [/counted]
        plugins:
          - name: prometheus
            config:
              per_consumer: true
              status_code_metrics: true
              latency_metrics: true
              bandwidth_metrics: true
{}",
            somebody()
        )
}

/// Who shows a key may pass, and asks less often than the limits say.
const KEYED: &str = "      - name: keyed
        paths: [/keyed]
        plugins:
          - name: key-auth
          - name: rate-limiting
            config: {second: 1000000000, hour: 1000000000000}
";

/// The consumer who has the key.
fn somebody() -> String {
    format!("consumers:\n  - username: somebody\n    keyauth_credentials:\n      - key: {KEY}\n")
}

fn service(upstream: SocketAddr) -> String {
    format!(
        "_format_version: \"3.0\"\nservices:\n  - name: upstream\n    url: http://{upstream}\n    routes:\n"
    )
}
