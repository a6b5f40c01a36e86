//! What may not stand in a finding: secrets, tokens, and more of others' words than a line.

use model::Resolved;
use schema::{Kind, Record, Schema, Value};
use url::Url;

use super::finding::Report;
use crate::config::Config;

/// The most characters of what somebody else says.
const SHORT: usize = 200;

/// What stands where somebody's words were cut.
const CUT: char = '…';

/// Secrets shorter than this are words that stand anywhere.
const LEAST: usize = 4;

/// Somebody else's words, in a line: without control characters, without tokens, and 200 characters of them at most.
pub(super) fn short(text: &str) -> String {
    let plain: String = text
        .chars()
        .take(SHORT * 8)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words = plain
        .split(' ')
        .map(|word| if holds_token(word) { "***" } else { word });
    let shown = words.collect::<Vec<_>>().join(" ");
    match shown.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}{CUT}", &shown[..end]),
        None => shown,
    }
}

/// Whether a signed or encrypted token stands in a word (RFC 7515 section 3.1): its header is JSON, and so begins like this.
fn holds_token(word: &str) -> bool {
    word.split_once("eyJ").is_some_and(|(_, rest)| rest.contains('.'))
}

/// All secrets of these options. Who the client is is none. Of an address that a reference leads to, host and path are
/// some: they stand alone in what is said of it.
pub(super) fn secrets(config: &Value, resolved: &Resolved) -> Vec<String> {
    let mut found = Vec::new();
    of_record(&Config::describe(), config, &mut found);
    let mut all = Vec::new();
    texts(config, &mut all);
    for text in all {
        if resolved.disguise(text.clone()) != text
            && let Ok(url) = Url::parse(&text)
        {
            let parts = [url.host_str().unwrap_or_default(), url.path().trim_matches('/')];
            let parts = parts.into_iter().filter(|part| part.len() >= LEAST);
            found.extend(parts.map(str::to_owned));
        }
    }
    // One may be a part of another.
    found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    found
}

fn of_record(schema: &Schema, config: &Value, found: &mut Vec<String>) {
    for field in &schema.fields {
        let Some(value) = config.get(field.name.as_ref()) else {
            continue;
        };
        match &field.kind {
            _ if field.name == "client_id" => {}
            _ if field.is_secret() => texts(value, found),
            Kind::Record(schema) => of_record(schema, value, found),
            Kind::Array(element) | Kind::Set(element) => {
                if let Some(schema) = element.kind.schema() {
                    let values = value.as_array().into_iter().flatten();
                    values.for_each(|value| of_record(schema, value, found));
                }
            }
            _ => {}
        }
    }
}

/// All texts in a value.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= LEAST => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// Takes the secrets out of a report, wherever they got in: a provider may repeat what it was sent. What a reference leads to
/// is told as the reference, whatever the option: it may lead to any secret of the node.
pub(super) fn scrub(report: &mut Report, secrets: &[String], resolved: &Resolved) {
    let parts = report
        .findings
        .iter_mut()
        .flat_map(|finding| [&mut finding.seen, &mut finding.expected, &mut finding.fix]);
    for text in parts.chain([&mut report.issuer]).flatten() {
        *text = resolved.disguise(std::mem::take(text));
        for secret in secrets {
            let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            for form in [secret, &encoded] {
                if text.contains(form.as_str()) {
                    *text = text.replace(form.as_str(), "***");
                }
                hide_cut(text, form);
            }
        }
        if text.contains(char::is_control) {
            *text = text.replace(char::is_control, " ");
        }
    }
}

/// Hides the beginning of a secret that a cut has left at the end of a text.
fn hide_cut(text: &mut String, secret: &str) {
    let Some(whole) = text.strip_suffix(CUT) else {
        return;
    };
    let beginnings = secret.char_indices().map(|(end, _)| &secret[..end]);
    let left = beginnings
        .rev()
        .take_while(|left| left.len() >= LEAST)
        .find(|left| whole.ends_with(left));
    if let Some(left) = left {
        let end = whole.len() - left.len();
        text.replace_range(end.., "***");
    }
}
