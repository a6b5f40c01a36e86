//! Names and passwords of consumers.

use std::sync::Arc;

use model::{Brought, Entity, Held, Id, Residence, Standing, UniqueIn};
use plugin::Credential;
use schema::{Map, Record, Tag, Value};

use crate::owner::OWNER;
use crate::password::{KeptPassword, Proof, keep};

/// The entity.
pub const BASICAUTH_CREDENTIALS: Entity = Entity {
    name: "basicauth_credentials",
    key: Some("username"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[OWNER],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: BasicAuthCredential::describe,
    shorthand: None,
    brought: Some(Brought {
        path: "basic-auths",
        nested: "basic-auth",
        called: None,
        read,
        transform: Some(transform),
    }),
};

/// A name and a password of a consumer.
#[derive(Record)]
pub struct BasicAuthCredential {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// Whose it is.
    #[field(foreign("consumers"))]
    pub consumer: Id,
    /// The name.
    #[field(unique)]
    pub username: String,
    /// What proves the password: it is kept in place of the password itself.
    pub password: KeptPassword,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}

/// What the way of a request needs of it.
pub(super) struct Login {
    pub(super) consumer: Id,
    pub(super) proof: Proof,
    pub(super) credential: Credential,
}

fn read(body: &Value) -> Result<Held, String> {
    let credential = BasicAuthCredential::decode(body).map_err(|error| error.to_string())?;
    Ok(Arc::new(Login {
        consumer: credential.consumer,
        proof: credential.password.proof()?,
        credential: Credential {
            id: credential.username.into(),
            entity: Some(credential.id),
        },
    }))
}

fn transform(written: &mut Map<String, Value>, id: Id) {
    keep(written, "password", id);
}
