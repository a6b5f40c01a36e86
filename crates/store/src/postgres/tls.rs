//! TLS towards the database.

mod stream;
mod unverified;

use std::io;
use std::pin::Pin;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::aws_lc_rs as provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_rustls::TlsConnector;

use self::stream::Stream;
use self::unverified::Unverified;
use super::settings::{Authorities, Tls};
use crate::StoreError;

/// How TLS is spoken with the database.
#[derive(Clone)]
pub(super) struct Connector(TlsConnector);

/// The same, with a server of this name.
pub(super) struct Named {
    connector: TlsConnector,
    name: String,
}

impl Connector {
    /// # Errors
    /// [`StoreError::Unavailable`] if nobody could be trusted.
    pub(super) fn new(tls: &Tls) -> Result<Self, StoreError> {
        let provider = Arc::new(provider::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?;
        let config = match tls {
            // Nobody asks for TLS then, and nobody would be trusted.
            Tls::Off => builder.with_root_certificates(RootCertStore::empty()),
            Tls::NotVerified => {
                let believing = Unverified::new(provider.signature_verification_algorithms);
                builder
                    .dangerous()
                    .with_custom_certificate_verifier(Arc::new(believing))
            }
            Tls::Verified(authorities) => {
                let roots = Arc::new(authorities.roots()?);
                let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider);
                builder.with_webpki_verifier(verifier.build().map_err(unusable)?)
            }
        };
        let config = config.with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }
}

impl Authorities {
    fn roots(&self) -> Result<RootCertStore, StoreError> {
        let certificates: Vec<_> = match self {
            Self::System => rustls_native_certs::load_native_certs().certs,
            Self::These(pem) => CertificateDer::pem_slice_iter(pem.as_bytes())
                .collect::<Result<_, _>>()
                .map_err(unusable)?,
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        match roots.is_empty() {
            true => Err(unusable("there is no authority that could be trusted")),
            false => Ok(roots),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Connector {
    type Stream = Stream<S>;
    type TlsConnect = Named;
    type Error = io::Error;

    fn make_tls_connect(&mut self, domain: &str) -> io::Result<Named> {
        // It is asked for sockets of this machine too, which have no name and speak no TLS.
        Ok(Named {
            connector: self.0.clone(),
            name: domain.to_owned(),
        })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Named {
    type Stream = Stream<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let name = ServerName::try_from(self.name).map_err(io::Error::other)?;
            self.connector.connect(name, stream).await.map(Stream)
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn unusable(why: impl ToString) -> StoreError {
    StoreError::Unavailable(format!("TLS: {}", why.to_string()))
}
