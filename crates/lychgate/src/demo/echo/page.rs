//! What reached the service, as a page.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use jose::base64;
use serde_json::{Map, Value};

use super::Seen;

const STYLE: &str = include_str!("page.css");

/// Nothing may be loaded, run or framed; the one style sheet is named by its digest.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = base64::encode(&jose::sha256(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

pub(super) fn render(seen: &Seen) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(html(seen))).into_response()
}

fn html(seen: &Seen) -> String {
    let query = seen
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Lychgate demo</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<p class=\"eyebrow\">Lychgate demo · echo service</p>\n{navigation}</header>\n<h1>{title}</h1>\n\
         <p class=\"request\"><b>{method}</b> {path}{query}</p>\n{identity}\
         <section>\n<h2>Headers the service received</h2>\n{cookie}<table>\n{headers}</table>\n</section>\n\
         <footer>The same as JSON: ask with <code>Accept: application/json</code>.</footer>\n\
         </main>\n</body>\n</html>\n",
        navigation = navigation(seen),
        title = title(seen),
        method = escape(&seen.method),
        path = escape(&seen.path),
        query = escape(&query),
        identity = seen.claims.as_ref().map(identity).unwrap_or_default(),
        cookie = cookie(seen),
        headers = headers(seen),
    )
}

/// The places of the demo's steps, where these links lead there: a gateway that left the path as it was.
fn navigation(seen: &Seen) -> String {
    if !seen.is_behind_gateway() {
        return String::new();
    }
    let links: &[_] = match seen.is_signed_in() {
        true => &[
            ("/", "Everybody signed in"),
            ("/admins", "Admins only"),
            ("/logout", "Sign out"),
        ],
        false => &[("/admins", "Admins only"), ("/", "Sign in")],
    };
    let links = links.iter().map(|(to, name)| {
        let current = match *to == seen.path {
            true => " aria-current=\"page\"",
            false => "",
        };
        format!("<a href=\"{to}\"{current}>{name}</a>\n")
    });
    format!("<nav aria-label=\"Demo\">\n{}</nav>\n", links.collect::<String>())
}

/// What is not to be seen, and why.
fn cookie(seen: &Seen) -> &'static str {
    let is_told = seen.is_behind_gateway() && seen.is_signed_in() && seen.header("cookie").is_none();
    match is_told {
        true => "<p>No cookie is among them: the gateway keeps the session to itself.</p>\n",
        false => "",
    }
}

/// All headers: first what gateways say, then what browsers say about themselves.
fn headers(seen: &Seen) -> String {
    let mut headers: Vec<_> = seen.headers.iter().collect();
    headers.sort_by_key(|(name, _)| match name.as_str() {
        "authorization" => 0,
        name if name.starts_with("x-") || name == "via" => 1,
        _ => 2,
    });
    rows(
        headers
            .into_iter()
            .map(|(name, value)| (name.as_str(), shown(name, value))),
    )
}

fn title(seen: &Seen) -> String {
    match seen.claims.as_ref().and_then(name) {
        Some(name) => format!("Hello, {}", escape(name)),
        None => "The gateway let this through".to_owned(),
    }
}

fn name(claims: &Map<String, Value>) -> Option<&str> {
    ["name", "preferred_username", "email", "sub"]
        .into_iter()
        .find_map(|claim| claims.get(claim)?.as_str())
}

/// Claims about a person; the others are about the token.
const PERSONAL: [&str; 5] = ["sub", "name", "preferred_username", "email", "groups"];

fn identity(claims: &Map<String, Value>) -> String {
    let (person, token): (Vec<_>, Vec<_>) = claims
        .iter()
        .map(|(name, value)| (name.as_str(), claim(name, value)))
        .partition(|(name, _)| PERSONAL.contains(name));
    let more = match token.len() {
        0 => String::new(),
        number => format!(
            "<details>\n<summary>{number} more claims</summary>\n<table>\n{}</table>\n</details>\n",
            rows(token.into_iter())
        ),
    };
    format!(
        "<section class=\"identity\">\n<h2>What the access token says</h2>\n<table>\n{}</table>\n{more}</section>\n",
        rows(person.into_iter())
    )
}

fn rows<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> String {
    pairs.fold(String::new(), |mut rows, (name, value)| {
        // Writing to a string cannot fail.
        let _ = writeln!(
            rows,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escape(name),
            escape(&value)
        );
        rows
    })
}

/// A claim as text; the times of RFC 7519 also as a time of day.
fn claim(name: &str, value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let words: Vec<_> = list.iter().filter_map(Value::as_str).collect();
            words.join(", ")
        }
        other => other.to_string(),
    };
    match (name, value.as_u64()) {
        ("exp" | "iat" | "nbf" | "auth_time", Some(seconds)) => {
            format!("{text}  ({} UTC)", time_of_day(seconds))
        }
        _ => text,
    }
}

fn time_of_day(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}

/// A header's value; of a token only its beginning, since pages end up in screenshots.
fn shown(name: &str, value: &str) -> String {
    let secret = matches!(name, "authorization" | "cookie") || name.ends_with("token");
    if !secret || value.chars().count() <= 24 {
        return value.to_owned();
    }
    let beginning: String = value.chars().take(18).collect();
    format!("{beginning}…  ({} characters)", value.chars().count())
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let escaped = text
        .chars()
        .fold(String::with_capacity(text.len() + 16), |mut escaped, c| {
            match c {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                '\'' => escaped.push_str("&#39;"),
                c => escaped.push(c),
            }
            escaped
        });
    Cow::Owned(escaped)
}
