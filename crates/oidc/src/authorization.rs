//! The authorization request (OpenID Connect Core 3.1.2.1).

use std::borrow::Cow;

use jose::Timestamp;

use crate::{
    Error, Metadata, Pending, Presented, RedirectUri, RequestRules, ResponseMode, Rules, Seeds, pending, pkce,
};

/// The protocol's own parameters, which nobody else sets: neither an operator's additions nor a client's wishes.
const OWN: [&str; 12] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "max_age",
    "request",
    "request_uri",
];

/// Whether a parameter of the authorization request is the protocol's own.
#[must_use]
pub fn is_own(parameter: &str) -> bool {
    OWN.contains(&parameter)
}

/// Makes the address that begins a login, and what must be remembered of it.
pub(crate) fn request(
    rules: &Rules,
    metadata: &Metadata,
    presented: &Presented<'_>,
    seeds: Seeds,
    now: Timestamp,
) -> Result<(String, Pending), Error> {
    let asked = &rules.request;
    let proves = asked
        .pkce
        .applies(metadata)
        .map_err(|_| Error::OnlyPlainChallenges)?;
    let (return_path, return_query) = pending::place(presented.path, presented.query);
    let redirect_uri = match &rules.client.redirect_uri {
        Some(fixed) => fixed.clone(),
        None => RedirectUri::here(presented.origin, &return_path),
    };
    let pending = Pending {
        state: seeds.state.into(),
        nonce: seeds.nonce,
        verifier: proves.then_some(seeds.verifier),
        redirect_uri: redirect_uri.as_str().into(),
        return_path,
        return_query,
        created: now,
        client: rules.kept_client(),
    };
    // The endpoint may have a query of its own, which stays (RFC 6749 section 3.1).
    let endpoint = metadata.authorization_endpoint();
    let mut url = endpoint
        .ok_or(Error::NoEndpoint("authorization_endpoint"))?
        .clone();
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", asked.response_type.as_str());
        query.append_pair("client_id", &rules.client.id);
        query.append_pair("redirect_uri", &pending.redirect_uri);
        if !asked.scopes.is_empty() {
            query.append_pair("scope", &asked.scopes.join(" "));
        }
        query.append_pair("state", pending.state.expose());
        query.append_pair("nonce", pending.nonce.expose());
        if let Some(verifier) = &pending.verifier {
            query.append_pair("code_challenge", &pkce::challenge(verifier));
            query.append_pair("code_challenge_method", "S256");
        }
        if asked.response_mode == ResponseMode::FormPost {
            query.append_pair("response_mode", "form_post");
        }
        if let Some(max_age) = asked.max_age {
            query.append_pair("max_age", &max_age.as_secs().to_string());
        }
        for audience in &asked.audience {
            query.append_pair("audience", audience);
        }
        for (name, value) in more(asked, presented.query) {
            query.append_pair(&name, &value);
        }
    }
    Ok((url.into(), pending))
}

/// What is added: each parameter once (RFC 6749 section 3.1). What a client may say replaces what an operator says.
fn more<'a>(asked: &'a RequestRules, query: Option<&'a str>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let mut more: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::new();
    let wishes = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let wishes =
        wishes.filter(|(name, _)| asked.handed_on.iter().any(|handed_on| handed_on == name) && !is_own(name));
    let own = asked
        .more
        .iter()
        .map(|(name, value)| (name.as_str().into(), value.as_str().into()));
    for (name, value) in wishes.chain(own) {
        if more.iter().all(|(known, _)| *known != name) {
            more.push((name, value));
        }
    }
    more
}

#[cfg(test)]
mod tests;
