//! The options, section by section. Each section is one file: what can be said, and what it means.

mod authorization;
mod client;
mod cookie;
mod credentials;
mod denial;
mod forward;
mod http;
mod login;
mod provider;
mod session;
mod verification;

#[cfg(test)]
mod tests;

pub(crate) use authorization::Authorization;
pub(crate) use client::Client;
pub(crate) use cookie::{Cookie, SameSite};
pub(crate) use credentials::Credentials;
pub(crate) use denial::Denial;
pub(crate) use forward::{Forward, UpstreamHeaders};
pub(crate) use http::Http;
pub(crate) use login::Login;
pub(crate) use provider::Provider;
pub(crate) use session::Session;
pub(crate) use verification::Verification;

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
    pub(crate) verification: Verification,
    #[flatten = ""]
    pub(crate) login: Login,
    #[flatten = ""]
    pub(crate) session: Session,
    #[flatten = ""]
    pub(crate) forward: Forward,
    #[flatten = ""]
    pub(crate) denial: Denial,
    #[flatten = ""]
    pub(crate) http: Http,
}
