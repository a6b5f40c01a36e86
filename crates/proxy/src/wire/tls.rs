//! TLS towards upstreams: whom we believe, and what we show of ourselves.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ahash::RandomState;
use aws_lc_rs::digest::{Context, SHA256};
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs as provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::TlsConnector;

use super::link::Ticks;
use super::tls_verifier::{Chain, Demand, Verifier};

/// Whether an upstream must prove who it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Verification<'a> {
    /// Whoever answers is believed: the connection is safe from those who listen, not from those who pretend.
    None,
    /// Its certificate must bear its name, and be signed by an authority.
    Chain {
        /// Whose signatures count.
        authorities: Authorities<'a>,
        /// How many certificates may stand between its own and the authority's.
        depth: usize,
    },
}

/// Whose signatures count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Authorities<'a> {
    /// Those of whom the system trusts.
    System,
    /// Those of these, PEM, and of nobody else.
    These(&'a [&'a str]),
}

/// What we show of ourselves.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The certificate, and those between it and its authority; PEM.
    pub(crate) certificate: &'a str,
    /// Its key, PEM.
    pub(crate) key: &'a str,
}

/// How TLS is spoken with an upstream; the same on all cores.
#[derive(Clone)]
pub(crate) struct Tls {
    config: Arc<ClientConfig>,
    identity: Arc<str>,
}

impl Tls {
    /// TLS 1.2 or 1.3, and HTTP/1.1 by ALPN.
    ///
    /// # Errors
    /// [`TlsUnusable`] if one of the texts does not hold what it should.
    pub(crate) fn new(verification: Verification<'_>, shown: Option<Shown<'_>>) -> Result<Self, TlsUnusable> {
        let provider = Arc::new(provider::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsUnusable::Certificate(error.to_string()))?
            .dangerous();
        let demand = match verification {
            Verification::None => Demand::Nothing,
            Verification::Chain { authorities, depth } => Demand::Chain(Chain {
                roots: authorities.roots()?,
                depth,
            }),
        };
        let builder = builder.with_custom_certificate_verifier(Arc::new(Verifier::new(demand, algorithms)));
        let mut config = match shown {
            None => builder.with_no_client_auth(),
            Some(shown) => {
                let (chain, key) = shown.read()?;
                let built = builder.with_client_auth_cert(chain, key);
                built.map_err(|error| TlsUnusable::Certificate(error.to_string()))?
            }
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            identity: identity(verification, shown).into(),
        })
    }

    /// Equal if and only if the same is shown and demanded. Connections and tickets of one identity are never
    /// used for another.
    pub(super) fn identity(&self) -> &str {
        &self.identity
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tls({})", self.identity)
    }
}

impl Authorities<'_> {
    fn roots(self) -> Result<Arc<RootCertStore>, TlsUnusable> {
        match self {
            Self::System => {
                let roots = SYSTEM.get_or_init(system);
                match roots.is_empty() {
                    true => Err(TlsUnusable::NoAuthorities),
                    false => Ok(Arc::clone(roots)),
                }
            }
            Self::These(pems) => {
                let mut roots = RootCertStore::empty();
                for certificate in pems
                    .iter()
                    .flat_map(|pem| CertificateDer::pem_slice_iter(pem.as_bytes()))
                {
                    let certificate =
                        certificate.map_err(|error| TlsUnusable::Authority(error.to_string()))?;
                    let added = roots.add(certificate);
                    added.map_err(|error| TlsUnusable::Authority(error.to_string()))?;
                }
                match roots.is_empty() {
                    true => Err(TlsUnusable::NoAuthorities),
                    false => Ok(Arc::new(roots)),
                }
            }
        }
    }
}

/// Read once: it takes as long as a thousand requests.
static SYSTEM: OnceLock<Arc<RootCertStore>> = OnceLock::new();

fn system() -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    // What cannot be read is not trusted; that is all it takes to be safe.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    Arc::new(roots)
}

impl Shown<'_> {
    /// How TLS is spoken with clients that are shown it: TLS 1.2 or 1.3, and HTTP/1.1 by ALPN.
    ///
    /// # Errors
    /// [`TlsUnusable`] if certificate and key are none, or do not belong together.
    pub(crate) fn server(self) -> Result<ServerConfig, TlsUnusable> {
        let (chain, key) = self.read()?;
        let unusable = |error: rustls::Error| TlsUnusable::Certificate(error.to_string());
        let mut config = ServerConfig::builder_with_provider(Arc::new(provider::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn read(self) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsUnusable> {
        let chain = CertificateDer::pem_slice_iter(self.certificate.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|error| TlsUnusable::Certificate(error.to_string()))?;
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes());
        // The error might repeat some of the key.
        Ok((chain, key.map_err(|_| TlsUnusable::Key)?))
    }
}

fn identity(verification: Verification<'_>, shown: Option<Shown<'_>>) -> String {
    let mut digest = Context::new(&SHA256);
    let mut part = |text: &str| {
        // With its length before it no part can pass for two.
        digest.update(&(text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    };
    match verification {
        Verification::None => part("none"),
        Verification::Chain { authorities, depth } => {
            part(&depth.to_string());
            match authorities {
                Authorities::System => part("system"),
                Authorities::These(pems) => pems.iter().for_each(|pem| part(pem)),
            }
        }
    }
    if let Some(shown) = shown {
        part("shown");
        part(shown.certificate);
        part(shown.key);
    }
    let digest = digest.finish();
    digest.as_ref()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Why TLS with an upstream is not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TlsUnusable {
    /// The certificate to show cannot be shown.
    Certificate(String),
    /// Its key cannot be read.
    Key,
    /// An authority's certificate cannot be read.
    Authority(String),
    /// There is nobody whose signature would count.
    NoAuthorities,
}

impl TlsUnusable {
    /// The stable name of this failure.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Certificate(_) => "tls.certificate_unusable",
            Self::Key => "tls.key_unusable",
            Self::Authority(_) => "tls.authority_unusable",
            Self::NoAuthorities => "tls.no_authorities",
        }
    }

    /// What would be right.
    pub(crate) const fn remedy(&self) -> &'static str {
        match self {
            Self::Certificate(_) => "give a certificate and its own key, both as PEM",
            Self::Key => "give the key as PEM, without a passphrase",
            Self::Authority(_) => "give the authority's certificate as PEM",
            Self::NoAuthorities => "install the system's authorities, or set ca_certificates",
        }
    }
}

impl fmt::Display for TlsUnusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(why) => write!(f, "its client_certificate cannot be shown: {why}"),
            Self::Key => f.write_str("the key of its client_certificate cannot be read"),
            Self::Authority(why) => write!(f, "one of its ca_certificates cannot be read: {why}"),
            Self::NoAuthorities => f.write_str("there is no authority whose signature would count"),
        }
    }
}

impl std::error::Error for TlsUnusable {}

/// What one core keeps of TLS: tickets to take up earlier sessions, which no other core and no other identity uses.
pub(super) struct Tickets {
    kept: RefCell<HashMap<Arc<str>, Kept, RandomState>>,
    ticks: Rc<Ticks>,
    keep: u32,
}

struct Kept {
    config: Arc<ClientConfig>,
    since: Cell<u32>,
}

/// How long tickets of an identity are kept that nobody asks for.
const KEEP: Duration = Duration::from_secs(600);
/// For how many names of one identity tickets are kept.
const NAMES: usize = 64;

impl Tickets {
    pub(super) fn new(ticks: Rc<Ticks>) -> Self {
        Self {
            kept: RefCell::default(),
            keep: ticks.count(KEEP),
            ticks,
        }
    }

    pub(super) fn connector(&self, tls: &Tls) -> TlsConnector {
        let mut kept = self.kept.borrow_mut();
        let kept = kept.entry(Arc::clone(&tls.identity)).or_insert_with(|| {
            let mut config = ClientConfig::clone(&tls.config);
            config.resumption = Resumption::in_memory_sessions(NAMES);
            Kept {
                config: Arc::new(config),
                since: Cell::new(0),
            }
        });
        kept.since.set(self.ticks.now());
        TlsConnector::from(Arc::clone(&kept.config))
    }

    /// Forgets identities that nobody asks for any more.
    pub(super) fn sweep(&self) {
        let mut kept = self.kept.borrow_mut();
        kept.retain(|_, kept| !self.ticks.is_over(kept.since.get(), self.keep));
    }
}
