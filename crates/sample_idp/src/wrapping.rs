//! Signing and encrypting what a client is told (OpenID Connect Core 5.3.2 and 10.2, RFC 9701).

use jose::{ContentEncryption, Envelope, KeyManagement, SignError, Timestamp};
use serde_json::{Map, Value, json};

use crate::Misbehaviour;
use crate::answer::Answer;
use crate::misbehaviour::ANOTHER_CLIENT;
use crate::protocol::Provider;
use crate::request::Request;

use axum::http::{StatusCode, header};

/// The answer about a token as RFC 9701 has it.
pub(crate) const INTROSPECTION_JWT: &str = "application/token-introspection+jwt";

/// An answer as a token, without more.
pub(crate) const JWT: &str = "application/jwt";

impl Provider {
    /// A token as the client gets it: encrypted, if it has said for which key.
    pub(crate) fn encrypted(&self, token: String) -> Result<String, SignError> {
        let Some(recipient) = &self.recipient else {
            return Ok(token);
        };
        let alg = recipient.get("alg").and_then(Value::as_str);
        let key_management = alg.and_then(KeyManagement::from_name);
        let envelope = Envelope {
            recipient,
            key_management: key_management.ok_or(SignError::UnusableKey)?,
            content_encryption: ContentEncryption::A128CbcHs256,
            more: &Map::from_iter([("cty".to_owned(), "JWT".into())]),
        };
        jose::encrypt_as_a_provider(token.as_bytes(), &envelope).map_err(|_| SignError::UnusableKey)
    }

    /// What is said to a client, in the form it accepts: of several nobody asks here.
    pub(crate) fn said_to(&self, client_id: &str, request: &Request, body: &Value, now: Timestamp) -> Answer {
        let accepted = request.accept.as_deref().unwrap_or_default();
        if ![JWT, INTROSPECTION_JWT].contains(&accepted) || self.does(Misbehaviour::UnsignedAnswers) {
            return Answer::json(StatusCode::OK, body);
        }
        let audience = match self.does(Misbehaviour::AnswersForAnother) {
            true => ANOTHER_CLIENT,
            false => client_id,
        };
        let mut claims = json!({ "token_introspection": body });
        let mut typ = Some("token-introspection+jwt");
        if accepted == JWT {
            (claims, typ) = (body.clone(), None);
        }
        claims["iss"] = self.issuer.as_str().into();
        // Before RFC 9701 what the token is for stood in the same place as what the answer is for.
        claims["aud"] = match claims.get("aud") {
            Some(own) => json!([audience, own]),
            None => audience.into(),
        };
        claims["iat"] = now.seconds().into();
        let signed = self.keys.current().sign(typ, &claims);
        match signed.and_then(|token| self.encrypted(token)) {
            Ok(token) => {
                let mut answer = Answer::empty(StatusCode::OK)
                    .with(header::CONTENT_TYPE, accepted)
                    .with(header::CACHE_CONTROL, "no-store");
                answer.body = token;
                answer
            }
            Err(_) => Answer::broken(),
        }
    }
}
