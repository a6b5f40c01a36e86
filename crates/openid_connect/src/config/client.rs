//! Who we are at the provider.

use std::sync::Arc;

use jose::{Algorithm, SigningKey};
use oidc::client_auth::{AssertionAudience, Authentication, Authentications, Signer};
use oidc::{Intention, RedirectUri};
use plugin::Misconfigured;
use schema::{Choice, Record, Secret, Url};
use serde_json::{Map, Value};

use super::Jwk;

/// Options of the clients registered at the provider. What stands at the same place of each list belongs to one client;
/// where a list is shorter, what stands first in it.
#[derive(Record)]
pub(crate) struct Client {
    /// The ids of the clients. The first counts where a request asks for no other.
    #[field(identifier, referenceable)]
    pub(crate) client_id: Option<Vec<String>>,

    /// What a request says in a header, its query or its body to be about another client than the first: by its id, or by
    /// its number, counted from one. Sessions and logins under way stay with their client.
    #[field(default = "client_id")]
    pub(crate) client_arg: Option<String>,

    /// The secrets of the clients.
    #[field(encrypted, referenceable)]
    pub(crate) client_secret: Option<Vec<Secret>>,

    /// How the clients prove who they are. Null proves it by the secret, in the first way that the provider offers; by
    /// `client_jwk` where there is no secret, or the provider offers that before; and not at all without either.
    #[field()]
    pub(crate) client_auth: Option<Vec<ClientAuthentication>>,

    /// The algorithms with which the clients sign their proofs. Null is HS256 for secrets, and for keys what they are for,
    /// or else RS256.
    #[field(one_of(
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
        "ES512", "EdDSA"
    ))]
    pub(crate) client_alg: Option<Vec<String>>,

    /// The private keys with which the clients sign their proofs. Null signs with those of the gateway, whose public halves
    /// are at `/openid-connect/jwks` of the Admin API.
    #[field()]
    pub(crate) client_jwk: Option<Vec<Jwk>>,

    /// For whom signed proofs are: the provider, or the endpoint that is called, as some providers want it.
    #[field(default = Audience::Issuer)]
    pub(crate) lychgate_client_assertion_audience: Audience,

    /// How the client proves at the token endpoint who it is. Null does as elsewhere.
    #[field()]
    pub(crate) token_endpoint_auth_method: Option<ClientAuthentication>,

    /// The certificate entity, by its id, with which the client proves over TLS who it is.
    #[field()]
    pub(crate) tls_client_auth_cert_id: Option<String>,

    /// Whether the provider's certificate is verified on connections on which the client shows its own.
    #[field(default = true)]
    pub(crate) tls_client_auth_ssl_verify: bool,

    /// Where the provider sends the browser back to, one for each client; the route must cover it. Null is wherever a login
    /// begins.
    #[field()]
    pub(crate) redirect_uri: Option<Vec<Url>>,
}

/// How a client proves who it is (OpenID Connect Core 9).
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientAuthentication {
    /// Id and secret in the Authorization header.
    #[choice("client_secret_basic")]
    Basic,
    /// Id and secret in the form.
    #[choice("client_secret_post")]
    Post,
    /// A token signed with the secret.
    #[choice("client_secret_jwt")]
    SecretJwt,
    /// A token signed with a private key.
    #[choice("private_key_jwt")]
    PrivateKeyJwt,
    /// A certificate from an authority the provider knows.
    #[choice("tls_client_auth")]
    Tls,
    /// A certificate the provider knows.
    #[choice("self_signed_tls_client_auth")]
    SelfSignedTls,
    /// None: a public client.
    #[choice("none")]
    None,
}

/// For whom signed proofs are.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// The provider, by its issuer.
    #[choice("issuer")]
    Issuer,
    /// The endpoint that is called.
    #[choice("endpoint")]
    Endpoint,
}

/// What an endpoint says of its own about how a client proves itself there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AtEndpoints {
    pub(crate) introspection: Option<ClientAuthentication>,
    pub(crate) revocation: Option<ClientAuthentication>,
}

/// The entry of a list for a client, or else the first.
pub(crate) fn of_client<T>(list: Option<&[T]>, client: usize) -> Option<&T> {
    list.and_then(|list| list.get(client).or_else(|| list.first()))
}

impl Client {
    /// How many clients there are: one at least.
    pub(crate) fn count(&self) -> usize {
        self.client_id.as_ref().map_or(1, |ids| ids.len().max(1))
    }

    /// A client as the protocol knows it. Without an id it can do nothing but verify.
    ///
    /// # Errors
    /// [`Misconfigured`] with everything that cannot be put to use.
    pub(crate) fn client(&self, client: usize, at: AtEndpoints) -> Result<oidc::Client, Misconfigured> {
        let (authentication, redirect_uri) = (self.authentications(client, at), self.redirect_uri(client));
        let found = [
            authentication.as_ref().err().cloned(),
            redirect_uri.as_ref().err().cloned(),
        ];
        if let Some(all) = Misconfigured::all(found.into_iter().flatten()) {
            return Err(all);
        }
        Ok(oidc::Client {
            id: of_client(self.client_id.as_deref(), client)
                .cloned()
                .unwrap_or_default(),
            authentication: authentication?,
            redirect_uri: redirect_uri?,
        })
    }

    /// What is said of clients that are not there would count for nothing.
    ///
    /// # Errors
    /// [`Misconfigured`] with all such lists.
    pub(crate) fn lengths(&self) -> Result<(), Misconfigured> {
        let length = |length: Option<usize>| length.unwrap_or_default();
        let lists = [
            ("client_secret", length(self.client_secret.as_ref().map(Vec::len))),
            ("client_auth", length(self.client_auth.as_ref().map(Vec::len))),
            ("client_alg", length(self.client_alg.as_ref().map(Vec::len))),
            ("client_jwk", length(self.client_jwk.as_ref().map(Vec::len))),
            ("redirect_uri", length(self.redirect_uri.as_ref().map(Vec::len))),
        ];
        let count = self.count();
        let surplus = lists.into_iter().filter(|(_, length)| *length > count);
        let faults = surplus.map(|(name, length)| {
            Misconfigured::new(
                "config.clients",
                format!(
                    "{name}: it has {length} entries, and client_id names {count}; write one for each client"
                ),
            )
        });
        Misconfigured::all(faults).map_or(Ok(()), Err)
    }

    /// Where the provider sends the browser back to; `None` is wherever a login begins.
    fn redirect_uri(&self, client: usize) -> Result<Option<RedirectUri>, Misconfigured> {
        of_client(self.redirect_uri.as_deref(), client)
            .map(|uri| RedirectUri::parse(uri.as_str()))
            .transpose()
            .map_err(|why| Misconfigured::because("config.redirect_uri", "redirect_uri", &why))
    }

    /// The secret of a client, if it has one.
    pub(crate) fn secret(&self, client: usize) -> Option<jose::Secret> {
        let secret = of_client(self.client_secret.as_deref(), client)?;
        Some(jose::Secret::new(secret.expose().to_owned()))
    }

    /// What a discovery document must not speak against: the ways in which the clients prove themselves at the token
    /// endpoint, where an option says them. That it takes public clients many a provider does not say.
    pub(crate) fn intentions(&self) -> impl Iterator<Item = Intention> {
        let own = self.token_endpoint_auth_method.as_slice();
        let everywhere = self.client_auth.as_deref().unwrap_or_default();
        let wanted = if own.is_empty() { everywhere } else { own };
        let proofs = wanted.iter().filter(|way| **way != ClientAuthentication::None);
        proofs.map(|way| Intention {
            member: "token_endpoint_auth_methods_supported",
            value: way.word().to_owned(),
        })
    }

    /// Whether some client shows a certificate somewhere.
    pub(crate) fn shows_certificate(&self, at: AtEndpoints) -> bool {
        let ways = self.client_auth.iter().flatten().copied();
        let own = [self.token_endpoint_auth_method, at.introspection, at.revocation];
        ways.chain(own.into_iter().flatten())
            .any(ClientAuthentication::is_certificate)
    }

    fn authentications(&self, client: usize, at: AtEndpoints) -> Result<Authentications, Misconfigured> {
        let everywhere = of_client(self.client_auth.as_deref(), client).copied();
        let of = |option: &str, own: Option<ClientAuthentication>| match own {
            Some(own) => self.authentication(option, client, Some(own)),
            None => self.authentication("client_auth", client, everywhere),
        };
        let token = of("token_endpoint_auth_method", self.token_endpoint_auth_method);
        let introspection = of("introspection_endpoint_auth_method", at.introspection);
        let revocation = of("revocation_endpoint_auth_method", at.revocation);
        let made = [&token, &introspection, &revocation].into_iter();
        let faults = made.filter_map(|made| made.as_ref().err()).cloned();
        if let Some(all) = Misconfigured::all(faults) {
            return Err(all);
        }
        Ok(Authentications {
            token: token?,
            introspection: introspection?,
            revocation: revocation?,
            audience: match self.lychgate_client_assertion_audience {
                Audience::Issuer => AssertionAudience::Issuer,
                Audience::Endpoint => AssertionAudience::Endpoint,
            },
        })
    }

    /// How a client proves itself in the way that an option wants.
    fn authentication(
        &self,
        option: &str,
        client: usize,
        wanted: Option<ClientAuthentication>,
    ) -> Result<Authentication, Misconfigured> {
        let secret = || {
            self.secret(client).ok_or_else(|| {
                let what = format!("{option}: this method needs a client_secret");
                Misconfigured::new("config.client_auth", what)
            })
        };
        let jwk = of_client(self.client_jwk.as_deref(), client);
        Ok(match wanted {
            Some(ClientAuthentication::None) => Authentication::None,
            Some(ClientAuthentication::Post) => Authentication::Post { secret: secret()? },
            Some(ClientAuthentication::Basic) => Authentication::Basic { secret: secret()? },
            Some(ClientAuthentication::SecretJwt) => Authentication::Assertion {
                signer: self.shared(client, &secret()?)?,
            },
            Some(ClientAuthentication::PrivateKeyJwt) => Authentication::Assertion {
                signer: self.signer(client)?,
            },
            Some(ClientAuthentication::Tls | ClientAuthentication::SelfSignedTls) => {
                if self.tls_client_auth_cert_id.is_none() {
                    let what =
                        format!("{option}: this method needs tls_client_auth_cert_id, a certificate entity");
                    return Err(Misconfigured::new("config.client_auth", what));
                }
                Authentication::Certificate
            }
            None => match (self.secret(client), jwk) {
                (Some(secret), None) => Authentication::AsOffered { secret, signer: None },
                (Some(secret), Some(_)) => Authentication::AsOffered {
                    secret,
                    signer: Some(self.signer(client)?),
                },
                (None, Some(_)) => Authentication::Assertion {
                    signer: self.signer(client)?,
                },
                (None, None) => Authentication::None,
            },
        })
    }

    fn algorithm(&self, client: usize) -> Option<Algorithm> {
        Algorithm::from_name(of_client(self.client_alg.as_deref(), client)?)
    }

    /// What signs with the secret of a client (OpenID Connect Core 9, `client_secret_jwt`).
    fn shared(&self, client: usize, secret: &jose::Secret) -> Result<Signer, Misconfigured> {
        let algorithm = self.algorithm(client).unwrap_or(Algorithm::Hs256);
        if !algorithm.is_symmetric() {
            return Err(Misconfigured::new(
                "config.client_alg",
                format!(
                    "client_alg: client_secret_jwt signs with HS256, HS384 or HS512, not with {algorithm}"
                ),
            ));
        }
        let k = jose::base64url::encode(secret.expose().as_bytes());
        let jwk = Map::from_iter([("kty".to_owned(), Value::from("oct")), ("k".to_owned(), k.into())]);
        let key = SigningKey::from_jwk(&jwk, algorithm).map_err(|_| {
            Misconfigured::new(
                "config.client_auth",
                format!(
                    "client_secret: it is too short for {algorithm}; a secret that signs has as many bytes as the \
                     signature, 32 for HS256 (RFC 7518 section 3.2)"
                ),
            )
        })?;
        Ok(Signer::Key(Arc::new(key)))
    }

    /// What signs with a private key of a client (OpenID Connect Core 9, `private_key_jwt`).
    fn signer(&self, client: usize) -> Result<Signer, Misconfigured> {
        let wanted = self.algorithm(client);
        if let Some(algorithm) = wanted.filter(|algorithm| algorithm.is_symmetric()) {
            return Err(Misconfigured::new(
                "config.client_alg",
                format!(
                    "client_alg: private_key_jwt signs with a private key, such as with RS256 or ES256, not with {algorithm}"
                ),
            ));
        }
        let Some(jwk) = of_client(self.client_jwk.as_deref(), client) else {
            return Ok(Signer::OwnKey(wanted.unwrap_or(Algorithm::Rs256)));
        };
        let algorithm = wanted.or_else(|| jwk.algorithm());
        let Some(algorithm) = algorithm.filter(|algorithm| !algorithm.is_symmetric()) else {
            return Err(Misconfigured::new(
                "config.client_jwk",
                "client_jwk: no private key by which a client can sign; kty is RSA, EC or OKP".into(),
            ));
        };
        let key = SigningKey::from_jwk(&jwk.members_for(algorithm), algorithm).map_err(|_| {
            Misconfigured::new(
                "config.client_jwk",
                format!(
                    "client_jwk: it cannot sign with {algorithm}; it needs all private members of its kind \
                     (RFC 7518 section 6), of RSA also p, q, dp, dq and qi, and may not be for other uses"
                ),
            )
        })?;
        Ok(Signer::Key(Arc::new(key)))
    }
}

impl ClientAuthentication {
    const fn is_certificate(self) -> bool {
        matches!(self, Self::Tls | Self::SelfSignedTls)
    }
}

#[cfg(test)]
mod tests;
