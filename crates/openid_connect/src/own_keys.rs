//! The keys with which this gateway signs for itself, where a client proves itself by one (OpenID Connect Core 9,
//! `private_key_jwt`).
//!
//! They are made when they are first asked for, one for each algorithm, and kept beside the configuration: sealed with
//! the secrets of the node, so that whoever reads the store cannot sign. Nodes that share a store share them.

#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use jose::{Algorithm, SigningKey, base64url};
use plugin::Services;
use ports::{NoDeposit, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use session::{Keys, Ring, Seal};
use tracing::{info, warn};

/// Under which kind and name they are kept.
const KIND: &str = "oic_jwks";
const NAME: &str = "own";

/// How long a key is published after another has taken its place: providers keep what they have read for a while.
const GRACE: Duration = Duration::from_hours(24);

/// The keys, and those before them that are still published.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct OwnKeys {
    current: Vec<OwnKey>,
    previous: Vec<Previous>,
}

/// A key, as it is kept.
#[derive(Serialize, Deserialize)]
struct OwnKey {
    alg: String,
    kid: String,
    /// PKCS#8, in base64url.
    key: String,
}

#[derive(Serialize, Deserialize)]
struct Previous {
    key: OwnKey,
    /// In milliseconds since 1970.
    until: u64,
}

/// Why there are no keys.
#[derive(Debug)]
pub(crate) enum NoKeys {
    /// The store does not answer.
    Store(NoDeposit),
    /// This node has nothing to seal them with.
    NoRing,
    /// They cannot be made.
    NotMade,
}

impl NoKeys {
    /// The stable name of this failure.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Store(why) => why.code,
            Self::NoRing => "config.session_secret",
            Self::NotMade => "own_keys.not_made",
        }
    }
}

impl fmt::Display for NoKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(why) => return why.fmt(f),
            Self::NoRing => f.write_str("this node has no secrets of its own to seal them with"),
            Self::NotMade => f.write_str("they cannot be made: the operating system gave no randomness"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl From<NoDeposit> for NoKeys {
    fn from(why: NoDeposit) -> Self {
        Self::Store(why)
    }
}

impl OwnKeys {
    /// The keys of this gateway. Of several that ask at once, on whichever nodes, all get the same.
    pub(crate) async fn of(services: &Services) -> Result<Self, NoKeys> {
        let seal = seal(services)?;
        if let Some(text) = services.deposits.find(KIND, NAME).await? {
            if let Some(keys) = opened(&seal, &text) {
                return Ok(keys);
            }
            warn!("the keys of this gateway were sealed with another key ring; others take their place");
            let made = Self::made().await?;
            let text = made.sealed(&seal, services)?;
            services.deposits.put(KIND, NAME, text, None).await?;
            return Ok(made);
        }
        let text = Self::made().await?.sealed(&seal, services)?;
        let settled = services.deposits.settle(KIND, NAME, text).await?;
        // Whoever was first has the same ring.
        opened(&seal, &settled).ok_or(NoKeys::NotMade)
    }

    /// Puts new keys in the place of these, which stay published for a day.
    pub(crate) async fn rotate(services: &Services) -> Result<(), NoKeys> {
        let now = services.clock.now();
        let before = Self::of(services).await?;
        let until = now.plus(GRACE).millis();
        let mut keys = Self::made().await?;
        let replaced = before.current.into_iter().map(|key| Previous { key, until });
        keys.previous = replaced.chain(before.previous).collect();
        keys.previous.retain(|previous| previous.is_published(now));
        let text = keys.sealed(&seal(services)?, services)?;
        services.deposits.put(KIND, NAME, text, None).await?;
        info!("this gateway has new keys; those before are published for a day");
        Ok(())
    }

    /// The public halves, as a key set (RFC 7517 5).
    pub(crate) fn published(&self, now: Timestamp) -> Value {
        let previous = self.previous.iter().filter(|previous| previous.is_published(now));
        let keys = self.current.iter().chain(previous.map(|previous| &previous.key));
        let public = keys.filter_map(OwnKey::read).map(|key| key.public_jwk());
        json!({ "keys": public.collect::<Value>() })
    }

    /// The key that signs with an algorithm.
    pub(crate) fn signing(&self, algorithm: Algorithm) -> Option<SigningKey> {
        let own = self.current.iter().find(|key| key.alg == algorithm.as_str())?;
        own.read()
    }

    async fn made() -> Result<Self, NoKeys> {
        let make = || -> Option<Vec<OwnKey>> { Algorithm::ALL.into_iter().map(OwnKey::made).collect() };
        // It takes a second, and nobody else shall wait for that.
        let made = tokio::task::spawn_blocking(make).await;
        Ok(Self {
            current: made.ok().flatten().ok_or(NoKeys::NotMade)?,
            previous: Vec::new(),
        })
    }

    fn sealed(&self, seal: &Seal, services: &Services) -> Result<String, NoKeys> {
        let text = json!(self).to_string();
        let sealed = seal
            .seal(&Keys::default(), text.as_bytes(), &*services.entropy)
            .map_err(|_| NoKeys::NotMade)?;
        Ok(base64url::encode(&sealed))
    }
}

impl OwnKey {
    fn made(algorithm: Algorithm) -> Option<Self> {
        let der = SigningKey::make_pkcs8(algorithm).ok()?;
        // What is public of it names it, and nothing else.
        let public = SigningKey::from_pkcs8(&der, algorithm, "").ok()?.public_jwk();
        let digest = jose::sha256(public.to_string().as_bytes());
        Some(Self {
            alg: algorithm.as_str().to_owned(),
            kid: base64url::encode(&digest[..16]),
            key: base64url::encode(&der),
        })
    }

    fn read(&self) -> Option<SigningKey> {
        let algorithm = Algorithm::from_name(&self.alg)?;
        let der = base64url::decode(&self.key).ok()?;
        SigningKey::from_pkcs8(&der, algorithm, &*self.kid).ok()
    }
}

impl Previous {
    const fn is_published(&self, now: Timestamp) -> bool {
        now.millis() < self.until
    }
}

fn seal(services: &Services) -> Result<Seal, NoKeys> {
    let ring = Ring::new(services.node_secrets.expose().map(<[u8]>::to_vec)).ok_or(NoKeys::NoRing)?;
    Ok(Seal::new(&ring, "own keys", &[]))
}

fn opened(seal: &Seal, text: &str) -> Option<OwnKeys> {
    let mut sealed = base64url::decode(text).ok()?;
    let text = seal.open(&Keys::default(), &mut sealed).ok()?;
    serde_json::from_slice(text).ok()
}
