//! What is remembered of the provider's answers, and for how long.

use std::time::Duration;

use oidc::{Lives, Remembered};
use schema::{Choice, Record, Seconds};

use super::Redis;
use crate::inactive;

/// Options of caching.
#[derive(Record)]
pub(crate) struct Cache {
    /// Seconds to use what is known of the provider, its metadata and keys, before it is looked up anew; what is known
    /// is used meanwhile. Zero and null look it up anew only for a key that is not known. For so many seconds, too, counts
    /// what the provider said about an access token, if that does not end before; zero and null ask with each request.
    #[field(default = 3600)]
    pub(crate) cache_ttl: Option<Seconds>,

    /// The most seconds to remember what the provider said about tokens, or gave. Null sets no limit.
    #[field()]
    pub(crate) cache_ttl_max: Option<Seconds>,

    /// The least seconds to remember what the provider said about tokens, or gave: till they end all the same. Null sets no
    /// limit.
    #[field()]
    pub(crate) cache_ttl_min: Option<Seconds>,

    /// Seconds to remember that the provider does not call an access token active, which a request brings, or refused its
    /// credentials. Null is 5.
    #[field()]
    pub(crate) cache_ttl_neg: Option<Seconds>,

    /// Seconds to go on with an old answer of the provider, beyond its end, when no new one can be had: about access tokens,
    /// and tokens for credentials. It never makes a token last longer. Null goes on with none.
    #[field()]
    pub(crate) cache_ttl_resurrect: Option<Seconds>,

    /// Whether to remember what the token endpoint gave for the credentials of a request, or that it refused them.
    #[field(default = true)]
    pub(crate) cache_tokens: bool,

    /// What is mixed into the names of remembered tokens: instances with the same salt share them.
    /// Null makes one up.
    #[field()]
    pub(crate) cache_tokens_salt: Option<String>,

    /// Whether tokens of different scopes are remembered apart. They always are.
    #[field(default = false, inert)]
    pub(crate) token_cache_key_include_scope: bool,

    /// Whether to remember answers of the introspection endpoint. A token that is revoked meanwhile passes until then.
    #[field(default = true)]
    pub(crate) cache_introspection: bool,

    /// Whether to remember answers of the older token exchange.
    #[field(default = true)]
    pub(crate) cache_token_exchange: bool,

    /// Whether to remember answers of the userinfo endpoint. A token that is revoked meanwhile passes until then.
    #[field(default = true)]
    pub(crate) cache_user_info: bool,

    /// Where nodes share what they remember.
    #[field(default = Strategy::Off, inert)]
    pub(crate) cluster_cache_strategy: Strategy,

    /// What nodes share.
    #[field(default = [Shared::Introspection], set, inert)]
    pub(crate) cluster_cache_items: Option<Vec<Shared>>,

    /// The Redis that nodes share it in.
    #[field(inert)]
    pub(crate) cluster_cache_redis: Option<Redis>,
}

/// Where nodes share what they remember.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Nowhere: each remembers for itself.
    #[choice("off")]
    Off,
    /// In Redis.
    #[choice("redis")]
    Redis,
}

/// Something that nodes may share.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// Answers of the introspection endpoint.
    #[choice("introspection")]
    Introspection,
    /// Answers of the token endpoint.
    #[choice("tokens")]
    Tokens,
}

impl Cache {
    /// How long counts what the introspection endpoint said.
    pub(crate) fn of_introspection(&self) -> Option<Duration> {
        self.usual().filter(|_| self.cache_introspection)
    }

    /// How long is remembered what the token endpoint gave for credentials.
    pub(crate) fn of_tokens(&self) -> Option<Lives> {
        self.cache_tokens.then(|| self.lives())
    }

    /// How long is remembered what another server gave for an access token.
    pub(crate) fn of_exchanged(&self) -> Option<Lives> {
        self.cache_token_exchange.then(|| Lives {
            of: Remembered::Token,
            ..self.lives()
        })
    }

    fn lives(&self) -> Lives {
        Lives {
            of: Remembered::Tokens,
            usual: self.lifetime(),
            least: self.cache_ttl_min.map(Seconds::duration),
            most: self.cache_ttl_max.map(Seconds::duration),
            after_outage: self
                .cache_ttl_resurrect
                .map(Seconds::duration)
                .unwrap_or_default(),
            refusal: self.of_nothing(),
        }
    }

    /// For how long an answer does when no new one can be had, which usually counts for so long; `None` if it does not then.
    pub(crate) fn in_outage(&self, remembered: Option<Duration>) -> Option<Duration> {
        let longer = self.cache_ttl_resurrect.map(Seconds::duration)?;
        Some(remembered?.saturating_add(longer)).filter(|_| !longer.is_zero())
    }

    /// How long anything is remembered that the provider says about a token.
    fn usual(&self) -> Option<Duration> {
        let life = self.lifetime().map(|life| self.lives().clamped(life))?;
        (!life.is_zero()).then_some(life)
    }

    /// How long a token is known as one that is not active.
    pub(crate) fn of_nothing(&self) -> Duration {
        self.cache_ttl_neg.map_or(inactive::USUAL, Seconds::duration)
    }

    /// How long counts what the userinfo endpoint said about whoever brings a token.
    pub(crate) fn of_userinfo(&self) -> Option<Duration> {
        self.usual().filter(|_| self.cache_user_info)
    }

    /// How long what is known of the provider is used before it is looked up anew.
    pub(crate) fn lifetime(&self) -> Option<Duration> {
        self.cache_ttl
            .map(Seconds::duration)
            .filter(|lifetime| !lifetime.is_zero())
    }
}
