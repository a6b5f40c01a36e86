//! The certificate of a gateway that nobody has to know for long.

use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// TLS for `localhost`, with a key that is gone with the process.
pub(super) fn of_localhost() -> Arc<ServerConfig> {
    let key = KeyPair::generate().expect("aws-lc makes P-256 keys");
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(names).expect("these are names and addresses");
    params
        .distinguished_name
        .push(DnType::CommonName, "Lychgate demo");
    let certificate = params.self_signed(&key).expect("the parameters are complete");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("aws-lc speaks TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("the key is that of the certificate");
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(server)
}
