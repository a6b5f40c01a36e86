//! Whether there is a discovery document, and whose it is.

use http::{StatusCode, header};
use oidc::{DiscoveryError, DiscoveryRules, Issuer, IssuerCheck, Metadata};
use ports::HttpReply;
use serde_json::Value;

use super::configuration::Subject;
use super::connection::called;
use super::finding::{Finding, Step};
use super::scrub::Scrub;
use ports::HttpError;

/// What is said of a reply that should be a discovery document: a finding, and whether there is one to go on with.
pub(super) fn discovery(url: &str, replied: &Result<HttpReply, HttpError>, scrub: &Scrub) -> (Finding, bool) {
    let reply = match replied {
        Ok(reply) => reply,
        Err(why) => return (called(Step::Discovery, why, scrub).option("issuer"), false),
    };
    let status = reply.status;
    let kind = reply.header(&header::CONTENT_TYPE).unwrap_or("no content type");
    let kind = scrub.short(kind.split(';').next().unwrap_or_default().trim());
    let seen = format!("{url}: {status}, {kind}, {} bytes", reply.body.len());
    if status.is_redirection() {
        let to = reply.header(&header::LOCATION).unwrap_or("nowhere");
        let finding = Finding::fail(
            Step::Discovery,
            format!("{seen}; it leads to {}", scrub.short(to)),
        )
        .expected("200 and a JSON document: redirects are not followed")
        .fix("Write the issuer that the document names, so that it is found without a detour.")
        .option("issuer");
        return (finding, false);
    }
    if status != StatusCode::OK {
        let fix = match status {
            StatusCode::NOT_FOUND => {
                "There is no document there. See whether the issuer needs a path, such as /realms/NAME or /oauth2/default."
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                "The document must be open to whoever asks, or to what discovery_headers_names sends."
            }
            _ if status.is_server_error() => "See what is wrong at the provider, and check again.",
            _ => "Write the issuer that the provider names.",
        };
        let finding = Finding::fail(Step::Discovery, seen)
            .expected("200 and a JSON document")
            .fix(fix)
            .option("issuer");
        return (finding, false);
    }
    // Only whether it can be read: whose it is, and what it lacks, are findings of their own.
    if let Err(why @ (DiscoveryError::Malformed(_) | DiscoveryError::TooLarge)) = read(reply, None) {
        let finding = Finding::fail(Step::Discovery, format!("{seen}; {}", scrub.short(&why.to_string())))
            .expected("a JSON document of 512 KiB at most")
            .fix("Something else answers at this address, such as a page for people. Write the issuer that the provider names.")
            .option("issuer");
        return (finding, false);
    }
    let finding = match kind.eq_ignore_ascii_case("application/json") {
        true => Finding::ok(Step::Discovery, seen),
        false => Finding::warn(Step::Discovery, seen)
            .expected("application/json")
            .fix("It is read all the same. Have the provider name its kind, since other software may refuse it."),
    };
    (finding, true)
}

/// Reads a document for this provider, or as if it were anybody's; what speaks against the options is left for later.
pub(super) fn read(reply: &HttpReply, subject: Option<&Subject>) -> Result<Metadata, DiscoveryError> {
    let anybody = Issuer::parse("https://anybody.invalid");
    let (issuer, rules) = match (subject, &anybody) {
        (Some(subject), _) => (&subject.endpoint.issuer, subject.endpoint.rules.clone()),
        (None, Ok(anybody)) => (anybody, DiscoveryRules::default()),
        (None, Err(_)) => return Err(DiscoveryError::Missing("issuer")),
    };
    let rules = DiscoveryRules {
        issuer: IssuerCheck::Any,
        intentions: Vec::new(),
        ..rules
    };
    Metadata::read(&reply.body, issuer, &rules)
}

/// What is said of the issuer that a document names. `written` is that of the options, letter by letter.
pub(super) fn issuer(
    written: &str,
    issuer: &Issuer,
    named: Option<&str>,
    rule: IssuerCheck,
    scrub: &Scrub,
) -> Finding {
    let step = Step::IssuerInDocument;
    let expected = issuer.as_str();
    let Some(named) = named else {
        return Finding::fail(step, "the document names no issuer")
            .expected(expected)
            .fix("This is no discovery document of OpenID Connect. Write the issuer that the provider names.")
            .option("issuer");
    };
    let shown = scrub.short(named);
    if named == expected || named == written {
        return Finding::ok(step, shown);
    }
    if issuer.is(named) {
        let fix = "They differ in the slash at the end, which is accepted here; tokens are compared with what the document \
                   names. Other software may want it written as the provider does.";
        return Finding::ok(step, shown).expected(expected).fix(fix);
    }
    if rule == IssuerCheck::Any {
        return Finding::warn(step, shown)
            .expected(expected)
            .fix("It is believed, since lychgate_issuer_check is any. Write the issuer that the document names, and set it to strict.")
            .option("lychgate_issuer_check");
    }
    let fix = match (named, expected) {
        _ if named.eq_ignore_ascii_case(expected) => {
            format!("They differ in capitals, which count. Write {shown}.")
        }
        _ if bare(named) == bare(expected) => {
            format!(
                "They differ in http: and https:. Write {shown}, if that is how the provider is to be reached."
            )
        }
        _ if named.starts_with(expected) || expected.starts_with(named) => {
            format!("They differ in the path. Write {shown}, if that is the provider you mean.")
        }
        _ => format!(
            "Another issuer's document is at this address. Write {shown}, if that is the provider you mean; if not, \
             somebody answers in its place."
        ),
    };
    Finding::fail(step, shown)
        .expected(expected)
        .fix(fix)
        .option("issuer")
}

fn bare(issuer: &str) -> &str {
    issuer
        .trim_start_matches("https:")
        .trim_start_matches("http:")
        .trim_end_matches('/')
}

/// The issuer that a document names, if it is one.
pub(super) fn named(reply: &HttpReply) -> Option<String> {
    let document: Value = serde_json::from_slice(&reply.body).ok()?;
    document.get("issuer")?.as_str().map(str::to_owned)
}
