//! What is measured: whom is asked for what, and beside whom it is put.

use std::path::{Path, PathBuf};

use super::gateway::{INTROSPECTED, KEY};
use super::mint::Algorithm;
use super::nginx::LARGE_PATH;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    /// nginx, in the clear.
    Nginx,
    /// nginx, with TLS.
    NginxTls,
    /// Ours with one route.
    One,
    /// The same with TLS.
    OneTls,
    /// Ours with ten.
    Ten,
    /// Ours with ten thousand.
    TenThousand,
    /// Ours with a route behind a login.
    Login,
    /// Ours with routes behind other plugins.
    Beside,
    /// Ours with routes for tokens.
    Tokens,
}

/// Something that is measured.
#[derive(Debug)]
pub(crate) struct Row {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Who is asked.
    pub(crate) server: Server,
    /// For what.
    pub(crate) path: String,
    /// By whom.
    pub(crate) by: Asker,
    /// The row of nginx that it is compared with.
    pub(crate) beside: Option<&'static str>,
    /// The row of ours that it is compared with.
    pub(crate) own: Option<&'static str>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Anybody.
    Anybody,
    /// Somebody with these cookies.
    Browser(String),
    /// A program with this access token.
    Program(String),
    /// Programs with an access token each, of which the first is told: this script of wrk's brings them all.
    Programs(String, PathBuf),
    /// Somebody with this key.
    Keyed(&'static str),
}

/// What is measured, and beside what. `cookies` are those of a session, `token` is an access token, and `fresh` are
/// programs with tokens that are not remembered.
pub(crate) fn rows(
    of_ten: &str,
    of_many: &str,
    cookies: &str,
    token: &str,
    fresh: Vec<(&Algorithm, Asker)>,
) -> Vec<Row> {
    let row = |name, server, path: &str| Row {
        name,
        server,
        path: path.to_owned(),
        by: Asker::Anybody,
        beside: None,
        own: None,
    };
    let nginx = Some("nginx: plain, 1 KiB");
    let beside = |beside, row| Row { beside, ..row };
    let ours = |name, server, path: &str| Row {
        own: Some("plain, 1 KiB"),
        ..beside(nginx, row(name, server, path))
    };
    let by = |by: &Asker, row| Row {
        by: by.clone(),
        ..row
    };
    let browser = Asker::Browser(cookies.to_owned());
    let program = Asker::Program(token.to_owned());
    let keyed = Asker::Keyed(KEY);
    let plain = [
        row("nginx: plain, 1 KiB", Server::Nginx, "/"),
        beside(nginx, row("plain, 1 KiB", Server::One, "/")),
        ours("10 routes", Server::Ten, of_ten),
        ours("10,000 routes", Server::TenThousand, of_many),
    ];
    let logins = [
        by(
            &browser,
            ours("plain with the cookie of a session", Server::Login, "/open"),
        ),
        by(&browser, ours("session hit", Server::Login, "/")),
        by(
            &program,
            ours("plain with an access token", Server::Login, "/open"),
        ),
        by(&program, ours("bearer hit", Server::Login, "/")),
        by(&program, ours("introspection hit", Server::Tokens, INTROSPECTED)),
    ];
    let fresh = fresh
        .into_iter()
        .map(|(algorithm, asker)| by(&asker, ours(algorithm.row, Server::Tokens, algorithm.path)));
    let plugins = [
        by(&keyed, ours("plain with a key", Server::Beside, "/open")),
        by(
            &keyed,
            ours("key-auth and rate-limiting", Server::Beside, "/limited"),
        ),
        by(&keyed, ours("the same with two limits", Server::Beside, "/keyed")),
        ours("prometheus", Server::Beside, "/counted"),
    ];
    let others = [
        row("nginx: 100 KiB", Server::Nginx, LARGE_PATH),
        beside(Some("nginx: 100 KiB"), row("100 KiB", Server::One, LARGE_PATH)),
        row("nginx: TLS, 1 KiB", Server::NginxTls, "/"),
        Row {
            beside: Some("nginx: TLS, 1 KiB"),
            ..ours("TLS, 1 KiB", Server::OneTls, "/")
        },
    ];
    plain
        .into_iter()
        .chain(logins)
        .chain(fresh)
        .chain(plugins)
        .chain(others)
        .collect()
}

/// The rows whose names have this in them, and those that they are compared with.
pub(crate) fn only(rows: Vec<Row>, name: &str) -> Vec<Row> {
    let wanted = rows.iter().filter(|row| row.name.contains(name));
    let named: Vec<&str> = wanted
        .flat_map(|row| [Some(row.name), row.beside, row.own])
        .flatten()
        .collect();
    let named = |row: &Row| named.contains(&row.name);
    rows.into_iter().filter(named).collect()
}

impl Asker {
    /// Its cookies, or nothing.
    pub(crate) fn cookies(&self) -> &str {
        match self {
            Self::Browser(cookies) => cookies,
            Self::Anybody | Self::Program(_) | Self::Programs(..) | Self::Keyed(_) => "",
        }
    }

    /// Its access token, or nothing.
    pub(crate) fn token(&self) -> &str {
        match self {
            Self::Program(token) | Self::Programs(token, _) => token,
            Self::Anybody | Self::Browser(_) | Self::Keyed(_) => "",
        }
    }

    /// Its key, or nothing.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Keyed(key) => key,
            Self::Anybody | Self::Browser(_) | Self::Program(_) | Self::Programs(..) => "",
        }
    }

    /// The header by which it tells who it is, if it does.
    pub(crate) fn header(&self) -> Option<String> {
        match self {
            Self::Anybody | Self::Programs(..) => None,
            Self::Browser(cookies) => Some(format!("Cookie: {cookies}")),
            Self::Program(token) => Some(format!("Authorization: Bearer {token}")),
            Self::Keyed(key) => Some(format!("apikey: {key}")),
        }
    }

    /// The script of wrk's that asks in its place, if there is one.
    pub(crate) fn script(&self) -> Option<&Path> {
        match self {
            Self::Programs(_, script) => Some(script),
            Self::Anybody | Self::Browser(_) | Self::Program(_) | Self::Keyed(_) => None,
        }
    }
}

impl Server {
    /// Whether it speaks TLS.
    pub(crate) fn is_tls(self) -> bool {
        matches!(self, Self::NginxTls | Self::OneTls)
    }
}

#[cfg(test)]
mod tests;
