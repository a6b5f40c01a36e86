//! That a code is redeemed by whoever asked for it (RFC 7636).

use super::config::Pkce;
use super::credential::ClientType;
use super::denial::Denial;
use super::parameters::Parameters;

/// The challenge of a client that asks for a code, if it has one.
///
/// # Errors
/// A challenge that is none, or is missing where one is demanded.
pub(super) fn challenge(
    pkce: Pkce,
    client: ClientType,
    parameters: &Parameters,
) -> Result<Option<String>, Denial> {
    let method = parameters.named("code_challenge_method");
    let Some(challenge) = parameters.named("code_challenge") else {
        return match (is_demanded(pkce, client), client) {
            (false, _) if method.is_none() => Ok(None),
            (false, _) => Err(Denial::invalid_request("code_challenge is missing")),
            (true, ClientType::Public) => {
                let why = "code_challenge is required for public clients";
                Err(Denial::invalid_request(why))
            }
            (true, ClientType::Confidential) => {
                let why = "code_challenge is required for confidential clients";
                Err(Denial::invalid_request(why))
            }
        };
    };
    // `plain` protects from nobody who reads the request.
    if !method.is_some_and(|method| method.eq_ignore_ascii_case("S256")) {
        let why = "code_challenge_method is not supported, must be S256";
        return Err(Denial::invalid_request(why));
    }
    match jose::base64url::decode(challenge).is_ok_and(|digest| digest.len() == 32) {
        true => Ok(Some(challenge.to_owned())),
        false => Err(Denial::invalid_request(
            "code_challenge is no SHA-256 in base64url",
        )),
    }
}

/// Whether the verifier belongs to the challenge that the code was given for.
///
/// # Errors
/// If it does not; if either is missing, and one is there or demanded: who could leave out a challenge that the real client
/// has sent would otherwise do without it (RFC 9700 4.8.2).
pub(super) fn verify(
    pkce: Pkce,
    client: ClientType,
    challenge: Option<&str>,
    verifier: Option<&str>,
) -> Result<(), Denial> {
    let (challenge, verifier) = match (challenge, verifier) {
        (None, None) if !is_demanded(pkce, client) => return Ok(()),
        (_, None) => {
            let why = "code_verifier is required for PKCE authorization requests";
            return Err(Denial::invalid_request(why));
        }
        (None, Some(_)) => return Err(wrong()),
        (Some(challenge), Some(verifier)) => (challenge, verifier),
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) {
        let why = "code_verifier must be between 43 and 128 characters";
        return Err(Denial::invalid_request(why));
    }
    let digest = jose::base64url::encode(&jose::sha256(verifier.as_bytes()));
    let fits = verifier.bytes().all(allowed) && jose::equal(digest.as_bytes(), challenge.as_bytes());
    if fits { Ok(()) } else { Err(wrong()) }
}

fn is_demanded(pkce: Pkce, client: ClientType) -> bool {
    match pkce {
        Pkce::NotDemanded => false,
        Pkce::Lax => client == ClientType::Public,
        Pkce::Strict => true,
    }
}

fn wrong() -> Denial {
    Denial::new("invalid_grant", "Invalid code")
}
