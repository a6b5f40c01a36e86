//! What a plugin allows: its options, as decisions.

use std::time::Duration;

use model::Id;
use plugin::Misconfigured;

use super::config::{Config, Pkce};
use super::denial::Denial;
use super::kept::{Grant, Place, name_of};
use super::parameters::Parameters;

/// What a plugin allows.
pub(super) struct Rules {
    scopes: Option<Vec<String>>,
    is_scope_mandatory: bool,
    provision_key: jose::Secret,
    is_global: bool,
    pub(super) code: bool,
    pub(super) implicit: bool,
    pub(super) client_credentials: bool,
    pub(super) password: bool,
    pub(super) pkce: Pkce,
    pub(super) lifetimes: Lifetimes,
}

/// How long tokens are good.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetimes {
    /// Whole seconds of an access token; for ever, if that is not said.
    pub(super) access: Option<u64>,
    /// Of a refresh token.
    pub(super) refresh: Option<Duration>,
    /// What becomes of a refresh token that is used.
    pub(super) used: Used,
}

/// What becomes of a refresh token that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Used {
    /// Another takes its place.
    Replaced,
    /// It stays good.
    StaysGood,
}

/// Where a request is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here {
    pub(super) workspace: Id,
    pub(super) service: Option<Id>,
}

impl Rules {
    /// Those of these options.
    ///
    /// # Errors
    /// If there is no provision key, or a scope that cannot stand in a header.
    pub(super) fn of(config: &Config) -> Result<Self, Misconfigured> {
        let provision_key = config.provision_key.as_deref().filter(|key| !key.is_empty());
        let provision_key = provision_key.ok_or_else(|| {
            misconfigured(
                "provision_key",
                "is missing; write 32 letters and digits that nobody guesses, which the Admin API makes up, but no file",
            )
        })?;
        // RFC 6749 3.3.
        let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let scopes = config.scopes.clone();
        let is_odd = |scope: &&String| scope.is_empty() || !scope.bytes().all(allowed);
        if let Some(odd) = scopes.iter().flatten().find(is_odd) {
            let remedy =
                format!("{odd:?} is none; write visible ASCII without spaces, quotes and backslashes");
            return Err(misconfigured("scopes", &remedy));
        }
        let refresh = Some(config.refresh_token_ttl.duration()).filter(|ttl| !ttl.is_zero());
        // As in Kong, no token that ends is there for longer than a refresh token would be.
        let access = Some(config.token_expiration.duration()).filter(|expiration| !expiration.is_zero());
        let access = access.map(|own| refresh.map_or(own, |ttl| ttl.min(own)));
        Ok(Self {
            scopes,
            is_scope_mandatory: config.mandatory_scope,
            provision_key: jose::Secret::new(provision_key),
            is_global: config.global_credentials,
            code: config.enable_authorization_code,
            implicit: config.enable_implicit_grant,
            client_credentials: config.enable_client_credentials,
            password: config.enable_password_grant,
            pkce: config.pkce.unwrap_or(Pkce::Lax),
            lifetimes: Lifetimes {
                // Zero would be for ever.
                access: access.map(|own| own.as_secs().max(1)),
                refresh,
                used: match config.reuse_refresh_token {
                    true => Used::StaysGood,
                    false => Used::Replaced,
                },
            },
        })
    }

    /// Where what is given here counts; nowhere, if there is no service.
    pub(super) fn place(&self, here: Here) -> Option<Place> {
        match self.is_global {
            true => Some(Place::Global),
            false => here.service.map(Place::Service),
        }
    }

    /// Whether what was given counts here.
    pub(super) fn counts(&self, grant: &Grant, here: Here) -> bool {
        let is_here = match grant.place {
            Place::Global => self.is_global,
            Place::Service(service) => here.service == Some(service),
        };
        is_here && grant.workspace == here.workspace
    }

    /// The scope that is given to whoever asks with these parameters.
    ///
    /// # Errors
    /// A scope that nobody gets here; none at all, where one must be asked for.
    pub(super) fn scope(&self, parameters: &Parameters) -> Result<Option<String>, Denial> {
        let asked = parameters.named("scope").unwrap_or_default();
        let mut given = Vec::new();
        if let Some(scopes) = &self.scopes {
            for scope in asked.split_ascii_whitespace() {
                if !scopes.iter().any(|allowed| allowed == scope) {
                    let why = format!("\"{scope}\" is an invalid scope");
                    return Err(Denial::new("invalid_scope", why));
                }
                given.push(scope);
            }
        }
        match given.is_empty() {
            true if self.is_scope_mandatory => Err(Denial::new("invalid_scope", "You must specify a scope")),
            true => Ok(None),
            false => Ok(Some(given.join(" "))),
        }
    }

    /// Whether somebody would still be given these scopes here. What was given for all services may have scopes of others.
    pub(super) fn still_gives(&self, grant: &Grant) -> bool {
        let given = grant.scopes();
        let is_allowed = |scope: &&str| self.scopes.iter().flatten().any(|allowed| allowed == scope);
        let are_allowed = grant.place == Place::Global || given.iter().all(is_allowed);
        are_allowed && !(self.is_scope_mandatory && given.is_empty())
    }

    /// That whoever asks knows the provision key, and so may name any user.
    ///
    /// # Errors
    /// If it is another key, or none.
    pub(super) fn provisioned(&self, parameters: &Parameters) -> Result<(), Denial> {
        let shown = parameters.named("provision_key").unwrap_or_default();
        match self.provision_key.is(shown) {
            true => Ok(()),
            false => Err(Denial::new("invalid_provision_key", "Invalid provision_key")),
        }
    }

    /// By what this plugin is told apart from others that give codes.
    pub(super) fn plugin(&self) -> String {
        name_of(self.provision_key.expose())
    }
}

/// The user that whoever knows the provision key names.
///
/// # Errors
/// If nobody is named, or a name that no service can be told.
pub(super) fn user(parameters: &Parameters) -> Result<String, Denial> {
    let named = parameters
        .named("authenticated_userid")
        .filter(|named| !named.trim().is_empty());
    let wrong = |why| Err(Denial::new("invalid_authenticated_userid", why));
    match named {
        None => wrong("Missing authenticated_userid parameter"),
        Some(named) if http::HeaderValue::from_bytes(named.as_bytes()).is_err() => {
            wrong("authenticated_userid cannot stand in a header")
        }
        Some(named) => Ok(named.to_owned()),
    }
}

fn misconfigured(option: &str, remedy: &str) -> Misconfigured {
    Misconfigured::new("oauth2.misconfigured", format!("{option}: {remedy}"))
}
