//! Judging an access token that a request brings itself (RFC 6750, RFC 9068).
//!
//! The token of a login comes from the token endpoint, over TLS. This one comes from anybody: it counts only with the
//! provider's signature, whatever the rules are about other tokens.

use jose::{Claims, Header, JwsError, KeySet, Secret, Timestamp};

use crate::access_token::judge_times;
use crate::{AccessTokenError, AccessTokenKind, Client, Session, StandardClaims, TokenRules};

/// Whether access tokens that requests bring themselves let them pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearers {
    /// Those of the provider.
    Accepted,
    /// Those of the provider, and its ID tokens as well: whoever gets hold of one passes, though it was made for the
    /// eyes of the client only.
    AcceptedLikeIdTokens,
    /// None.
    NotAccepted,
}

/// What a request brings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Brought<'a> {
    /// No token.
    Nothing,
    /// This one.
    Token(&'a str),
    /// One that the provider did not call active a moment ago.
    Inactive,
    /// Something in a token's place that cannot be one.
    Malformed,
    /// Several that are not the same.
    Several,
}

/// Judges it, and gives what is known of whoever brings it: a login that lasts for this request.
pub(crate) fn judge(
    brought: Brought<'_>,
    keys: &KeySet,
    rules: &TokenRules,
    bearers: Bearers,
    (issuer, clients): (&str, &[Client]),
    now: Timestamp,
) -> Result<Session, AccessTokenError> {
    let token = match brought {
        // Whatever it is, it is not judged here.
        Brought::Token(_) if bearers == Bearers::NotAccepted => return Err(AccessTokenError::Opaque),
        Brought::Token(token) => Secret::new(token),
        Brought::Several => return Err(AccessTokenError::Several),
        Brought::Inactive => return Err(AccessTokenError::Inactive),
        Brought::Nothing | Brought::Malformed => return Err(AccessTokenError::Malformed),
    };
    let verified = rules.verify_signature(&token, keys);
    let (header, claims) = verified.map_err(|error| match error {
        JwsError::Malformed(_) => AccessTokenError::Opaque,
        error => AccessTokenError::Signature(error),
    })?;
    judge_type(header.typ.as_deref(), &claims)?;
    if is_answer(&header, &claims, clients) {
        return Err(AccessTokenError::WrongType);
    }
    if bearers != Bearers::AcceptedLikeIdTokens && is_id_token(&header, &claims, clients) {
        return Err(AccessTokenError::IdToken);
    }
    if claims.value("cnf").is_some() {
        return Err(AccessTokenError::Bound);
    }
    let is_judged = rules.standard_claims == StandardClaims::Checked || rules.issuers.always_count();
    if is_judged && !rules.issuers.may_have_issued(&claims, issuer) {
        return Err(AccessTokenError::IssuerMismatch);
    }
    let mut expires_at = None;
    if rules.standard_claims == StandardClaims::Checked {
        judge_times(&claims, rules, now)?;
        expires_at = claims.date("exp").unwrap_or(Some(now));
    }
    Ok(Session {
        expires_at,
        ..Session::of_request(subject(&claims), token, AccessTokenKind::Verified)
    })
}

/// Tokens of other kinds are signed with the same keys: answers of introspection (RFC 9701), logout tokens, statements
/// (RFC 8725 section 3.11).
pub(crate) fn judge_type(typ: Option<&str>, claims: &Claims) -> Result<(), AccessTokenError> {
    const KINDS: [&str; 2] = ["JWT", "at+jwt"];
    let is_known = typ.is_none_or(|typ| {
        let short = typ
            .get(.."application/".len())
            .filter(|prefix| prefix.eq_ignore_ascii_case("application/"))
            .map_or(typ, |prefix| &typ[prefix.len()..]);
        KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(short))
    });
    match is_known && claims.value("events").is_none() && !is_named(claims, &["Refresh", "Offline", "Logout"])
    {
        true => Ok(()),
        false => Err(AccessTokenError::WrongType),
    }
}

/// Whether it is an ID token, or might be one (RFC 9068 section 4). A token that says that it is an access token is
/// none; one with what only ID tokens have is; and one that is for this very client, and without anything that only
/// access tokens have, is taken for one.
fn is_id_token(header: &Header, claims: &Claims, clients: &[Client]) -> bool {
    const OF_ID_TOKENS: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];
    // RFC 9068, and what Okta, Entra and others write in its place.
    const OF_ACCESS_TOKENS: [&str; 8] = [
        "scope",
        "scp",
        "roles",
        "client_id",
        "cid",
        "appid",
        "azpacr",
        "entitlements",
    ];
    let has = |name: &str| claims.value(name).is_some();
    if says_access_token(header) {
        return false;
    }
    says_id_token(claims)
        || OF_ID_TOKENS.iter().any(|name| has(name))
        || (is_for_one_of(clients, claims) && !OF_ACCESS_TOKENS.iter().any(|name| has(name)))
}

/// Whether it is, or might be, what an endpoint signed for us to read: what introspection says about a token, of RFC 9701
/// and the drafts before it, or userinfo (OpenID Connect Core 5.3.2). Those last for ever, whatever becomes of the token
/// that they were got for, so one that is for this very client and has no end is taken for one.
fn is_answer(header: &Header, claims: &Claims, clients: &[Client]) -> bool {
    let has = |name: &str| claims.value(name).is_some();
    has("active")
        || has("token_introspection")
        || (is_for_one_of(clients, claims) && !has("exp") && !says_access_token(header))
}

/// Whether the header says that it is an access token (RFC 9068 section 2.1).
fn says_access_token(header: &Header) -> bool {
    let typ = header.typ.as_deref().unwrap_or_default();
    typ.eq_ignore_ascii_case("at+jwt") || typ.eq_ignore_ascii_case("application/at+jwt")
}

fn is_for_one_of(clients: &[Client], claims: &Claims) -> bool {
    let is_for = |client: &Client| claims.audience().contains(&client.id.as_str());
    clients.iter().any(is_for)
}

/// Whether a provider names it an ID token: Keycloak and Cognito do.
pub(crate) fn says_id_token(claims: &Claims) -> bool {
    is_named(claims, &["ID"]) || claims.string("token_use") == Some("id")
}

/// Whether Keycloak names it one of these kinds.
fn is_named(claims: &Claims, kinds: &[&str]) -> bool {
    claims.string("typ").is_some_and(|typ| kinds.contains(&typ))
}

/// Whom it is about: a person, or the client that got it for itself. Nobody, if it does not say.
pub(crate) fn subject(claims: &Claims) -> &str {
    let client = || claims.string("client_id").or_else(|| claims.string("azp"));
    claims.subject().or_else(client).unwrap_or_default()
}

#[cfg(test)]
mod tests;
