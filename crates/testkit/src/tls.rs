//! An authority that signs certificates for this machine.

use std::fmt;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

/// An authority of certificates that lives as long as the test.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate of a server, with its key.
#[derive(Clone)]
pub struct Certified {
    /// The certificate, PEM.
    pub certificate: String,
    /// Its private key, PKCS #8 in PEM.
    pub key: String,
}

impl Authority {
    /// Founds an authority with a key of its own.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "a default that draws keys would surprise"
    )]
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("aws-lc makes P-256 keys");
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "Authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let pem = params
            .self_signed(&key)
            .expect("the parameters above are complete")
            .pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// The authority's certificate, PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for `localhost`, 127.0.0.1 and ::1.
    #[must_use]
    pub fn localhost(&self) -> Certified {
        self.certify(&["localhost", "127.0.0.1", "::1"])
    }

    /// A certificate for these names and addresses.
    ///
    /// # Panics
    /// If one of them is neither.
    #[must_use]
    pub fn certify(&self, names: &[&str]) -> Certified {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let key = KeyPair::generate().expect("aws-lc makes P-256 keys");
        let certificate = CertificateParams::new(names)
            .and_then(|params| params.signed_by(&key, &self.issuer))
            .expect("names and addresses that a certificate can hold");
        Certified {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    /// A client that trusts this authority and no other, and follows no redirects.
    #[must_use]
    pub fn client(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only([self.trusted()])
            .build()
            .expect("a client needs nothing but our certificate")
    }

    /// The certificate as reqwest wants it.
    ///
    /// # Panics
    /// Never: its text is PEM.
    #[must_use]
    pub fn trusted(&self) -> reqwest::Certificate {
        reqwest::Certificate::from_pem(self.pem.as_bytes()).expect("rcgen writes PEM")
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl fmt::Debug for Certified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certified")
            .field("certificate", &self.certificate)
            .field("key", &"***")
            .finish()
    }
}
