//! Whether the options can be put to use, and what of them a look at the provider needs.

use std::collections::HashSet;
use std::sync::Arc;

use oidc::Client;
use plugin::{Misconfigured, Services};
use ports::{Outside, Work};
use schema::render::{kong, remedy};
use schema::{DocumentPath, Record, Schema, Step as PathStep, Value, Violations, check, fill};

use super::finding::{Finding, Status, Step};
use crate::OpenIdConnect;
use crate::config::Config;
use crate::instance::{endpoint, faults};
use crate::provider::Endpoint;

/// What a look at the provider needs of the options.
pub(super) struct Subject {
    pub(super) config: Config,
    /// Where the provider is, and how it is called.
    pub(super) endpoint: Endpoint,
    /// The clients, if they can be put to use.
    pub(super) clients: Vec<Client>,
}

/// What was found of the options.
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    /// The address of the issuer, which is a finding of its own.
    pub(super) issuer: Option<Finding>,
    /// Nothing, if it is not clear from the options whom to call, and how.
    pub(super) subject: Option<Subject>,
}

/// The options that say whom to call, and how: if one of them is wrong, nobody is called.
const WAY: [&str; 15] = [
    "issuer",
    "using_pseudo_issuer",
    "lychgate_allow_http_issuer",
    "discovery_headers_names",
    "discovery_headers_values",
    "ssl_verify",
    "timeout",
    "http_version",
    "http_proxy",
    "http_proxy_authorization",
    "https_proxy",
    "https_proxy_authorization",
    "no_proxy",
    "jwks_endpoint",
    "token_endpoint",
];

/// The faults that are told with the address of the issuer.
const OF_ISSUER: [&str; 2] = ["config.issuer", "config.issuer_plain"];

/// Judges options by the schema, and by what the plugin itself says of them. What is wrong beside the way to the provider
/// is left out, so that the rest can still be looked at.
pub(super) fn judge(written: &Value, missing: Option<&str>, services: &Services) -> Judged {
    let schema = Config::describe();
    let mut findings = Vec::new();
    if let Some(missing) = missing {
        let finding = Finding::fail(Step::Configuration, missing);
        findings.push(finding.fix("Put the secret where the reference leads to."));
    }
    let mut config = written.clone();
    let violations = filled(&schema, &mut config);
    findings.extend(violations.iter().map(|(path, violation)| {
        let place = option_in(&path, &schema);
        let seen = format!("{path}: {}", kong::message(violation));
        let finding = Finding::fail(Step::Configuration, seen).fix(sentence(&remedy::advice(violation)));
        match place {
            Some(option) => finding.option(option),
            None => finding,
        }
    }));
    let is_clear = match violations.is_empty() {
        true => true,
        false => is_way_clear(&violations) && without(&schema, &mut config, written, &violations),
    };
    let decoded = is_clear.then(|| Config::decode(&config).ok()).flatten();
    let (issuer, subject) = match decoded {
        None => (None, None),
        Some(decoded) => own(&schema, &config, decoded, services, &mut findings),
    };
    if findings.is_empty() {
        findings.push(match subject.is_some() || issuer.is_some() {
            true => Finding::ok(Step::Configuration, "All options can be put to use."),
            false => Finding::fail(Step::Configuration, "The options cannot be put to use."),
        });
    }
    Judged {
        findings: numbered(findings),
        issuer,
        subject,
    }
}

fn filled(schema: &Schema, config: &mut Value) -> Violations {
    fill(schema, config);
    check(schema, config)
}

fn is_way_clear(violations: &Violations) -> bool {
    let mut paths = violations.iter().map(|(path, _)| path);
    paths.all(|path| first(&path).is_some_and(|name| !WAY.contains(&name.as_str())))
}

/// Leaves out the options that violate the schema: the defaults of the others are no weaker. Whether it worked.
fn without(schema: &Schema, config: &mut Value, written: &Value, violations: &Violations) -> bool {
    let mut rest = written.clone();
    if let Some(members) = rest.as_object_mut() {
        for (path, _) in violations.iter() {
            if let Some(name) = first(&path) {
                members.remove(&name);
            }
        }
    }
    let is_good = filled(schema, &mut rest).is_empty();
    *config = rest;
    is_good
}

/// What the plugin says of options that passed the schema.
fn own(
    schema: &Schema,
    filled: &Value,
    config: Config,
    services: &Services,
    findings: &mut Vec<Finding>,
) -> (Option<Finding>, Option<Subject>) {
    let mut found: Vec<Fault> = faults(&config).flat_map(|fault| apart(&fault)).collect();
    if found.is_empty() {
        found.extend(rehearsed(filled, services).iter().flat_map(apart));
    }
    let mut told = HashSet::new();
    found.retain(|fault| told.insert(fault.text.clone()));
    let has_client = config
        .client
        .client_id
        .as_ref()
        .is_some_and(|ids| !ids.is_empty());
    let written = config.provider.issuer.as_str().to_owned();
    let mut issuer = None;
    for fault in &found {
        if OF_ISSUER.contains(&&*fault.code) {
            let finding = Finding::fail(Step::Issuer, written.clone()).option("issuer");
            let (expected, fix) = match &*fault.code {
                "config.issuer_plain" => (
                    "https:",
                    "Write https:, or set lychgate_allow_http_issuer if you know what is between: anybody there could \
                     sign people in.",
                ),
                _ => (
                    "an absolute https: URL without query and fragment",
                    "Write the issuer as the provider names it, such as https://login.example.com.",
                ),
            };
            issuer = Some(finding.expected(expected).fix(fix));
            continue;
        }
        // What is drafted may have no client yet.
        let status = match fault.code == "config.client_id" && !has_client {
            true => Status::Warn,
            false => Status::Fail,
        };
        let finding = Finding::new(Step::Configuration, status, fault.text.clone());
        let finding = match status {
            Status::Warn => finding.fix(
                "Write the client id that the provider gave you. Until then the client is not looked at.",
            ),
            _ => finding,
        };
        findings.push(match named(&fault.text, schema) {
            Some(option) => finding.option(option),
            None => finding,
        });
    }
    let (Ok(parsed), Ok(terms)) = (config.provider.issuer(), config.http.terms()) else {
        return (issuer, None);
    };
    let called = endpoint(&config, &parsed, &Arc::new(terms));
    let way_is_read = found.iter().any(|fault| fault.code == "config.proxy_reads");
    let (Ok(endpoint), false) = (called, way_is_read) else {
        return (issuer, None);
    };
    let clients = match has_client {
        true => config.clients().unwrap_or_default(),
        false => Vec::new(),
    };
    let subject = Subject {
        config,
        endpoint,
        clients,
    };
    (issuer, Some(subject))
}

/// One fault of what may be several.
struct Fault {
    code: String,
    /// What is wrong and what would be right, and the code in parentheses.
    text: String,
}

/// Each fault by itself. Where several were found they are told as one, each but the last with its code behind it.
fn apart(all: &Misconfigured) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut before = String::new();
    for part in all.to_string().split("; ") {
        let text = match before.is_empty() {
            true => part.to_owned(),
            false => format!("{before}; {part}"),
        };
        match code_of(&text) {
            Some(code) => {
                let code = code.to_owned();
                faults.push(Fault { code, text });
                before.clear();
            }
            // It is a semicolon in a sentence.
            None => before = text,
        }
    }
    faults
}

/// The code that a fault ends with.
fn code_of(text: &str) -> Option<&str> {
    let (_, code) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_');
    (code.contains('.') && code.bytes().all(is_plain)).then_some(code)
}

/// What only shows when the plugin is built: it is, with nobody to call and no word to the log, and taken down again.
fn rehearsed(config: &Value, services: &Services) -> Option<Misconfigured> {
    let again = Config::decode(config).ok()?;
    let alone = Services {
        outside: Arc::new(Never),
        shared: Arc::default(),
        ..services.clone()
    };
    OpenIdConnect::build(&again, &alone).err()
}

/// Begins nothing.
struct Never;

impl Outside for Never {
    fn run(&self, work: Work) {
        drop(work);
    }
}

/// The option that a fault begins with: `client_id: …`.
fn named(detail: &str, schema: &Schema) -> Option<String> {
    let (name, _) = detail.split_once(':')?;
    schema.named(name.trim()).map(|field| field.name.to_string())
}

fn first(path: &DocumentPath) -> Option<String> {
    match path.steps().first()? {
        PathStep::Field(name) => Some(name.to_string()),
        PathStep::Index(_) => None,
    }
}

/// The option that a path leads to, if there is one.
fn option_in(path: &DocumentPath, schema: &Schema) -> Option<String> {
    first(path).filter(|name| schema.named(name).is_some())
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{capital}{}.", letters.as_str())
}

/// No two findings have one name.
fn numbered(mut findings: Vec<Finding>) -> Vec<Finding> {
    for (number, finding) in findings.iter_mut().enumerate().skip(1) {
        finding.id = format!("{}.{}", finding.id, number + 1);
    }
    findings
}
