//! How the certificate of an upstream is judged.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme};
use webpki::{EndEntityCert, KeyUsage};

/// Judges certificates. Whatever is demanded of one, whoever shows it must have its key.
#[derive(Debug)]
pub(super) struct Verifier {
    demand: Demand,
    algorithms: WebPkiSupportedAlgorithms,
}

/// What is demanded of a certificate.
#[derive(Debug)]
pub(super) enum Demand {
    /// The name, and a chain that is not too long.
    Chain(Chain),
    /// Nothing: anybody on the way can pretend to be the upstream.
    Nothing,
}

/// A chain of certificates that leads to one of these authorities.
#[derive(Debug)]
pub(super) struct Chain {
    /// The authorities.
    pub(super) roots: Arc<RootCertStore>,
    /// The most certificates between the upstream's and the authority's.
    pub(super) depth: usize,
}

impl Verifier {
    pub(super) const fn new(demand: Demand, algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { demand, algorithms }
    }
}

impl Chain {
    fn judge(
        &self,
        leaf: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> Result<(), Error> {
        let parsed = ParsedCertificate::try_from(leaf)?;
        verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, between, now, algorithms.all)?;
        verify_server_name(&parsed, name)?;
        // Fewer than are allowed cannot be too many.
        if between.len() > self.depth && !self.is_short(leaf, between, now, algorithms) {
            return Err(CertificateError::Other(OtherError(Arc::new(TooLong(self.depth)))).into());
        }
        Ok(())
    }

    /// Whether there is a chain with at most so many certificates between the upstream's and the authority's.
    fn is_short(
        &self,
        leaf: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        now: UnixTime,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> bool {
        let Ok(leaf) = EndEntityCert::try_from(leaf) else {
            return false;
        };
        let short = |path: &webpki::VerifiedPath<'_>| match path.intermediate_certificates().count() {
            count if count <= self.depth => Ok(()),
            _ => Err(webpki::Error::MaximumPathDepthExceeded),
        };
        let found = leaf.verify_for_usage(
            algorithms.all,
            &self.roots.roots,
            between,
            now,
            KeyUsage::server_auth(),
            None,
            Some(&short),
        );
        found.is_ok()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Demand::Chain(chain) = &self.demand {
            chain.judge(leaf, between, name, now, self.algorithms)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[derive(Debug)]
struct TooLong(usize);

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let depth = self.0;
        write!(
            f,
            "more than {depth} certificates stand between it and its authority"
        )
    }
}

impl std::error::Error for TooLong {}
