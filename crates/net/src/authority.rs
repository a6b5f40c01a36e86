//! Authorities of certificates that are trusted beside those of the system.

use std::fmt;

use reqwest::Certificate;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// An authority that cannot be trusted, because it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAuthority {
    /// Which of the given texts it is, from zero.
    pub number: usize,
    /// What is wrong with it.
    pub why: String,
}

impl BadAuthority {
    /// The stable name of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "http.bad_authority"
    }
}

impl fmt::Display for BadAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, why } = self;
        let code = self.code();
        write!(
            f,
            "authority number {number} cannot be trusted: {why}; give its certificate as PEM ({code})"
        )
    }
}

impl std::error::Error for BadAuthority {}

/// An authority that can be trusted.
#[derive(Clone)]
pub(crate) struct Authority {
    /// As the client of HTTP takes it.
    pub(crate) certificate: Certificate,
    /// As TLS takes it.
    pub(crate) der: CertificateDer<'static>,
}

/// The certificates in PEM texts, each of which may hold several.
pub(crate) fn read(pems: &[&str]) -> Result<Vec<Authority>, BadAuthority> {
    let mut certificates = Vec::new();
    for (number, pem) in pems.iter().enumerate() {
        let bad = |why: String| BadAuthority { number, why };
        let before = certificates.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let der = certificate.map_err(|error| bad(error.to_string()))?;
            // Tried here, where it can still be told which one it is.
            let tried = RootCertStore::empty().add(der.clone());
            tried.map_err(|error| bad(error.to_string()))?;
            let certificate = Certificate::from_der(&der).map_err(|error| bad(error.to_string()))?;
            certificates.push(Authority { certificate, der });
        }
        if certificates.len() == before {
            return Err(bad("there is no certificate in it".to_owned()));
        }
    }
    Ok(certificates)
}
