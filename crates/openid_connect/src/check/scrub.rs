//! What may not stand in a finding: secrets, tokens, and more of others' words than a line.

use std::collections::HashSet;

use model::Resolved;
use schema::{Kind, Record, Schema, Value};
use url::Url;

use super::finding::Report;
use crate::config::Config;

/// The most characters of what somebody else says.
const SHORT: usize = 200;

/// As many as somebody else's words may have been cut to before they come here.
const CUT_BEFORE: usize = 256;

/// What stands where somebody's words were cut.
const CUT: char = '…';

/// Secrets shorter than this are words that stand anywhere.
const LEAST: usize = 4;

/// What is told in the place of a secret.
const HIDDEN: &str = "***";

/// What nobody is told, of the options of one check.
#[derive(Default)]
pub(super) struct Scrub {
    hidden: Vec<Hidden>,
    /// What references lead to is told as these.
    references: Vec<String>,
    /// The options that refer to something, or of which a part does.
    referring: HashSet<String>,
}

/// A text that nobody is told, and what is told in its place.
struct Hidden {
    text: String,
    told: String,
}

impl Scrub {
    /// The secrets of these options, and all that their references lead to: that may be any secret of the node, whatever
    /// the option. Who the client is is no secret.
    pub(super) fn of(config: &Value, resolved: &Resolved) -> Self {
        let mut scrub = Self::default();
        for outcome in resolved.outcomes() {
            scrub.referring.insert(option_at(&outcome.place).to_owned());
            let Ok(found) = &outcome.found else {
                continue;
            };
            scrub.references.push(outcome.reference.clone());
            scrub.hide(found, &outcome.reference);
            // Of an address host and path stand alone in what is said of it.
            if let Ok(url) = Url::parse(found) {
                for part in [url.host_str().unwrap_or_default(), url.path().trim_matches('/')] {
                    if part.len() >= LEAST {
                        scrub.hide(part, HIDDEN);
                    }
                }
            }
        }
        let mut secrets = Vec::new();
        of_record(&Config::describe(), config, &mut secrets);
        for secret in &secrets {
            scrub.hide(secret, HIDDEN);
        }
        for pair in pairs(config) {
            scrub.hide_text(&pair, HIDDEN);
        }
        // What several options share is told as what was hidden first, and what is longer hides what is a part of it.
        scrub
            .hidden
            .sort_by_key(|hidden| std::cmp::Reverse(hidden.text.len()));
        scrub
    }

    /// Whether this option refers to something, so that not even a part of its value may be told.
    pub(super) fn is_referring(&self, option: &str) -> bool {
        self.referring.contains(option)
    }

    /// Hides a secret in all forms in which somebody may repeat it.
    fn hide(&mut self, secret: &str, told: &str) {
        self.hide_text(secret, told);
        let secret = secret.trim();
        if secret.len() < LEAST {
            return;
        }
        let encoded = in_form(secret);
        let in_json = Value::from(secret).to_string();
        let forms = [
            secret.to_owned(),
            in_json[1..in_json.len() - 1].to_owned(),
            encoded.replace('+', "%20"),
            encoded,
        ];
        let lines = secret.lines().map(str::trim).filter(|line| line.len() >= LEAST);
        let lines = lines.map(str::to_owned);
        for text in forms.into_iter().chain(in_base64(secret)).chain(lines) {
            self.hide_text(&text, told);
        }
    }

    fn hide_text(&mut self, text: &str, told: &str) {
        let text = in_line(text);
        if !text.trim().is_empty() {
            self.hidden.push(Hidden {
                text,
                told: told.to_owned(),
            });
        }
    }

    /// Somebody else's words, in a line: without secrets, control characters and tokens, and 200 characters of them at most.
    pub(super) fn short(&self, text: &str) -> String {
        let begun: String = text.chars().take(SHORT * 8).collect();
        // First whole, then cut: of a secret that is cut nobody can tell that it is one.
        let mut clean = self.clean(&begun);
        if begun.chars().count() >= CUT_BEFORE {
            self.hide_begun(&mut clean);
        }
        let words = clean
            .split(' ')
            .map(|word| if holds_token(word) { HIDDEN } else { word });
        let shown = words.collect::<Vec<_>>().join(" ");
        match shown.char_indices().nth(SHORT) {
            Some((end, _)) => format!("{}{CUT}", &shown[..end]),
            None => shown,
        }
    }

    /// Takes what nobody is told out of a report, wherever it got in.
    pub(super) fn report(&self, report: &mut Report) {
        let parts = report
            .findings
            .iter_mut()
            .flat_map(|finding| [&mut finding.seen, &mut finding.expected, &mut finding.fix]);
        for text in parts.chain([&mut report.issuer]).flatten() {
            let clean = self.clean(text);
            let mut pieces: Vec<String> = clean.split(CUT).map(str::to_owned).collect();
            // The last one was not cut.
            let cut = pieces.len() - 1;
            for piece in &mut pieces[..cut] {
                self.hide_begun(piece);
            }
            *text = pieces.join(&CUT.to_string());
        }
    }

    /// A text in a line, with what is told in the place of what nobody is.
    fn clean(&self, text: &str) -> String {
        let text = in_line(text);
        let all = |part: &str| {
            let begins = text.char_indices().map(|(at, _)| at);
            let begins = begins.filter(|at| text[*at..].starts_with(part));
            begins.map(|at| (at, at + part.len())).collect::<Vec<_>>()
        };
        // What a reference is called may hold what it leads to.
        let called: Vec<_> = self
            .references
            .iter()
            .flat_map(|reference| all(reference))
            .collect();
        let mut found = Vec::new();
        for Hidden { text, told } in &self.hidden {
            let is_called =
                |(begin, end): &(usize, usize)| called.iter().any(|(from, to)| from <= begin && end <= to);
            let places = all(text).into_iter().filter(|place| !is_called(place));
            found.extend(places.map(|(begin, end)| (begin, end, told)));
        }
        // They are sorted by their length, and stay so where they begin together.
        found.sort_by_key(|(begin, _, _)| *begin);
        let (mut clean, mut told_until) = (String::with_capacity(text.len()), 0);
        for (begin, end, told) in found {
            if begin >= told_until {
                clean.push_str(&text[told_until..begin]);
                clean.push_str(told);
            }
            // What overlaps is hidden with what was before it.
            told_until = told_until.max(end);
        }
        clean.push_str(&text[told_until..]);
        clean
    }

    /// Hides the beginning of a secret that a cut has left at the end of a text.
    fn hide_begun(&self, text: &mut String) {
        let left = self.hidden.iter().filter_map(|hidden| {
            let ends = hidden.text.char_indices().map(|(end, _)| end).rev();
            let mut left = ends.take_while(|end| *end >= LEAST);
            let left = left.find(|end| text.ends_with(&hidden.text[..*end]))?;
            Some((left, &hidden.told))
        });
        if let Some((left, told)) = left.max_by_key(|(left, _)| *left) {
            text.replace_range(text.len() - left.., told);
        }
    }
}

/// The option that stands at a place such as `config.client_secret[0]`.
fn option_at(place: &str) -> &str {
    let place = place.strip_prefix("config.").unwrap_or(place);
    place.split(['.', '[']).next().unwrap_or_default()
}

fn in_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn in_form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A text in both alphabets of RFC 4648, with padding and without.
fn in_base64(text: &str) -> [String; 4] {
    [
        base64_simd::STANDARD,
        base64_simd::STANDARD_NO_PAD,
        base64_simd::URL_SAFE,
        base64_simd::URL_SAFE_NO_PAD,
    ]
    .map(|alphabet| alphabet.encode_to_string(text))
}

/// Each client with its secret, as both stand in a header (RFC 6749 section 2.3.1), and as those write them who do not
/// encode them first.
fn pairs(config: &Value) -> impl Iterator<Item = String> {
    let list = |name: &str| {
        let list = config.get(name).and_then(Value::as_array).into_iter().flatten();
        let list = list.map(|value| value.as_str().unwrap_or_default().to_owned());
        list.collect::<Vec<_>>()
    };
    let (ids, secrets) = (list("client_id"), list("client_secret"));
    let ids = ids.into_iter().enumerate();
    ids.filter_map(move |(client, id)| {
        let secret = secrets.get(client).or_else(|| secrets.first())?;
        let plain = in_base64(&format!("{id}:{secret}"));
        let encoded = in_base64(&format!("{}:{}", in_form(&id), in_form(secret)));
        Some(encoded.into_iter().chain(plain))
    })
    .flatten()
}

/// Whether a signed or encrypted token stands in a word (RFC 7515 section 3.1): its header is JSON, and so begins like this.
fn holds_token(word: &str) -> bool {
    word.split_once("eyJ").is_some_and(|(_, rest)| rest.contains('.'))
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
