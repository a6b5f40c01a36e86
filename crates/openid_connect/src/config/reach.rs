//! Which addresses calls to the provider may go to.

use oidc::{Endpoints, is_loopback};
use plugin::Misconfigured;
use ports::Reach;
use url::Url;

use super::Config;

/// An address at which the provider is called, and the option that says so.
pub(crate) struct Called {
    pub(crate) option: &'static str,
    pub(crate) url: Url,
}

impl Called {
    /// Whether anybody between can read and change what is said there.
    fn is_open(&self) -> bool {
        self.url.scheme() == "http" && !is_loopback(&self.url)
    }
}

impl Config {
    /// Where the provider is, as far as options say. A pseudo issuer is a mere name, which nobody calls: there its endpoints
    /// are judged.
    ///
    /// # Errors
    /// [`Misconfigured`] for what is no address.
    pub(crate) fn called(&self) -> Result<Vec<Called>, Misconfigured> {
        let read = |option, text: &str| match Url::parse(text) {
            Ok(url) => Ok(Called { option, url }),
            Err(why) => Err(Misconfigured::new("config.endpoint", format!("{option}: {why}"))),
        };
        if !self.provider.using_pseudo_issuer {
            return Ok(vec![read("issuer", self.provider.issuer()?.as_str())?]);
        }
        let Endpoints {
            authorization,
            token,
            jwks,
            userinfo,
            end_session,
            revocation,
            introspection,
            mtls_token,
            mtls_introspection,
            mtls_revocation,
        } = self.discovery()?.endpoints;
        let endpoints = [
            ("authorization_endpoint", authorization),
            ("token_endpoint", token),
            ("jwks_endpoint", jwks),
            ("userinfo_endpoint", userinfo),
            ("end_session_endpoint", end_session),
            ("revocation_endpoint", revocation),
            ("introspection_endpoint", introspection),
            ("mtls_token_endpoint", mtls_token),
            ("mtls_introspection_endpoint", mtls_introspection),
            ("mtls_revocation_endpoint", mtls_revocation),
        ];
        let named = endpoints
            .into_iter()
            .filter_map(|(option, url)| Some(Ok(Called { option, url: url? })));
        let more_keys = self.provider.more_keys();
        let more_keys = more_keys.iter().map(|url| read("extra_jwks_uris", url));
        let exchange = self.token.token_exchange_endpoint.as_ref();
        let exchange = exchange.map(|url| read("token_exchange_endpoint", url.as_str()));
        named.chain(more_keys).chain(exchange).collect()
    }

    /// An address at which the provider is called without TLS, although anybody may be between; `None` if there is none.
    pub(crate) fn called_in_the_clear(&self) -> Option<Url> {
        let called = self.called().ok()?;
        let open = called.into_iter().find(Called::is_open);
        open.map(|called| called.url)
    }

    /// Which addresses calls to the provider may go to. One on this very machine may be called here, and in the clear;
    /// any other only if that is said.
    ///
    /// # Errors
    /// [`Misconfigured`] for a provider whose answers anybody between could forge.
    pub(crate) fn reach(&self) -> Result<Reach, Misconfigured> {
        let called = self.called()?;
        let is_allowed = self.provider.lychgate_allow_http_issuer;
        let open = called.iter().find(|called| called.is_open());
        let is_here = called.iter().any(|called| is_loopback(&called.url));
        match open {
            Some(Called { option, url }) if !is_allowed => Err(Misconfigured::new(
                "config.issuer_plain",
                format!(
                    "{option}: {url} is not encrypted, so anybody between could sign people in; write https:, \
                     or lychgate_allow_http_issuer if you know what is between"
                ),
            )),
            Some(_) => Ok(Reach::Unencrypted),
            None => Ok(match (is_here, is_allowed) {
                (false, _) => Reach::Network,
                (true, false) => Reach::Loopback,
                (true, true) => Reach::Unencrypted,
            }),
        }
    }
}
