//! Calls to the provider, as values.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use jose::{JweError, Secret, Timestamp};

use crate::OwnToken;
use crate::client_auth::Assertion;
use crate::id_token::Channel;

/// A call that the flow waits for.
#[derive(Debug)]
pub enum Call {
    /// Turn a code into tokens. It must be made once only, whoever stops waiting.
    Redeem {
        /// The call.
        call: HttpCall,
        /// The login that it is for. There is one code for each, so a second one is no reason for a second call.
        login: Secret,
    },
    /// Turn a refresh token into tokens. However many requests of a session ask at once, it must be made once only:
    /// a provider that sees a refresh token twice takes it for stolen (RFC 9700 section 4.14.2).
    Refresh {
        /// The call.
        call: HttpCall,
        /// The access token that a new one is for. With it the call is another one than the last with the same
        /// refresh token, which some providers never change.
        instead_of: Secret,
    },
    /// Turn credentials that a request brings into tokens. Anybody can bring some.
    Grant {
        /// The call.
        call: HttpCall,
        /// Whether the tokens of the last time do.
        asked: Asked,
    },
    /// Ask about a person.
    Userinfo(HttpCall),
    /// Ask what an access token is worth that a request brings. Anybody can bring one, so these calls must not take the
    /// place of others.
    Judge(HttpCall),
    /// Look up whether an access token that a request brings was given out on this side.
    Own(Secret),
    /// Have a token forgotten.
    Revoke(HttpCall),
    /// Look for keys that are newer than the known ones.
    Keys,
    /// Decrypt a token with our own keys. It takes a while, and may be what anybody has written: not here, and not without
    /// bounds.
    Decrypt {
        /// The token.
        token: Secret,
        /// Which way it came. What comes with the browser anybody can send as often as they like, so that must not take
        /// the place of what the provider said.
        channel: Channel,
    },
}

/// Whether a reply of the last time does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It does.
    MayBeRemembered,
    /// It is no good any more.
    Anew,
}

/// What came of a call.
#[derive(Debug)]
pub enum CallReply {
    /// The reply of a server.
    Http(HttpReply),
    /// Whatever keys there are now stand in the provider's picture.
    Keys,
    /// What an access token is, to whoever keeps those of this side.
    Own(OwnToken),
    /// The signed token that was encrypted.
    Decrypted(Result<Secret, JweError>),
    /// This very call was made before, and its reply is no longer kept: a code or a refresh token is only good once.
    MadeBefore,
    /// No reply. The word is the stable name of why.
    Unavailable(&'static str),
}

/// An HTTP call. Its form is sent as `application/x-www-form-urlencoded`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpCall {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// The value of the Authorization header.
    pub authorization: Option<Secret>,
    /// The form, in order.
    pub form: Vec<(Cow<'static, str>, Secret)>,
    /// What else proves who we are.
    pub proof: ClientProof,
}

/// What proves who makes a call, besides what stands in it. It is made when the call goes out, so that two calls that ask
/// the same are the same until then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ClientProof {
    /// Nothing.
    #[default]
    InCall,
    /// A signed statement, which belongs into the form.
    Assertion(Assertion),
    /// The certificate of the client, on the connection.
    Certificate,
}

/// The method of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Ask.
    Get,
    /// Send a form.
    Post,
}

impl HttpCall {
    /// A call that asks on behalf of whoever has this access token (RFC 6750 section 2.1).
    pub(crate) fn get(url: &str, access_token: &Secret) -> Self {
        Self {
            method: Method::Get,
            url: url.to_owned(),
            authorization: Some(Secret::new(format!("Bearer {}", access_token.expose()))),
            form: Vec::new(),
            proof: ClientProof::InCall,
        }
    }

    /// A call that posts this form; nothing proves yet who makes it.
    pub(crate) fn post(url: &str, form: Vec<(Cow<'static, str>, Secret)>) -> Self {
        Self {
            method: Method::Post,
            url: url.to_owned(),
            authorization: None,
            form,
            proof: ClientProof::InCall,
        }
    }

    /// The form as a body.
    #[must_use]
    pub fn body(&self) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.form {
            body.append_pair(name, value.expose());
        }
        body.finish()
    }
}

/// The reply to an HTTP call.
#[derive(Clone)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
    /// What time it is there, if it says so.
    pub date: Option<Timestamp>,
    /// For how long it has been remembered, if nobody was asked this time.
    pub kept_for: Option<Duration>,
}

impl HttpReply {
    /// By how many seconds its clock is ahead of ours, which may be negative.
    pub(crate) fn skew(&self, now: Timestamp) -> Option<i64> {
        self.date.map(|date| date.seconds() - now.seconds())
    }
}

impl fmt::Debug for HttpReply {
    /// Tells the status only: bodies carry tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpReply({})", self.status)
    }
}
