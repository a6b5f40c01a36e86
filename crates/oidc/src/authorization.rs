//! The authorization request (OpenID Connect Core 3.1.2.1).

use jose::Timestamp;

use crate::{Error, Metadata, Pending, Rules, Seeds, pending, pkce};

/// Makes the address that begins a login, and what must be remembered of it.
pub(crate) fn request(
    rules: &Rules,
    metadata: &Metadata,
    place: (&str, Option<&str>),
    seeds: Seeds,
    now: Timestamp,
) -> Result<(String, Pending), Error> {
    let proves = rules
        .pkce
        .applies(metadata)
        .map_err(|_| Error::OnlyPlainChallenges)?;
    let (return_path, return_query) = pending::place(place.0, place.1);
    let pending = Pending {
        state: seeds.state.into(),
        nonce: seeds.nonce,
        verifier: proves.then_some(seeds.verifier),
        redirect_uri: rules.client.redirect_uri.as_str().into(),
        return_path,
        return_query,
        created: now,
    };
    // The endpoint may have a query of its own, which stays (RFC 6749 section 3.1).
    let mut url = metadata.authorization_endpoint().clone();
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code");
        query.append_pair("client_id", &rules.client.id);
        query.append_pair("redirect_uri", &pending.redirect_uri);
        if !rules.scopes.is_empty() {
            query.append_pair("scope", &rules.scopes.join(" "));
        }
        query.append_pair("state", pending.state.expose());
        query.append_pair("nonce", pending.nonce.expose());
        if let Some(verifier) = &pending.verifier {
            query.append_pair("code_challenge", &pkce::challenge(verifier));
            query.append_pair("code_challenge_method", "S256");
        }
    }
    Ok((url.into(), pending))
}

#[cfg(test)]
mod tests;
