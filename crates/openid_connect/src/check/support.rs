//! Whether a provider says that it does what it is going to be asked for. Documents are often wrong about themselves, so
//! this is a warning unless an option believes them.

use oidc::{Intention, Metadata, Pkce};

use super::configuration::Subject;
use super::finding::{Finding, Status, Step};
use super::scrub::Scrub;

/// What is said of it.
pub(super) fn support(subject: &Subject, metadata: &Metadata, scrub: &Scrub) -> Finding {
    let step = Step::Support;
    let config = &subject.config;
    let document = metadata.document();
    let wanted = intentions(subject, metadata);
    let against: Vec<&Intention> = wanted
        .iter()
        .filter(|intention| intention.contradicts(document))
        .collect();
    let Some(first) = against.first() else {
        return proof_key(subject, metadata, scrub)
            .unwrap_or_else(|| Finding::ok(step, "nothing in the document speaks against the options"));
    };
    let told: Vec<String> = against
        .iter()
        .map(|Intention { member, value }| match option_of(member) {
            option if scrub.is_referring(option) => {
                format!("what a reference of {option} leads to is not among {member}")
            }
            _ => format!("{} is not among {member}", scrub.short(value)),
        })
        .collect();
    // Then it counts as not found.
    let is_believed = config.provider.verify_parameters
        && subject
            .endpoint
            .rules
            .intentions
            .iter()
            .any(|intention| intention.contradicts(document));
    let status = match is_believed {
        true => Status::Fail,
        false => Status::Warn,
    };
    let listed = document
        .get(first.member)
        .map(ToString::to_string)
        .unwrap_or_default();
    Finding::new(step, status, told.join("; "))
        .expected(format!("{}: one of {}", first.member, scrub.short(&listed)))
        .fix(fix(first.member, is_believed))
        .option(option_of(first.member))
}

fn intentions(subject: &Subject, metadata: &Metadata) -> Vec<Intention> {
    let config = &subject.config;
    let methods = config.credentials.methods();
    let mut wanted = match methods.authorization_code {
        true => config.authorization.intentions(),
        false => Vec::new(),
    };
    let grants = [
        (methods.authorization_code, "authorization_code"),
        (methods.password, "password"),
        (methods.client_credentials, "client_credentials"),
        (methods.refresh_token, "refresh_token"),
    ];
    let asked: Vec<&str> = grants
        .into_iter()
        .filter_map(|(is_on, grant)| is_on.then_some(grant))
        .collect();
    if !asked.is_empty() {
        let said = wanted.len();
        wanted.extend(config.client.intentions());
        let proof = subject
            .clients
            .first()
            .map(|client| client.proof_at_token_endpoint(metadata));
        // That it takes public clients many a provider does not say.
        if let Some(proof) = proof.filter(|proof| said == wanted.len() && *proof != "none") {
            wanted.push(Intention {
                member: "token_endpoint_auth_methods_supported",
                value: proof.to_owned(),
            });
        }
    }
    wanted.extend(asked.into_iter().map(|grant| Intention {
        member: "grant_types_supported",
        value: grant.to_owned(),
    }));
    wanted
}

/// What is said of a provider that does not offer proof keys, where they are sent if it does.
fn proof_key(subject: &Subject, metadata: &Metadata, scrub: &Scrub) -> Option<Finding> {
    let config = &subject.config;
    if !config.credentials.methods().authorization_code || config.authorization.pkce() != Pkce::WhenOffered {
        return None;
    }
    let offered = metadata.challenge_methods();
    if offered.is_some_and(|methods| methods.iter().any(|method| method == "S256")) {
        return None;
    }
    let seen = match offered {
        None => "the document does not say whether proof keys (PKCE) are taken, so none is sent".to_owned(),
        Some(methods) => format!(
            "S256 is not among code_challenge_methods_supported ({}), so no proof key is sent",
            scrub.short(&methods.join(", "))
        ),
    };
    Some(
        Finding::warn(Step::Support, seen)
            .expected("code_challenge_methods_supported: S256")
            .fix("Set require_proof_key_for_code_exchange to true if the provider takes them: most do, and some do not say so.")
            .option("require_proof_key_for_code_exchange"),
    )
}

fn option_of(member: &str) -> &'static str {
    match member {
        "scopes_supported" => "scopes",
        "response_types_supported" => "response_type",
        "response_modes_supported" => "response_mode",
        "code_challenge_methods_supported" => "require_proof_key_for_code_exchange",
        "grant_types_supported" => "auth_methods",
        _ => "client_auth",
    }
}

fn fix(member: &str, is_believed: bool) -> String {
    let what = match member {
        "scopes_supported" => "Ask for scopes that the provider knows",
        "response_types_supported" | "response_modes_supported" => {
            "Ask for a form of answer that the provider gives"
        }
        "code_challenge_methods_supported" => "Set require_proof_key_for_code_exchange to null",
        "grant_types_supported" => "Take the method out of auth_methods",
        _ => "Prove the client in a way that the provider takes",
    };
    match is_believed {
        true => format!("{what}, or turn verify_parameters off if the document is wrong about it."),
        false => format!("{what}. If the document is wrong about it, this can stay."),
    }
}
