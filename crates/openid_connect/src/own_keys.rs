//! The keys with which this gateway signs for itself, where a client proves itself by one (OpenID Connect Core 9,
//! `private_key_jwt`), and those that providers encrypt tokens for (OpenID Connect Core 10.2).
//!
//! They are made when they are first asked for, one for each algorithm, and kept beside the configuration: sealed with
//! the secrets of the node, so that whoever reads the store can neither sign nor read. Nodes that share a store share them.

mod recent;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use jose::{Algorithm, DecryptionKey, DecryptionKeys, KeyManagement, SigningKey, base64url};
use plugin::Services;
use ports::{NoDeposit, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use session::{Keys, Ring, Seal};
use tracing::{info, warn};

pub(crate) use recent::{READ_AGAIN, Recent, SigningKeys, USED_FOR};

/// Under which kind they are kept.
const KIND: &str = "oic_jwks";

/// How long a key is published after another has taken its place: providers keep what they have read for a while.
const GRACE: Duration = Duration::from_hours(24);

/// What keys are for. Those of each use are kept by themselves: a node of a version that knew one use only leaves the
/// others alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyUse {
    /// Signing.
    Signature,
    /// Decrypting what others encrypt with their public halves.
    Encryption,
}

/// The keys of one use, and those before them that are still published.
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

impl KeyUse {
    /// Under which name its keys are kept.
    const fn name(self) -> &'static str {
        match self {
            Self::Signature => "own",
            Self::Encryption => "own_encryption",
        }
    }

    fn seal(self, services: &Services) -> Result<Seal, NoKeys> {
        let ring = Ring::new(services.node_secrets.expose().map(<[u8]>::to_vec)).ok_or(NoKeys::NoRing)?;
        // The keys of one use cannot be put in the place of the other's.
        let purpose = match self {
            Self::Signature => "own keys",
            Self::Encryption => "own encryption keys",
        };
        Ok(Seal::new(&ring, purpose, &[]))
    }

    /// A key for each of its algorithms.
    fn make(self) -> Option<Vec<OwnKey>> {
        match self {
            Self::Signature => Algorithm::ALL.into_iter().map(OwnKey::signing).collect(),
            Self::Encryption => KeyManagement::ALL.into_iter().map(OwnKey::decrypting).collect(),
        }
    }
}

impl OwnKeys {
    /// The keys with which this gateway signs.
    pub(crate) async fn of(services: &Services) -> Result<Self, NoKeys> {
        Self::used(KeyUse::Signature, services).await
    }

    /// The keys of this gateway. Of several that ask at once, on whichever nodes, all get the same.
    pub(crate) async fn used(used: KeyUse, services: &Services) -> Result<Self, NoKeys> {
        let seal = used.seal(services)?;
        if let Some(text) = services.deposits.find(KIND, used.name()).await? {
            if let Some(keys) = opened(&seal, &text) {
                return Ok(keys);
            }
            warn!("the keys of this gateway were sealed with another key ring; others take their place");
            let made = Self::made(used).await?;
            let text = made.sealed(&seal, services)?;
            services.deposits.put(KIND, used.name(), text, None).await?;
            return Ok(made);
        }
        let text = Self::made(used).await?.sealed(&seal, services)?;
        let settled = services.deposits.settle(KIND, used.name(), text).await?;
        // Whoever was first has the same ring.
        opened(&seal, &settled).ok_or(NoKeys::NotMade)
    }

    /// Puts new keys of each use in the place of these, which stay published for a day.
    pub(crate) async fn rotate(services: &Services) -> Result<(), NoKeys> {
        for used in [KeyUse::Signature, KeyUse::Encryption] {
            Self::rotate_used(used, services).await?;
        }
        info!("this gateway has new keys; those before are published for a day");
        Ok(())
    }

    async fn rotate_used(used: KeyUse, services: &Services) -> Result<(), NoKeys> {
        let now = services.clock.now();
        let before = Self::used(used, services).await?;
        let until = now.plus(GRACE).millis();
        let mut keys = Self::made(used).await?;
        let replaced = before.current.into_iter().map(|key| Previous { key, until });
        keys.previous = replaced.chain(before.previous).collect();
        keys.previous.retain(|previous| previous.is_published(now));
        let text = keys.sealed(&used.seal(services)?, services)?;
        services.deposits.put(KIND, used.name(), text, None).await?;
        Ok(())
    }

    /// The public halves of both uses, as a key set (RFC 7517 5).
    pub(crate) async fn all_published(services: &Services) -> Result<Value, NoKeys> {
        let now = services.clock.now();
        let mut keys = Self::of(services).await?.public(now);
        keys.extend(Self::used(KeyUse::Encryption, services).await?.public(now));
        Ok(json!({ "keys": keys }))
    }

    /// The private halves that sign, one for each algorithm.
    pub(crate) fn signing(&self) -> impl Iterator<Item = SigningKey> {
        self.current.iter().filter_map(OwnKey::read)
    }

    /// The private halves that decrypt.
    pub(crate) fn decrypting(&self, now: Timestamp) -> DecryptionKeys {
        let keys = self.counting(now);
        DecryptionKeys::new(keys.filter_map(OwnKey::read_decrypting).collect())
    }

    fn public(&self, now: Timestamp) -> Vec<Value> {
        self.counting(now).filter_map(OwnKey::public_jwk).collect()
    }

    /// The keys, and those before them as long as they are published.
    fn counting(&self, now: Timestamp) -> impl Iterator<Item = &OwnKey> {
        let previous = self
            .previous
            .iter()
            .filter(move |previous| previous.is_published(now));
        self.current.iter().chain(previous.map(|previous| &previous.key))
    }

    async fn made(used: KeyUse) -> Result<Self, NoKeys> {
        let make = move || used.make();
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
    fn signing(algorithm: Algorithm) -> Option<Self> {
        let der = SigningKey::make_pkcs8(algorithm).ok()?;
        let public = SigningKey::from_pkcs8(&der, algorithm, "").ok()?.public_jwk();
        Some(Self::named(algorithm.as_str(), &der, &public))
    }

    fn decrypting(key_management: KeyManagement) -> Option<Self> {
        let der = DecryptionKey::make_pkcs8(key_management).ok()?;
        let public = DecryptionKey::from_pkcs8(&der, key_management, "");
        Some(Self::named(
            key_management.as_str(),
            &der,
            &public.ok()?.public_jwk(),
        ))
    }

    /// What is public of a key names it, and nothing else.
    fn named(alg: &str, der: &[u8], public: &Value) -> Self {
        let digest = jose::sha256(public.to_string().as_bytes());
        Self {
            alg: alg.to_owned(),
            kid: base64url::encode(&digest[..16]),
            key: base64url::encode(der),
        }
    }

    fn read(&self) -> Option<SigningKey> {
        let algorithm = Algorithm::from_name(&self.alg)?;
        let der = base64url::decode(&self.key).ok()?;
        SigningKey::from_pkcs8(&der, algorithm, &*self.kid).ok()
    }

    fn read_decrypting(&self) -> Option<DecryptionKey> {
        let key_management = KeyManagement::from_name(&self.alg)?;
        let der = base64url::decode(&self.key).ok()?;
        DecryptionKey::from_pkcs8(&der, key_management, &*self.kid).ok()
    }

    fn public_jwk(&self) -> Option<Value> {
        let signing = self.read().map(|key| key.public_jwk());
        signing.or_else(|| Some(self.read_decrypting()?.public_jwk()))
    }
}

impl Previous {
    const fn is_published(&self, now: Timestamp) -> bool {
        now.millis() < self.until
    }
}

fn opened(seal: &Seal, text: &str) -> Option<OwnKeys> {
    let mut sealed = base64url::decode(text).ok()?;
    let text = seal.open(&Keys::default(), &mut sealed).ok()?;
    serde_json::from_slice(text).ok()
}
