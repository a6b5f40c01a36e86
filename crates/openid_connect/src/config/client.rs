//! Who we are at the provider.

use oidc::client_auth::Authentication;
use oidc::{Intention, RedirectUri};
use plugin::Misconfigured;
use schema::{Choice, Record, Secret, Url};

use super::Jwk;

/// Options of the client registered at the provider.
#[derive(Record)]
pub(crate) struct Client {
    /// The client's id. One client for now.
    #[field(len_max(1), encrypted, referenceable)]
    pub(crate) client_id: Option<Vec<String>>,

    /// The parameter of a request that says which client is meant. With one client there is no choice.
    #[field(default = "client_id", inert)]
    pub(crate) client_arg: Option<String>,

    /// The client's secret.
    #[field(len_max(1), encrypted, referenceable)]
    pub(crate) client_secret: Option<Vec<Secret>>,

    /// How the client proves who it is. Null does it in the first way that the provider offers and that works here.
    #[field(
        len_max(1),
        refused_values(
            ClientAuthentication::SecretJwt,
            ClientAuthentication::PrivateKeyJwt,
            ClientAuthentication::Tls,
            ClientAuthentication::SelfSignedTls
        )
    )]
    pub(crate) client_auth: Option<Vec<ClientAuthentication>>,

    /// The algorithm with which the client signs its proof.
    #[field(
        one_of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
            "ES384", "ES512", "EdDSA"
        ),
        refused
    )]
    pub(crate) client_alg: Option<Vec<String>>,

    /// The private key with which the client signs its proof.
    #[field(refused)]
    pub(crate) client_jwk: Option<Vec<Jwk>>,

    /// How the client proves at the token endpoint who it is. Null does as elsewhere.
    #[field(refused)]
    pub(crate) token_endpoint_auth_method: Option<ClientAuthentication>,

    /// The certificate entity, by its id, with which the client proves over TLS who it is.
    #[field(refused)]
    pub(crate) tls_client_auth_cert_id: Option<String>,

    /// Whether the provider's certificate is verified on connections on which the client shows its own.
    #[field(default = true, refused)]
    pub(crate) tls_client_auth_ssl_verify: bool,

    /// Where the provider sends the browser back to; the route must cover it. Null is wherever a login begins.
    #[field(len_max(1))]
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

impl Client {
    /// The client as the protocol knows it.
    pub(crate) fn client(&self) -> Result<oidc::Client, Misconfigured> {
        let id = first(self.client_id.as_deref()).ok_or_else(|| {
            Misconfigured::new(
                "config.client_id",
                "client_id: the code flow needs the id of a client".into(),
            )
        })?;
        Ok(oidc::Client {
            id: id.clone(),
            authentication: self.authentication()?,
            redirect_uri: self.redirect_uri()?,
        })
    }

    /// Where the provider sends the browser back to; `None` is wherever a login begins.
    fn redirect_uri(&self) -> Result<Option<RedirectUri>, Misconfigured> {
        first(self.redirect_uri.as_deref())
            .map(|uri| RedirectUri::parse(uri.as_str()))
            .transpose()
            .map_err(|why| Misconfigured::because("config.redirect_uri", "redirect_uri", &why))
    }

    /// The client's secret, if it has one.
    pub(crate) fn secret(&self) -> Option<jose::Secret> {
        let secret = first(self.client_secret.as_deref())?;
        Some(jose::Secret::new(secret.expose().to_owned()))
    }

    /// What a discovery document must not speak against: the way in which the client proves itself, where an option says it.
    pub(crate) fn intentions(&self) -> impl Iterator<Item = Intention> {
        let wanted = self.client_auth.iter().flatten();
        wanted.map(|way| Intention {
            member: "token_endpoint_auth_methods_supported",
            value: way.word().to_owned(),
        })
    }

    fn authentication(&self) -> Result<Authentication, Misconfigured> {
        let wanted = first(self.client_auth.as_deref()).copied();
        match (wanted, self.secret()) {
            (Some(ClientAuthentication::None), _) | (None, None) => Ok(Authentication::None),
            (Some(ClientAuthentication::Post), Some(secret)) => Ok(Authentication::Post { secret }),
            (Some(ClientAuthentication::Basic), Some(secret)) => Ok(Authentication::Basic { secret }),
            (None, Some(secret)) => Ok(Authentication::AsOffered { secret }),
            (Some(_), _) => Err(Misconfigured::new(
                "config.client_auth",
                "client_auth: this method needs a client_secret, or is not supported yet".into(),
            )),
        }
    }
}

fn first<T>(list: Option<&[T]>) -> Option<&T> {
    list.and_then(<[T]>::first)
}
