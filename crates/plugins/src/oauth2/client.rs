//! Which client asks for a token, and how it proves that (RFC 6749 2.3).

use http::{HeaderValue, StatusCode, header};
use plugin::Exchange;

use super::credential::{Client, ClientSecret, ClientType, OAUTH2_CREDENTIALS};
use super::denial::Denial;
use super::parameters::Parameters;
use crate::password::{Known, Passwords, Question};

/// What a client shows of itself.
pub(super) struct Shown {
    id: String,
    secret: Option<String>,
    by: By,
}

/// Where it shows that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Header,
    Parameters,
}

/// What can be said of it at once.
pub(super) enum Judged<'a> {
    /// It is this client.
    Found(&'a Client),
    /// First this must be worked out. Which client it is if it is so; none if it is asked only so that nobody learns by
    /// the time it takes which clients there are.
    Asks(Question, Option<&'a Client>),
}

impl Shown {
    /// In this line of a header, or among the parameters.
    ///
    /// # Errors
    /// If nothing is shown, or two different things: RFC 6749 2.3 allows one way for each request.
    pub(super) fn by(line: Option<&str>, parameters: &Parameters) -> Result<Self, Denial> {
        let named = parameters.named("client_id");
        let secret = parameters.named("client_secret");
        let Some(pair) = line.and_then(basic) else {
            let id = named.ok_or_else(Denial::invalid_client)?.to_owned();
            let secret = secret.map(str::to_owned);
            return Ok(Self {
                id,
                secret,
                by: By::Parameters,
            });
        };
        let (id, password) = pair.ok_or_else(|| By::Header.denial())?;
        if secret.is_some() || named.is_some_and(|named| named != id) {
            return Err(By::Header.denial());
        }
        Ok(Self {
            id,
            secret: Some(password).filter(|password| !password.is_empty()),
            by: By::Header,
        })
    }

    /// Which client it is.
    pub(super) fn judge<'a>(
        &self,
        exchange: &'a Exchange,
        passwords: &Passwords,
        known: &Known,
    ) -> Judged<'a> {
        let client = find(exchange, &self.id);
        let secret = self.secret.as_deref().unwrap_or_default().as_bytes();
        let nobody = || Judged::Asks(passwords.decoy(&self.id, secret), None);
        let Some(client) = client else {
            return nobody();
        };
        match (client.kind, &client.secret, &self.secret) {
            // It has none to show, so what it shows is somebody's guess.
            (ClientType::Public, _, None) => Judged::Found(client),
            (ClientType::Confidential, Some(ClientSecret::Plain(kept)), Some(shown)) if kept.is(shown) => {
                Judged::Found(client)
            }
            (ClientType::Confidential, Some(ClientSecret::Hashed(proof)), Some(_)) => {
                let question = passwords.question(proof, client.consumer, secret);
                match known.has(&question) {
                    true => Judged::Found(client),
                    false => Judged::Asks(question, Some(client)),
                }
            }
            _ => nobody(),
        }
    }

    /// What is told to whoever is no client.
    pub(super) fn denial(&self) -> Denial {
        self.by.denial()
    }
}

impl By {
    /// RFC 6749 5.2: who came with a header is asked for it.
    fn denial(self) -> Denial {
        let denial = Denial::invalid_client();
        match self {
            Self::Parameters => denial,
            Self::Header => denial.with(
                StatusCode::UNAUTHORIZED,
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"OAuth2.0\""),
            ),
        }
    }
}

/// The client of that name in the workspace of the request, whose consumer is there.
pub(super) fn find<'a>(exchange: &'a Exchange, id: &str) -> Option<&'a Client> {
    let directory = &exchange.directory;
    let kind = OAUTH2_CREDENTIALS.name;
    let client: &Client = directory.held(kind, "client_id", exchange.workspace(), id)?;
    directory.consumer(client.consumer).map(|_| client)
}

/// The name and the password of a line with the scheme Basic; `None` in place of them if it holds no pair.
fn basic(line: &str) -> Option<Option<(String, String)>> {
    let (scheme, pair) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = base64_simd::forgiving_decode_to_vec(pair.trim().as_bytes()).ok();
    let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
    let pair = pair.as_deref().and_then(|pair| pair.split_once(':'));
    Some(pair.map(|(id, password)| (id.to_owned(), password.to_owned())))
}
