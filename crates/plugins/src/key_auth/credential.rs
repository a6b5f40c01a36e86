//! Keys of consumers.

use std::sync::Arc;

use model::{Brought, Entity, Held, Id, Residence, Standing, UniqueIn};
use plugin::Credential;
use ports::Clock;
use schema::{Record, Tag, Value};

use crate::owner::OWNER;

/// The entity.
pub const KEYAUTH_CREDENTIALS: Entity = Entity {
    name: "keyauth_credentials",
    key: Some("key"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[OWNER],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: KeyAuthCredential::describe,
    shorthand: None,
    brought: Some(Brought {
        path: "key-auths",
        nested: "key-auth",
        called: None,
        read,
        transform: None,
    }),
};

/// A key of a consumer.
#[derive(Record)]
pub struct KeyAuthCredential {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// Whose it is.
    #[field(foreign("consumers"))]
    pub consumer: Id,
    /// The key. Made up if it is not said.
    #[field(auto, unique, confidential)]
    pub key: Option<String>,
    /// When it ends, in seconds since 1970. Unset: never. The Admin API says instead how many seconds are left, as `ttl`.
    #[field()]
    pub lychgate_expires_at: Option<u64>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}

/// What the way of a request needs of it: everything but the key, by which it is found.
pub(super) struct ApiKey {
    pub(super) consumer: Id,
    pub(super) credential: Credential,
    /// When it ends, in seconds since 1970.
    ends: Option<u64>,
}

impl ApiKey {
    /// Whether it is still good. What never ends asks no clock.
    pub(super) fn is_good(&self, clock: &dyn Clock) -> bool {
        self.ends.is_none_or(|ends| clock.now().millis() / 1000 < ends)
    }
}

fn read(body: &Value) -> Result<Held, String> {
    let credential = KeyAuthCredential::decode(body).map_err(|error| error.to_string())?;
    Ok(Arc::new(ApiKey {
        consumer: credential.consumer,
        ends: credential.lychgate_expires_at,
        credential: Credential {
            id: credential.id.to_string().into(),
            entity: Some(credential.id),
        },
    }))
}
