//! Whether a provider knows a client, found out without anybody who signs in: it is shown a code that cannot be good.

#[cfg(test)]
mod tests;

use jose::Secret;

use crate::client_auth::At;
use crate::token::refusal;
use crate::{Client, HttpCall, HttpReply, Metadata};

/// What is shown in the place of a code. Whoever reads it in a log of the provider learns what it was for.
const CODE: &str = "not-a-code-but-a-check-of-the-connection";

/// A verifier as long as they are (RFC 7636 section 4.1), of a challenge that nobody sent.
const VERIFIER: &str = "not-a-verifier-but-a-check-of-the-connection";

/// What a provider said of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It knows the client and believes its proof: only the code is not good.
    Known,
    /// It does not know the client, or does not believe its proof: `invalid_client`, or status 401.
    NotKnown {
        /// The status.
        status: u16,
        /// Its code, printable and short; `None` if it does not speak the protocol.
        error: Option<String>,
        /// Its words, printable and short.
        words: Option<String>,
    },
    /// It knows the client, and does not let it bring codes.
    NotForCodes,
    /// It took a code that cannot be good: nobody can tell what its answers mean.
    Taken,
    /// Another refusal, by its code, printable and short.
    Refused(String),
    /// No answer of the protocol. The status.
    Unexplained(u16),
}

impl Trial {
    /// The call that shows the client to the provider. `redirect_uri` is where a login would come back to; a provider that
    /// looks at it before the code would refuse another.
    #[must_use]
    pub fn call(client: &Client, metadata: &Metadata, redirect_uri: &str) -> HttpCall {
        let form = vec![
            ("grant_type".into(), Secret::new("authorization_code")),
            ("code".into(), Secret::new(CODE)),
            ("redirect_uri".into(), Secret::new(redirect_uri)),
            ("code_verifier".into(), Secret::new(VERIFIER)),
        ];
        let mut call = HttpCall::post(metadata.token_endpoint().unwrap_or_default(), form);
        client.prove(At::Token, metadata, &mut call);
        call
    }

    /// Reads what came of that call (RFC 6749 section 5.2).
    #[must_use]
    pub fn read(reply: &HttpReply) -> Self {
        let refused = refusal(reply);
        match (reply.status, refused) {
            (200..=299, _) => Self::Taken,
            (429 | 500..=599, _) => Self::Unexplained(reply.status),
            (_, Some((error, words))) => match error.as_str() {
                "invalid_grant" => Self::Known,
                "unauthorized_client" => Self::NotForCodes,
                code if code == "invalid_client" || reply.status == 401 => Self::NotKnown {
                    status: reply.status,
                    error: Some(error),
                    words,
                },
                _ => Self::Refused(error),
            },
            (401, None) => Self::NotKnown {
                status: 401,
                error: None,
                words: None,
            },
            (status, None) => Self::Unexplained(status),
        }
    }
}
