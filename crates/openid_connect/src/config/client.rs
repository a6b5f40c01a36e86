//! Who we are at the provider.

use oidc::RedirectUri;
use oidc::client_auth::Authentication;
use plugin::Misconfigured;
use schema::{Choice, Record, Secret, Url};

/// Options of the client registered at the provider.
#[derive(Record)]
pub(crate) struct Client {
    /// The client's id. One client for now.
    #[field(len_max(1), encrypted, referenceable)]
    pub(crate) client_id: Option<Vec<String>>,

    /// The client's secret.
    #[field(len_max(1), encrypted, referenceable)]
    pub(crate) client_secret: Option<Vec<Secret>>,

    /// How the client proves who it is.
    #[field(
        len_max(1),
        refused_values(
            "client_secret_jwt",
            "private_key_jwt",
            "self_signed_tls_client_auth",
            "tls_client_auth"
        )
    )]
    pub(crate) client_auth: Option<Vec<ClientAuthentication>>,

    /// Where the provider sends the browser back to; the route must cover it.
    #[field(len_min(1), len_max(1))]
    pub(crate) redirect_uri: Vec<Url>,
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
        let redirect_uri = first(Some(&self.redirect_uri)).map_or("", Url::as_str);
        Ok(oidc::Client {
            id: id.clone(),
            authentication: self.authentication()?,
            redirect_uri: RedirectUri::parse(redirect_uri)
                .map_err(|why| Misconfigured::new("config.redirect_uri", format!("redirect_uri: {why}")))?,
        })
    }

    fn authentication(&self) -> Result<Authentication, Misconfigured> {
        let secret =
            first(self.client_secret.as_deref()).map(|secret| jose::Secret::new(secret.expose().to_owned()));
        let wanted = first(self.client_auth.as_deref()).copied();
        match (wanted, secret) {
            (Some(ClientAuthentication::None), _) | (None, None) => Ok(Authentication::None),
            (Some(ClientAuthentication::Post), Some(secret)) => Ok(Authentication::Post { secret }),
            (Some(ClientAuthentication::Basic) | None, Some(secret)) => Ok(Authentication::Basic { secret }),
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
