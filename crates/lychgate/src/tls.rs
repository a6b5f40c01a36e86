//! The certificate of listeners with `ssl`, read from its files.

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::settings::CertificateFiles;

/// Reads certificate and key, and checks that they belong together.
///
/// # Errors
/// [`BadCertificate`] names the setting to change.
pub fn server(files: &CertificateFiles) -> Result<Arc<ServerConfig>, BadCertificate> {
    let bad_chain = |why: String| BadCertificate::new("ssl_cert", &files.chain, why);
    let bad_key = |why: String| BadCertificate::new("ssl_cert_key", &files.key, why);
    let chain = CertificateDer::pem_file_iter(&files.chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad_chain(error.to_string()))?;
    if chain.is_empty() {
        return Err(bad_chain("there is no certificate in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| bad_key(error.to_string()))?;
    let mut server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| bad_chain(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| bad_key(error.to_string()))?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(server))
}

/// A certificate or key that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCertificate {
    /// The setting that names the file.
    pub setting: &'static str,
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub why: String,
}

impl BadCertificate {
    fn new(setting: &'static str, file: &std::path::Path, why: String) -> Self {
        Self {
            setting,
            file: file.to_owned(),
            why,
        }
    }
}

impl fmt::Display for BadCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the file {} cannot be used: {} (start.bad_certificate)\n   let {} name a PEM file with the right contents",
            self.file.display(),
            self.why,
            self.setting
        )
    }
}

impl std::error::Error for BadCertificate {}
