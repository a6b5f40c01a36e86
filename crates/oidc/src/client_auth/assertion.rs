//! `private_key_jwt` and `client_secret_jwt` (RFC 7523 section 2.2): a statement about itself that the client signs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jose::{Algorithm, Secret, SigningKey, Timestamp};
use serde_json::{Value, json};

use crate::{ClientProof, HttpCall};

/// For how long a statement counts. It is made when its call goes out.
const LIFETIME: Duration = Duration::from_secs(60);

/// What signs the statements of a client.
#[derive(Clone)]
pub enum Signer {
    /// This key, or a secret that is shared.
    Key(Arc<SigningKey>),
    /// The key that this gateway has for an algorithm, whose public half it publishes.
    OwnKey(Algorithm),
}

impl Signer {
    /// Whether it signs with a secret that the provider has as well.
    pub(super) fn is_secret(&self) -> bool {
        match self {
            Self::Key(key) => key.algorithm().is_symmetric(),
            Self::OwnKey(algorithm) => algorithm.is_symmetric(),
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "{key:?}"),
            Self::OwnKey(algorithm) => write!(f, "OwnKey({algorithm})"),
        }
    }
}

impl PartialEq for Signer {
    /// The very same key; what is equal in another place is another one.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key(one), Self::Key(another)) => Arc::ptr_eq(one, another),
            (Self::OwnKey(one), Self::OwnKey(another)) => one == another,
            _ => false,
        }
    }
}

impl Eq for Signer {}

/// A statement that is still to be signed: each call has its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The client that makes it about itself.
    pub client_id: String,
    /// For whom it is.
    pub audience: String,
    /// What signs it.
    pub signer: Signer,
}

impl Assertion {
    /// What the form says it is.
    const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// What it says (RFC 7523 section 3). `id` must be new each time; it counts for a minute. Its audience is one text:
    /// a statement for several could be used at each by the others.
    #[must_use]
    pub fn claims(&self, id: &str, now: Timestamp) -> Value {
        json!({
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.audience,
            "jti": id,
            "iat": now.seconds(),
            "exp": now.plus(LIFETIME).seconds(),
        })
    }

    /// The form that a call has with the signed statement.
    #[must_use]
    pub fn in_form(form: &str, signed: &Secret) -> String {
        form_urlencoded::Serializer::for_suffix(form.to_owned(), 0)
            .append_pair("client_assertion_type", Self::TYPE)
            .append_pair("client_assertion", signed.expose())
            .finish()
    }
}

/// RFC 7521 section 4.2: the id need not be sent, but some providers look the client up by it.
pub(super) fn prove(client_id: &str, audience: String, signer: Signer, call: &mut HttpCall) {
    call.form.push(("client_id".into(), Secret::new(client_id)));
    call.proof = ClientProof::Assertion(Assertion {
        client_id: client_id.to_owned(),
        audience,
        signer,
    });
}
