//! A login at the sample provider, driven once by plain calls, for the session cookie that comes of it.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::client::{Answer, Connection, Request};
use super::service::{self, Service};

/// The sample provider, as the demo runs it.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Its issuer.
    pub(crate) issuer: String,
    /// Where it sends browsers back to. Nobody who is driven here goes there: only its path counts.
    pub(crate) redirect_uri: String,
    /// The client that it knows.
    pub(crate) client_id: String,
    /// That client's secret.
    pub(crate) client_secret: String,
    _demo: Service,
}

impl Provider {
    /// Starts it.
    pub(crate) fn start(lychgate: &Path, folder: &Path) -> io::Result<Self> {
        let config = Command::new(lychgate).args(["demo", "--print-config"]).output()?;
        let config = String::from_utf8_lossy(&config.stdout).into_owned();
        let mut command = service::command(lychgate);
        command.args(["demo", "--port", "0"]).env("NO_COLOR", "1");
        let mut demo = Service::start("provider", command, folder)?;
        demo.says("Ctrl-C ends it")?;
        let steps = demo.said()?;
        let unknown = |what: &str| io::Error::other(format!("the demo does not tell its {what}:\n{steps}"));
        let url = |name: &str| url_of(&steps, name).ok_or_else(|| unknown(name));
        Ok(Self {
            issuer: url("sample provider")?.to_owned(),
            redirect_uri: format!("{}/", url("gateway")?),
            client_id: first(&config, "client_id").ok_or_else(|| unknown("client_id"))?,
            client_secret: first(&config, "client_secret").ok_or_else(|| unknown("client_secret"))?,
            _demo: demo,
        })
    }
}

/// The URL that stands behind a name at the beginning of a line.
fn url_of<'a>(steps: &'a str, name: &str) -> Option<&'a str> {
    let rest = steps
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(name))?;
    rest.split_whitespace()
        .next()
        .filter(|url| url.starts_with("http://"))
}

/// The value in `option: [value]`.
fn first(config: &str, option: &str) -> Option<String> {
    let line = config.lines().find_map(|line| line.trim().strip_prefix(option))?;
    let value = line.strip_prefix(": [")?.strip_suffix(']')?;
    Some(value.to_owned())
}

/// Signs alice in at a gateway whose route `/` is behind a login. The cookies of her session.
pub(crate) fn sign_in(gateway: SocketAddr, provider: &Provider) -> io::Result<String> {
    let (host, path) = parts(&provider.redirect_uri)?;
    let begin = Request {
        host,
        target: path,
        ..Request::default()
    };
    let sent_away = Connection::open(gateway)?.ask(&begin)?;
    let login = cookies(&sent_away);
    let (authority, authorize) = parts(location(&sent_away)?)?;
    let mut browser = Connection::open(authority.parse().map_err(io::Error::other)?)?;
    let asked = Request {
        host: authority,
        target: authorize,
        ..Request::default()
    };
    let page = browser.ask(&asked)?;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    let action = page
        .split_once("action=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let (action, _) = action.ok_or_else(|| io::Error::other(format!("no sign-in page: {page}")))?;
    let (_, parameters) = authorize.split_once('?').unwrap_or_default();
    let form = format!("{parameters}&person=alice");
    let signed_in = browser.ask(&Request {
        target: action,
        form: &form,
        ..asked
    })?;
    let (_, back) = parts(location(&signed_in)?)?;
    let returned = Connection::open(gateway)?.ask(&Request {
        target: back,
        cookies: &login,
        ..begin
    })?;
    match (returned.status, cookies(&returned)) {
        (200, session) if session.contains("session") => Ok(session),
        (status, _) => Err(unexpected("no session", status, &returned.body)),
    }
}

/// The access token that the client gets for itself.
pub(crate) fn token(provider: &Provider) -> io::Result<String> {
    let Provider {
        issuer,
        client_id,
        client_secret,
        ..
    } = provider;
    let mut tokens = tokens(issuer, client_id, client_secret, 1)?;
    tokens.pop().ok_or_else(|| io::Error::other("no access token"))
}

/// So many access tokens that a client gets for itself, on one connection.
pub(crate) fn tokens(issuer: &str, id: &str, secret: &str, number: usize) -> io::Result<Vec<String>> {
    let url = format!("{issuer}/v1/token");
    let (authority, target) = parts(&url)?;
    // Neither has a character that needs an escape.
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let request = Request {
        host: authority,
        target,
        form: &form,
        ..Request::default()
    };
    let mut connection = Connection::open(authority.parse().map_err(io::Error::other)?)?;
    (0..number)
        .map(|_| {
            let answer = connection.ask(&request)?;
            let body = String::from_utf8_lossy(&answer.body);
            let token = body
                .split_once("\"access_token\":\"")
                .and_then(|(_, rest)| rest.split_once('"'));
            match token {
                Some((token, _)) => Ok(token.to_owned()),
                None => Err(unexpected("no access token", answer.status, &answer.body)),
            }
        })
        .collect()
}

fn location(answer: &Answer) -> io::Result<&str> {
    let location = answer.header("location");
    location.ok_or_else(|| unexpected("no redirect", answer.status, &answer.body))
}

fn unexpected(what: &str, status: u16, body: &[u8]) -> io::Error {
    let body = String::from_utf8_lossy(body);
    io::Error::other(format!("{what}, but {status}: {body}"))
}

/// The authority, and the path with its query, of an `http:` URL.
fn parts(url: &str) -> io::Result<(&str, &str)> {
    let parts = url
        .strip_prefix("http://")
        .and_then(|rest| Some(rest.split_at(rest.find('/')?)));
    parts.ok_or_else(|| io::Error::other(format!("not an http: URL with a path: {url}")))
}

/// The cookies that an answer sets, without those that it takes back.
fn cookies(answer: &Answer) -> String {
    let pairs = answer
        .all("set-cookie")
        .filter_map(|cookie| cookie.split(';').next());
    let pairs: Vec<_> = pairs.filter(|pair| !pair.ends_with('=')).collect();
    pairs.join("; ")
}

#[cfg(test)]
mod tests;
