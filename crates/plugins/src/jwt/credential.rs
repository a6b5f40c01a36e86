//! By what tokens of consumers are recognised.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use jose::{Algorithm, Jwk};
use model::{Brought, Entity, Held, Id, Residence, Standing, UniqueIn};
use schema::{Choice, Members, Record, Tag, Value, Violation, Violations};

use crate::owner::OWNER;

/// The entity.
pub const JWT_SECRETS: Entity = Entity {
    name: "jwt_secrets",
    key: Some("key"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[OWNER],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: JwtSecret::describe,
    shorthand: None,
    brought: Some(Brought {
        path: "jwts",
        nested: "jwt",
        called: None,
        read,
        transform: None,
    }),
};

/// By what tokens of a consumer are recognised: a secret that both have, or the key that fits the consumer's own.
#[derive(Record)]
#[record(rule(a_key_where_one_is_needed), rule(a_secret_that_nobody_guesses))]
pub struct JwtSecret {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// Whose tokens they are.
    #[field(foreign("consumers"))]
    pub consumer: Id,
    /// What tokens name, in the claim that the plugin says. Made up if it is not said.
    #[field(auto, unique)]
    pub key: Option<String>,
    /// The secret of HS256, HS384 and HS512: 32 bytes or more. Made up if it is not said.
    #[field(auto, confidential)]
    pub secret: Option<String>,
    /// The public key of all others, in PEM.
    #[field()]
    pub rsa_public_key: Option<String>,
    /// How tokens are signed.
    #[field(default = SignedWith::Hs256)]
    pub algorithm: Option<SignedWith>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}

/// How tokens are signed (RFC 7518 3.1, RFC 8037).
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedWith {
    /// HMAC with SHA-256.
    #[choice("HS256")]
    Hs256,
    /// HMAC with SHA-384.
    #[choice("HS384")]
    Hs384,
    /// HMAC with SHA-512.
    #[choice("HS512")]
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[choice("RS256")]
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    #[choice("RS384")]
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    #[choice("RS512")]
    Rs512,
    /// ECDSA on P-256.
    #[choice("ES256")]
    Es256,
    /// ECDSA on P-384.
    #[choice("ES384")]
    Es384,
    /// ECDSA on P-521.
    #[choice("ES512")]
    Es512,
    /// RSASSA-PSS with SHA-256.
    #[choice("PS256")]
    Ps256,
    /// RSASSA-PSS with SHA-384.
    #[choice("PS384")]
    Ps384,
    /// RSASSA-PSS with SHA-512.
    #[choice("PS512")]
    Ps512,
    /// Ed25519.
    #[choice("EdDSA")]
    EdDsa,
}

/// What the way of a request needs of it.
pub(super) struct Signer {
    pub(super) id: Id,
    pub(super) consumer: Id,
    pub(super) algorithm: Algorithm,
    pub(super) material: Material,
}

/// By what a signature is recognised.
pub(super) enum Material {
    Secret(jose::Secret),
    /// With a digest of the key, by which it is told apart from others.
    Key(Box<Jwk>, Print),
    /// Nothing: no token is.
    None,
}

/// A digest of a key.
pub(super) type Print = [u8; 32];

fn read(body: &Value) -> Result<Held, String> {
    let credential = JwtSecret::decode(body).map_err(|error| error.to_string())?;
    let algorithm = credential.algorithm.unwrap_or(SignedWith::Hs256).algorithm();
    let material = match algorithm.is_symmetric() {
        true => credential.secret.map_or(Material::None, |secret| {
            Material::Secret(jose::Secret::new(secret))
        }),
        false => credential
            .rsa_public_key
            .as_deref()
            .map_or(Material::None, |pem| {
                let key = Jwk::from_pem(pem).filter(|key| key.fits(algorithm));
                key.map_or(Material::None, |key| Material::Key(Box::new(key), print(pem)))
            }),
    };
    Ok(Arc::new(Signer {
        id: credential.id,
        consumer: credential.consumer,
        algorithm,
        material,
    }))
}

fn print(pem: &str) -> Print {
    let mut print = Print::default();
    print.copy_from_slice(digest(&SHA256, pem.as_bytes()).as_ref());
    print
}

impl SignedWith {
    const fn algorithm(self) -> Algorithm {
        match self {
            Self::Hs256 => Algorithm::Hs256,
            Self::Hs384 => Algorithm::Hs384,
            Self::Hs512 => Algorithm::Hs512,
            Self::Rs256 => Algorithm::Rs256,
            Self::Rs384 => Algorithm::Rs384,
            Self::Rs512 => Algorithm::Rs512,
            Self::Es256 => Algorithm::Es256,
            Self::Es384 => Algorithm::Es384,
            Self::Es512 => Algorithm::Es512,
            Self::Ps256 => Algorithm::Ps256,
            Self::Ps384 => Algorithm::Ps384,
            Self::Ps512 => Algorithm::Ps512,
            Self::EdDsa => Algorithm::EdDsa,
        }
    }
}

/// How tokens of a document are signed, if that can be told.
fn algorithm_of(secret: &Members<'_>) -> Option<Algorithm> {
    match secret.value("algorithm") {
        None | Some(Value::Null) => Some(Algorithm::Hs256),
        Some(name) => Algorithm::from_name(name.as_str()?),
    }
}

/// Kong asks for it where RSA or Ed25519 sign. What is there must be a key.
fn a_key_where_one_is_needed(secret: &Members<'_>, found: &mut Violations) {
    let Some(algorithm) = algorithm_of(secret) else {
        return;
    };
    let pem = secret.value("rsa_public_key").and_then(Value::as_str);
    let is_elliptic = matches!(algorithm, Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512);
    match pem {
        None if !algorithm.is_symmetric() && !is_elliptic => {
            let about = "the public key that tokens are verified with";
            found.add_at("rsa_public_key", Violation::Required { about });
        }
        Some(pem)
            if !algorithm.is_symmetric() && !Jwk::from_pem(pem).is_some_and(|key| key.fits(algorithm)) =>
        {
            found.add_at(
                "rsa_public_key",
                Violation::Own {
                    code: "jwt.invalid_key",
                    text: "invalid key".to_owned(),
                    remedy: format!(
                        "write a public key in PEM that verifies {algorithm}; RSA needs 2048 bits"
                    ),
                },
            );
        }
        _ => {}
    }
}

/// RFC 7518 3.2. A shorter secret can be guessed from a single token, by anybody who has one.
fn a_secret_that_nobody_guesses(secret: &Members<'_>, found: &mut Violations) {
    let text = secret.value("secret").and_then(Value::as_str);
    let is_symmetric = algorithm_of(secret).is_some_and(Algorithm::is_symmetric);
    if is_symmetric && text.is_some_and(|text| text.len() < 32 && text != schema::REDACTED) {
        found.add_at(
            "secret",
            Violation::Own {
                code: "jwt.secret_too_short",
                text: "a secret must have 32 bytes or more".to_owned(),
                remedy: "leave it out, and one is made up; the consumer must then sign with that one"
                    .to_owned(),
            },
        );
    }
}
