//! A look at a server by the rules of the calls that would be made to it.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ports::{
    Connections, Handshake, HttpError, HttpRequest, Inspect, Location, Looking, Reach, Terms, Waiting, Whose,
};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, ProtocolVersion, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio::time::timeout as within;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::HttpClient;
use super::clients::{Clients, System};
use super::way::{Way, allowed};
use crate::address::judge;
use crate::certificate;
use crate::resolver::look_up;

impl Inspect for HttpClient {
    fn locate<'a>(
        &'a self,
        url: &'a str,
        reach: Reach,
        terms: &'a Terms,
        timeout: Duration,
    ) -> Looking<'a, Location> {
        Box::pin(async move {
            let located = within(timeout, locate(url, reach, terms)).await;
            located.unwrap_or(Err(HttpError::Timeout))
        })
    }

    fn connect(&self, address: SocketAddr, timeout: Duration) -> Looking<'_, ()> {
        Box::pin(async move { open(address, timeout).await.map(drop) })
    }

    fn handshake<'a>(
        &'a self,
        host: &'a str,
        address: SocketAddr,
        timeout: Duration,
    ) -> Looking<'a, Handshake> {
        Box::pin(async move {
            let shaken = async {
                let stream = open(address, timeout).await?;
                self.0.shake_hands(host, stream).await
            };
            within(timeout, shaken).await.unwrap_or(Err(HttpError::Timeout))
        })
    }

    fn send_to(&self, mut request: HttpRequest, address: SocketAddr) -> Waiting<'_> {
        let limit = request.timeout;
        request.terms = Arc::new(Terms {
            connections: Connections::UsedOnce,
            ..(*request.terms).clone()
        });
        Box::pin(async move {
            let call = Self::call(request, |way| self.0.pinned(&way, address.ip()));
            within(limit, call).await.unwrap_or(Err(HttpError::Timeout))
        })
    }
}

async fn locate(url: &str, reach: Reach, terms: &Terms) -> Result<Location, HttpError> {
    let url = allowed(url, reach)?;
    let way = Way::to(&url, reach, terms)?;
    let (whose, place) = match &way.proxy {
        None => (Whose::Server, url),
        Some(proxy) => {
            let unfit = |_| HttpError::Proxy("its address is not that of a proxy".to_owned());
            (Whose::Proxy, Url::parse(&proxy.url).map_err(unfit)?)
        }
    };
    let port = place.port_or_known_default().unwrap_or_default();
    let literal = |address: IpAddr| vec![SocketAddr::new(address, port)];
    let addresses = match place.host() {
        Some(Host::Ipv4(address)) => literal(address.into()),
        Some(Host::Ipv6(address)) => literal(address.into()),
        Some(Host::Domain(name)) => look_up(name, port, way.reach).await.map_err(|why| why.0)?,
        None => return Err(HttpError::BadUrl("it has no host".to_owned())),
    };
    Ok(Location {
        host: place.host_str().unwrap_or_default().to_owned(),
        addresses,
        whose,
    })
}

async fn open(address: SocketAddr, timeout: Duration) -> Result<TcpStream, HttpError> {
    // Of whoever may be called this says nothing; but no address is connected to that may never be.
    let judged = judge(address.ip(), Reach::Unencrypted);
    judged.map_err(|why| HttpError::RefusedAddress(format!("{} ({})", address.ip(), why.words())))?;
    let opened = within(timeout, TcpStream::connect(address)).await;
    let opened = opened.map_err(|_| HttpError::Timeout)?;
    opened.map_err(|why| HttpError::Connect(why.to_string()))
}

impl Clients {
    async fn shake_hands(&self, host: &str, stream: TcpStream) -> Result<Handshake, HttpError> {
        let broken = |why: String| HttpError::Tls(why);
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare).map_err(|why| broken(why.to_string()))?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let judge = self.judge(&provider).map_err(|why| broken(why.to_string()))?;
        let witness = Arc::new(Witness {
            judge,
            seen: Mutex::default(),
        });
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|why| broken(why.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(name, stream).await;
        let stream = stream.map_err(|why| broken(why.to_string()))?;
        let version = match stream.get_ref().1.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        };
        let seen = witness.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((shown, verified)) = seen else {
            return Err(broken("the server showed no certificate".to_owned()));
        };
        Ok(Handshake {
            version,
            certificate: certificate::read(&shown),
            verified: verified.map_err(|why| broken(why.to_string())),
        })
    }

    /// Who judges certificates in calls: the same authorities, and the same rules.
    fn judge(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let ours = || self.authorities.iter().map(|authority| authority.der.clone());
        if self.system == System::Trusted
            && let Ok(judge) = Verifier::new_with_extra_roots(ours(), Arc::clone(provider))
        {
            return Ok(Arc::new(judge));
        }
        let mut roots = RootCertStore::empty();
        for authority in ours() {
            roots.add(authority)?;
        }
        if roots.is_empty() {
            return Ok(Arc::new(Nobody(Arc::clone(provider))));
        }
        let built =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
        Ok(built.map_err(|why| Error::General(why.to_string()))?)
    }
}

/// Notes what a server shows and what is to be said of it, and lets the handshake end: whoever looks wants to know with
/// whom it would have been made. Nothing is sent on such a connection.
#[derive(Debug)]
struct Witness {
    judge: Arc<dyn ServerCertVerifier>,
    seen: Mutex<Option<(CertificateDer<'static>, Result<(), Error>)>>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judged =
            self.judge
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let seen = (end_entity.clone().into_owned(), judged.map(drop));
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}

/// Who trusts no authority at all: no certificate is good.
#[derive(Debug)]
struct Nobody(Arc<CryptoProvider>);

impl ServerCertVerifier for Nobody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Err(Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
