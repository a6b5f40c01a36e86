//! Where browsers come back to, whether both clocks agree, and whether the provider knows the client.

use std::time::Duration;

use oidc::{Trial, is_loopback};
use url::Url;

use super::connection::called;
use super::finding::{Finding, Step};
use super::scrub::Scrub;
use crate::provider::Unavailable;

/// A header says whole seconds, and is a moment on its way.
const ROUGH: u64 = 2;

/// What is said of where the provider sends browsers back to.
pub(super) fn redirect_uri(uris: &[&str]) -> Finding {
    let step = Step::RedirectUri;
    if uris.is_empty() {
        return Finding::ok(step, "none is set: the provider sends the browser back to wherever a login begins")
            .fix("Set redirect_uri, and register it at the provider letter by letter; else each address at which people may begin must be registered.")
            .option("redirect_uri");
    }
    let is_open = |uri: &&&str| Url::parse(uri).is_ok_and(|url| url.scheme() == "http" && !is_loopback(&url));
    let seen = uris.join(", ");
    match uris.iter().find(is_open) {
        Some(open) => Finding::warn(step, seen)
            .expected("https:, or http: on this very machine")
            .fix(format!("Write https: in {open}: whoever listens sees the codes that come back, and most providers refuse it."))
            .option("redirect_uri"),
        None => Finding::ok(step, seen)
            .fix("It must be registered at the provider letter by letter; nobody can see from here whether it is."),
    }
}

/// What is said of the provider's clock. `ahead` is by how many seconds it is ahead of ours.
pub(super) fn clock(ahead: Option<i64>, leeway: Duration) -> Finding {
    let step = Step::Clock;
    let Some(ahead) = ahead else {
        return Finding::skip(step, "the provider does not say what time it is there");
    };
    let seen = match ahead {
        0 => "it is the same time at the provider".to_owned(),
        1.. => format!("it is {ahead} s later at the provider"),
        _ => format!("it is {} s earlier at the provider", ahead.unsigned_abs()),
    };
    if ahead.unsigned_abs() <= leeway.as_secs() + ROUGH {
        return Finding::ok(step, seen);
    }
    Finding::warn(step, seen)
        .expected(format!("a difference of {} s at most: leeway, and {ROUGH} s for the way", leeway.as_secs()))
        .fix("Have both machines ask a time server. Until then tokens may seem to be of tomorrow, or over; leeway bears some seconds.")
        .option("leeway")
}

/// What is said of a client that was shown to the provider.
pub(super) fn client(trial: &Result<Trial, Unavailable>, name: &str, scrub: &Scrub) -> Finding {
    let step = Step::Client;
    let shown = "invalid_grant, for a code that cannot be good";
    match trial {
        Err(Unavailable::Http(why)) => called(step, why, scrub).option("token_endpoint"),
        Err(Unavailable::Unsendable) => Finding::fail(step, "what proves the client cannot stand in a header")
            .fix("Write the client secret as the provider gave it: without line ends and other signs that cannot be seen.")
            .option("client_secret"),
        Err(_) => Finding::fail(step, "what proves the client cannot be signed")
            .fix("Correct client_jwk and client_alg.")
            .option("client_jwk"),
        Ok(Trial::Known) => Finding::ok(step, format!("the provider knows the client, shown by {name}")),
        Ok(Trial::NotKnown { status, error, words }) => {
            let mut seen = match error {
                Some(error) => format!("status {status}, {}, shown by {name}", scrub.short(error)),
                None => format!("status {status}, and not in the words of the protocol, shown by {name}"),
            };
            if let Some(words) = words {
                seen.push_str(&format!(": {}", scrub.short(words)));
            }
            Finding::fail(step, seen)
                .expected(shown)
                .fix("Copy client ID and secret from the provider again, and see how it wants them: in the header (client_secret_basic), in the form (client_secret_post), or signed.")
                .option("client_secret")
        }
        Ok(Trial::NotForCodes) => {
            Finding::warn(step, "unauthorized_client: the provider knows the client, and lets it bring no codes")
                .expected(shown)
                .fix("Allow the authorization code flow for this client at the provider, if people are to sign in by it.")
                .option("auth_methods")
        }
        Ok(Trial::Taken) => Finding::warn(step, "the token endpoint took a code that cannot be good")
            .expected(shown)
            .fix("See whether this is the token endpoint of a provider. What it gave was thrown away.")
            .option("token_endpoint"),
        Ok(Trial::Refused(error)) => {
            Finding::warn(step, format!("{}: nobody can tell from it whether the client is known", scrub.short(error)))
                .expected(shown)
                .fix("Sign in once to see.")
        }
        Ok(Trial::Unexplained(status)) => {
            Finding::warn(step, format!("status {status}, and not in the words of the protocol"))
                .expected(shown)
                .fix("Sign in once to see; look at the provider's log for this moment.")
                .option("token_endpoint")
        }
    }
}
