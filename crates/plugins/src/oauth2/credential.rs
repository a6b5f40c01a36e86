//! Clients of consumers (RFC 6749 2).

use std::sync::Arc;

use model::{Brought, Entity, Held, Id, Residence, Standing, UniqueIn};
use plugin::Credential;
use schema::{Choice, Map, Members, REDACTED, Record, Tag, Value, Violation, Violations, text};
use url::Url;

use crate::owner::OWNER;
use crate::password::{Proof, keep};

/// The entity.
pub const OAUTH2_CREDENTIALS: Entity = Entity {
    name: "oauth2_credentials",
    key: Some("client_id"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[OWNER],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: OAuth2Credential::describe,
    shorthand: None,
    brought: Some(Brought {
        path: "oauth2",
        nested: "oauth2",
        called: None,
        read,
        transform: Some(transform),
    }),
};

/// A client of a consumer.
#[derive(Record)]
#[record(rule(kept_as_it_says))]
pub struct OAuth2Credential {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// Whose it is.
    #[field(foreign("consumers"))]
    pub consumer: Id,
    /// What people call it.
    pub name: String,
    /// The name by which it is known to the gateway. Made up if it is not said.
    #[field(auto, unique)]
    pub client_id: Option<String>,
    /// What it proves itself by, or with `hash_secret` what is kept of that. Made up if it is not said.
    #[field(auto, encrypted)]
    pub client_secret: Option<String>,
    /// Whether the secret itself is not kept, but only what proves it.
    #[field(default = false)]
    pub hash_secret: bool,
    /// Where people may be sent with a code or a token. Without any it can have neither.
    #[field()]
    pub redirect_uris: Option<Vec<RedirectUri>>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// Whether it can keep a secret.
    #[field(default = ClientType::Confidential)]
    pub client_type: ClientType,
}

/// Whether a client can keep a secret (RFC 6749 2.1).
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientType {
    /// It can, and proves itself by it.
    #[choice("confidential")]
    Confidential,
    /// It cannot: it runs where its users can look into it.
    #[choice("public")]
    Public,
}

text! {
    /// Where people are sent with a code or a token: an absolute URI with a host and without a fragment
    /// (RFC 6749 3.1.2).
    RedirectUri
}

impl RedirectUri {
    fn judge(text: &str) -> Result<(), Violation> {
        let wrong = |text: String| Violation::Own {
            code: "oauth2.bad_redirect_uri",
            text,
            remedy: "write a URI such as https://app.example/callback".to_owned(),
        };
        // A URL's reader drops spaces and line ends silently; the text that was written would keep them.
        let is_odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
        let has_host = Url::parse(text).is_ok_and(|url| url.has_host());
        if !has_host || !text.contains("://") || text.contains(is_odd) {
            return Err(wrong(format!("cannot parse '{}'", text.escape_debug())));
        }
        match text.contains('#') {
            true => Err(wrong(format!("fragment not allowed in '{text}'"))),
            false => Ok(()),
        }
    }
}

/// What the way of a request needs of it.
pub(super) struct Client {
    pub(super) id: Id,
    pub(super) consumer: Id,
    pub(super) credential: Credential,
    pub(super) kind: ClientType,
    pub(super) secret: Option<ClientSecret>,
    pub(super) redirect_uris: Vec<Box<str>>,
}

/// What a client proves itself by.
pub(super) enum ClientSecret {
    Plain(jose::Secret),
    Hashed(Proof),
}

fn read(body: &Value) -> Result<Held, String> {
    let credential = OAuth2Credential::decode(body).map_err(|error| error.to_string())?;
    let secret = credential
        .client_secret
        .map(|secret| match credential.hash_secret {
            true => Proof::read(&secret)
                .map(ClientSecret::Hashed)
                .ok_or_else(|| "the secret cannot be proved by what is kept of it".to_owned()),
            false => Ok(ClientSecret::Plain(jose::Secret::new(secret))),
        });
    let redirect_uris = credential.redirect_uris.unwrap_or_default();
    Ok(Arc::new(Client {
        id: credential.id,
        consumer: credential.consumer,
        credential: Credential {
            id: credential.client_id.unwrap_or_default().into(),
            entity: Some(credential.id),
        },
        kind: credential.client_type,
        secret: secret.transpose()?,
        redirect_uris: redirect_uris.iter().map(|uri| uri.as_str().into()).collect(),
    }))
}

fn transform(written: &mut Map<String, Value>, id: Id) {
    if written.get("hash_secret") == Some(&Value::Bool(true)) {
        keep(written, "client_secret", id);
    }
}

/// A hash that were taken for a secret would let in whoever reads the database; a secret that were taken for a hash, nobody.
fn kept_as_it_says(credential: &Members<'_>, found: &mut Violations) {
    let secret = credential.value("client_secret").and_then(Value::as_str);
    let Some(secret) = secret.filter(|secret| *secret != REDACTED) else {
        return;
    };
    let is_hashed = credential.value("hash_secret") == Some(&Value::Bool(true));
    let wrong = |code, text: &str, remedy: &str| Violation::Own {
        code,
        text: text.to_owned(),
        remedy: remedy.to_owned(),
    };
    let violation = match (is_hashed, Proof::is_phc(secret)) {
        (true, false) => wrong(
            "oauth2.secret_not_hashed",
            "is to be hashed, and the secret was not written with that",
            "write client_secret and hash_secret in the same call: of a secret that is made up nobody would know",
        ),
        (false, true) => wrong(
            "oauth2.secret_hashed",
            "is what is kept of a secret, and no secret",
            "write the secret itself, or hash_secret: true",
        ),
        _ => return,
    };
    found.add_at("client_secret", violation);
}
