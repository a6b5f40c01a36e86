//! Whether a provider has the endpoints that logins need.

use oidc::{DiscoveryError, Metadata};

use super::configuration::Subject;
use super::finding::{Finding, Step};
use super::scrub::Scrub;

/// An endpoint that something needs.
struct Need {
    member: &'static str,
    option: &'static str,
    what: &'static str,
}

/// What is said of the endpoints of a provider, by what is asked of it.
pub(super) fn endpoints(
    subject: &Subject,
    read: &Result<Metadata, DiscoveryError>,
    scrub: &Scrub,
) -> Finding {
    let step = Step::Endpoints;
    let metadata = match read {
        Ok(metadata) => metadata,
        Err(DiscoveryError::Missing(member)) => {
            return Finding::fail(step, format!("the document has no {member}"))
                .expected(format!("{member}, an https: address"))
                .fix(format!(
                    "Write it into {}, if the provider has one.",
                    option_of(member)
                ))
                .option(option_of(member));
        }
        Err(DiscoveryError::BadEndpoint(member)) => {
            return Finding::fail(step, format!("{member} is not an absolute https: address"))
                .expected("an https: address")
                .fix("Have the provider name addresses with https:, as what is sent there signs people in.")
                .option(option_of(member));
        }
        Err(why) => return Finding::fail(step, scrub.short(&why.to_string())),
    };
    let mut missing = Vec::new();
    let mut open = Vec::new();
    let needs = needs(subject);
    for need in &needs {
        match address(metadata, need.member) {
            None => missing.push(need),
            // The document itself cannot say so, but an option can.
            Some(url) if url.starts_with("http:") && !is_here(url) => open.push(need),
            Some(_) => {}
        }
    }
    let list = |needs: &[&Need]| {
        let told = needs
            .iter()
            .map(|need| format!("{} for {}", need.member, need.what));
        told.collect::<Vec<_>>().join(", ")
    };
    if let Some(first) = missing.first() {
        return Finding::fail(step, format!("missing: {}", list(&missing)))
            .expected("an address for each of them")
            .fix(format!(
                "Write it into {}, if the provider has one; or take the method out of auth_methods.",
                first.option
            ))
            .option(first.option);
    }
    if let Some(first) = open.first() {
        return Finding::warn(step, format!("without TLS: {}", list(&open)))
            .expected("https:")
            .fix("Whoever listens there can sign people in. Write an https: address.")
            .option(first.option);
    }
    let names: Vec<_> = needs.iter().map(|need| need.member).collect();
    let mut seen = match names.is_empty() {
        true => "none is needed".to_owned(),
        false => format!("{} are there", names.join(", ")),
    };
    if subject.config.credentials.methods().authorization_code && metadata.end_session_endpoint().is_none() {
        seen.push_str("; there is no end_session_endpoint, so signing out ends the session here only");
    }
    Finding::ok(step, seen)
}

fn needs(subject: &Subject) -> Vec<Need> {
    let config = &subject.config;
    let methods = config.credentials.methods();
    let need = |is_needed: bool, member, what| {
        is_needed.then(|| Need {
            member,
            option: option_of(member),
            what,
        })
    };
    let gets_tokens =
        methods.authorization_code || methods.password || methods.client_credentials || methods.refresh_token;
    let asks_about_people = methods.userinfo || config.userinfo.search_user_info;
    [
        need(
            methods.authorization_code,
            "authorization_endpoint",
            "the authorization code flow",
        ),
        need(gets_tokens, "token_endpoint", "tokens"),
        need(methods.introspection, "introspection_endpoint", "introspection"),
        need(asks_about_people, "userinfo_endpoint", "userinfo"),
        need(
            config.logout.logout_revoke,
            "revocation_endpoint",
            "logout_revoke",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn address<'a>(metadata: &'a Metadata, member: &str) -> Option<&'a str> {
    match member {
        "authorization_endpoint" => metadata.authorization_endpoint().map(url::Url::as_str),
        "token_endpoint" => metadata.token_endpoint(),
        "introspection_endpoint" => metadata.introspection_endpoint(),
        "userinfo_endpoint" => metadata.userinfo_endpoint(),
        "revocation_endpoint" => metadata.revocation_endpoint(),
        _ => None,
    }
}

fn is_here(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| oidc::is_loopback(&url))
}

/// The option that takes the place of a member.
fn option_of(member: &'static str) -> &'static str {
    match member {
        "jwks_uri" => "jwks_endpoint",
        other => other,
    }
}
