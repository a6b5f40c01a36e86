//! The options, section by section. Each section is one file: what can be said, and what it means.

#![allow(dead_code, reason = "nobody reads what is inert or refused yet")]

mod arguments;
mod authorization;
mod cache;
mod claims;
mod client;
mod cookie;
mod credentials;
mod denial;
mod exchange;
mod forward;
mod headers;
mod http;
mod identity;
mod introspection;
mod jwk;
mod login;
mod logout;
mod possession;
mod provider;
mod reach;
mod redis;
mod session;
mod store;
mod token;
mod userinfo;
mod verification;

#[cfg(test)]
mod tests;

pub(crate) use arguments::Arguments;
pub(crate) use authorization::Authorization;
pub(crate) use cache::Cache;
pub(crate) use claims::Claims;
pub(crate) use client::{AtEndpoints, Client, ClientAuthentication, of_client};
pub(crate) use cookie::{Cookie, SameSite};
pub(crate) use credentials::{AuthMethod, Credentials, Methods, Place, TokenPlace};
pub(crate) use denial::Denial;
pub(crate) use exchange::Exchange;
pub(crate) use forward::Forward;
pub(crate) use headers::Headers;
pub(crate) use http::{Http, call_headers, is_reserved, read_by_nobody};
pub(crate) use identity::{ConsumerKey, Identity};
pub(crate) use introspection::Introspection;
pub(crate) use jwk::Jwk;
pub(crate) use login::Login;
pub(crate) use logout::Logout;
pub(crate) use possession::Possession;
pub(crate) use provider::Provider;
pub(crate) use reach::Called;
pub(crate) use redis::{Redis, SessionRedis};
pub(crate) use session::{Binding, Session, SessionHeader};
pub(crate) use store::Store;
pub(crate) use token::{Grant, Token};
pub(crate) use userinfo::Userinfo;
pub(crate) use verification::Verification;

use oidc::{DiscoveryRules, Endpoints, Intention};
use plugin::Misconfigured;
use schema::Record;

/// Options of the openid-connect plugin.
#[derive(Record)]
pub struct Config {
    #[flatten = ""]
    pub(crate) provider: Provider,
    #[flatten = ""]
    pub(crate) client: Client,
    #[flatten = ""]
    pub(crate) credentials: Credentials,
    #[flatten = ""]
    pub(crate) authorization: Authorization,
    #[flatten = ""]
    pub(crate) token: Token,
    #[flatten = ""]
    pub(crate) verification: Verification,
    #[flatten = ""]
    pub(crate) claims: Claims,
    #[flatten = ""]
    pub(crate) introspection: Introspection,
    #[flatten = ""]
    pub(crate) userinfo: Userinfo,
    #[flatten = ""]
    pub(crate) identity: Identity,
    #[flatten = ""]
    pub(crate) possession: Possession,
    #[flatten = ""]
    pub(crate) login: Login,
    #[flatten = ""]
    pub(crate) session: Session,
    #[flatten = ""]
    pub(crate) logout: Logout,
    #[flatten = ""]
    pub(crate) forward: Forward,
    #[flatten = ""]
    pub(crate) denial: Denial,
    #[flatten = ""]
    pub(crate) cache: Cache,
    #[flatten = ""]
    pub(crate) http: Http,
}

impl Config {
    /// A client as the protocol knows it.
    ///
    /// # Errors
    /// [`Misconfigured`] with everything that cannot be put to use.
    pub(crate) fn client(&self, client: usize) -> Result<oidc::Client, Misconfigured> {
        self.client.client(client, self.at_endpoints())
    }

    /// Whether a certificate is shown anywhere.
    pub(crate) fn shows_certificate(&self) -> bool {
        self.client.shows_certificate(self.at_endpoints())
    }

    const fn at_endpoints(&self) -> AtEndpoints {
        AtEndpoints {
            introspection: self.introspection.introspection_endpoint_auth_method,
            revocation: self.logout.revocation_endpoint_auth_method,
        }
    }

    /// All clients, the first one first.
    ///
    /// # Errors
    /// [`Misconfigured`] with everything that cannot be put to use.
    pub(crate) fn clients(&self) -> Result<Vec<oidc::Client>, Misconfigured> {
        let made: Vec<_> = (0..self.client.count())
            .map(|client| self.client(client))
            .collect();
        let faults = made.iter().filter_map(|made| made.as_ref().err()).cloned();
        let in_common = [self.client.lengths().err(), self.client_is_missing()];
        match Misconfigured::all(faults.chain(in_common.into_iter().flatten())) {
            Some(all) => Err(all),
            None => made.into_iter().collect(),
        }
    }

    /// That there is no client, if anything is asked of the provider in the name of one.
    fn client_is_missing(&self) -> Option<Misconfigured> {
        let methods = self.credentials.methods();
        let wanting = [
            ("the authorization code flow", methods.authorization_code),
            ("the method password", methods.password),
            ("the method refresh_token", methods.refresh_token),
            ("introspection", methods.introspection),
            ("logout_revoke", self.logout.logout_revoke),
        ];
        if self.client.client_id.as_ref().is_some_and(|ids| !ids.is_empty()) {
            return None;
        }
        let (what, _) = wanting.into_iter().find(|(_, is_on)| *is_on)?;
        let what = format!("client_id: {what} needs the id of a client");
        Some(Misconfigured::new("config.client_id", what))
    }

    /// What a discovery document must not speak against, if that is to be looked at.
    fn intentions(&self) -> Vec<Intention> {
        if !self.provider.verify_parameters {
            return Vec::new();
        }
        let mut intentions = match self.credentials.methods().authorization_code {
            true => self.authorization.intentions(),
            false => Vec::new(),
        };
        let methods = self.credentials.methods();
        if methods.authorization_code
            || methods.password
            || methods.refresh_token
            || methods.client_credentials
        {
            intentions.extend(self.client.intentions());
        }
        intentions
    }

    /// What endpoints the operator knows better than discovery.
    pub(crate) fn discovery(&self) -> Result<DiscoveryRules, Misconfigured> {
        let url = |name: &str, url: &Option<schema::Url>| {
            let parsed = url.as_ref().map(|url| url::Url::parse(url.as_str()));
            parsed
                .transpose()
                .map_err(|why| Misconfigured::new("config.endpoint", format!("{name}: {why}")))
        };
        Ok(DiscoveryRules {
            issuer: match self.provider.lychgate_issuer_check {
                provider::IssuerCheck::Strict => oidc::IssuerCheck::Strict,
                provider::IssuerCheck::Any => oidc::IssuerCheck::Any,
            },
            intentions: self.intentions(),
            pseudo_issuer: self
                .provider
                .using_pseudo_issuer
                .then(|| self.provider.issuer.as_str().to_owned()),
            endpoints: Endpoints {
                authorization: url("authorization_endpoint", &self.provider.authorization_endpoint)?,
                token: url("token_endpoint", &self.provider.token_endpoint)?,
                jwks: url("jwks_endpoint", &self.provider.jwks_endpoint)?,
                userinfo: url("userinfo_endpoint", &self.userinfo.userinfo_endpoint)?,
                end_session: url("end_session_endpoint", &self.logout.end_session_endpoint)?,
                revocation: url("revocation_endpoint", &self.logout.revocation_endpoint)?,
                introspection: url(
                    "introspection_endpoint",
                    &self.introspection.introspection_endpoint,
                )?,
                mtls_token: url("mtls_token_endpoint", &self.provider.mtls_token_endpoint)?,
                mtls_introspection: url(
                    "mtls_introspection_endpoint",
                    &self.introspection.mtls_introspection_endpoint,
                )?,
                mtls_revocation: url("mtls_revocation_endpoint", &self.logout.mtls_revocation_endpoint)?,
            },
        })
    }
}
