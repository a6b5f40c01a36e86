//! Whether the provider's keys verify what it signs.

use http::StatusCode;
use jose::{Algorithm, KeySet};
use ports::{HttpError, HttpReply};
use serde_json::{Map, Value};

use super::connection::called;
use super::finding::{Finding, Step};
use super::scrub::Scrub;

/// Whether the provider may sign with the client's secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SharedSecret {
    /// It may.
    Signs,
    /// Such signatures do not count.
    DoesNotSign,
}

/// What is said of the keys at an address. `document` is what the provider says of itself.
pub(super) fn keys(
    url: &str,
    replied: &Result<HttpReply, HttpError>,
    document: &Map<String, Value>,
    secret: SharedSecret,
    scrub: &Scrub,
) -> Finding {
    let step = Step::Keys;
    let reply = match replied {
        Ok(reply) => reply,
        Err(why) => {
            let finding = called(step, why, scrub);
            let seen = format!("{}: {}", scrub.short(url), scrub.short(&why.to_string()));
            return Finding {
                seen: Some(seen),
                ..finding.option("jwks_endpoint")
            };
        }
    };
    let seen = format!("{}: {}", scrub.short(url), reply.status);
    if reply.status != StatusCode::OK {
        return Finding::fail(step, seen)
            .expected("200 and a JSON document: redirects are not followed")
            .fix("See what is wrong at the provider, or write the address of its keys into jwks_endpoint.")
            .option("jwks_endpoint");
    }
    let set = match KeySet::parse(&reply.body) {
        Ok(set) => set,
        Err(why) => {
            return Finding::fail(step, format!("{seen}; {why}"))
                .expected("a JSON document with a list of keys")
                .fix("Something else answers at this address. Write that of the keys into jwks_endpoint.")
                .option("jwks_endpoint");
        }
    };
    let fitting: Vec<Algorithm> = Algorithm::ALL
        .into_iter()
        .filter(|algorithm| set.iter().any(|key| key.fits(*algorithm)))
        .collect();
    let words = |algorithms: &[Algorithm]| {
        let words = algorithms.iter().map(|algorithm| algorithm.as_str());
        words.collect::<Vec<_>>().join(", ")
    };
    let seen = match (set.len(), set.skipped()) {
        (usable, 0) => format!("{usable} usable, for {}", words(&fitting)),
        (usable, skipped) => format!(
            "{usable} usable, for {}; {skipped} of other kinds",
            words(&fitting)
        ),
    };
    let listed = signing(document);
    let (shared, published): (Vec<&str>, Vec<&str>) = listed.iter().partition(|name| name.starts_with("HS"));
    if set.is_empty() {
        if secret == SharedSecret::Signs && !shared.is_empty() {
            return Finding::ok(
                step,
                "no keys; it signs with the client's secret, as enable_hs_signatures allows",
            );
        }
        return Finding::fail(step, format!("no usable key; {} of other kinds", set.skipped()))
            .expected(
                "an RSA key of 2048 to 8192 bits, or one on P-256, P-384, P-521 or Ed25519, for signatures",
            )
            .fix("Have the provider publish such a key. Tokens are not believed without one.")
            .option("jwks_endpoint");
    }
    if listed.is_empty() {
        return Finding::ok(step, seen);
    }
    let is_fitting = |name: &&&str| fitting.iter().any(|algorithm| algorithm.as_str() == **name);
    let good = published.iter().filter(is_fitting).count();
    let said = format!(
        "{seen}; ID tokens are signed with {}",
        scrub.short(&listed.join(", "))
    );
    let is_shared = secret == SharedSecret::Signs && !shared.is_empty();
    if good == 0 && !is_shared {
        let fix = match (published.is_empty(), shared.is_empty()) {
            (true, false) => {
                "The provider signs with the client's secret. Have it sign with a key, or set enable_hs_signatures."
            }
            _ => "Have the provider sign with an algorithm that one of its keys is for.",
        };
        return Finding::warn(step, said)
            .expected("one of the algorithms that the keys are for")
            .fix(fix)
            .option("enable_hs_signatures");
    }
    Finding::ok(step, said)
}

/// With what a provider says that it signs ID tokens.
fn signing(document: &Map<String, Value>) -> Vec<&str> {
    let listed = document.get("id_token_signing_alg_values_supported");
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).collect()
}
