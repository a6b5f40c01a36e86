//! What is measured: whom is asked for what, and beside whom it is put.

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
    /// With which cookies, if any.
    pub(crate) with: Option<String>,
    /// The row of nginx that it is compared with.
    pub(crate) beside: Option<&'static str>,
    /// The row of ours that it is compared with.
    pub(crate) own: Option<&'static str>,
}

/// What is measured, and beside what.
pub(crate) fn rows(of_ten: &str, of_many: &str, cookies: &str) -> Vec<Row> {
    let row = |name, server, path: &str| Row {
        name,
        server,
        path: path.to_owned(),
        with: None,
        beside: None,
        own: None,
    };
    let nginx = Some("nginx: plain, 1 KiB");
    let large = Some("nginx: 100 KiB");
    let tls = Some("nginx: TLS, 1 KiB");
    let own = Some("plain, 1 KiB");
    let with = Some(cookies.to_owned());
    vec![
        row("nginx: plain, 1 KiB", Server::Nginx, "/"),
        Row {
            beside: nginx,
            ..row("plain, 1 KiB", Server::One, "/")
        },
        Row {
            beside: nginx,
            own,
            ..row("10 routes", Server::Ten, of_ten)
        },
        Row {
            beside: nginx,
            own,
            ..row("10,000 routes", Server::TenThousand, of_many)
        },
        Row {
            beside: nginx,
            own,
            with: with.clone(),
            ..row("plain with the cookie of a session", Server::Login, "/open")
        },
        Row {
            beside: nginx,
            own,
            with,
            ..row("session hit", Server::Login, "/")
        },
        row("nginx: 100 KiB", Server::Nginx, LARGE_PATH),
        Row {
            beside: large,
            ..row("100 KiB", Server::One, LARGE_PATH)
        },
        row("nginx: TLS, 1 KiB", Server::NginxTls, "/"),
        Row {
            beside: tls,
            own,
            ..row("TLS, 1 KiB", Server::OneTls, "/")
        },
    ]
}

impl Server {
    /// Whether it speaks TLS.
    pub(crate) fn is_tls(self) -> bool {
        matches!(self, Self::NginxTls | Self::OneTls)
    }
}

#[cfg(test)]
mod tests;
