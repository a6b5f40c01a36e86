//! The HTTP client.

mod error;

use bytes::{Bytes, BytesMut};
use ports::{Http, HttpError, HttpReply, HttpRequest, Reach, Waiting};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Response, retry};
use tokio::time::timeout;
use url::{Host, Url};

use crate::address::judge;
use crate::authority::{self, BadAuthority};
use crate::resolver::Resolver;

/// Makes calls over the network: HTTP/1.1, TLS 1.2 or 1.3 with the system's authorities and more if given.
/// It follows no redirects, keeps no cookies, decodes no bodies, and knows nothing of proxies.
#[derive(Clone, Debug)]
pub struct HttpClient {
    network: Client,
    loopback: Client,
    unencrypted: Client,
}

impl HttpClient {
    /// A client that trusts these authorities (PEM, one or several in each text) beside those of the system.
    ///
    /// # Errors
    /// [`BadAuthority`] if one of them is none.
    pub fn new(extra_authorities_pem: &[&str]) -> Result<Self, BadAuthority> {
        let authorities = authority::read(extra_authorities_pem)?;
        // Connections are kept by each for itself, so that none is used by a call that may not make it.
        Ok(Self {
            network: client(Reach::Network, &authorities),
            loopback: client(Reach::Loopback, &authorities),
            unencrypted: client(Reach::Unencrypted, &authorities),
        })
    }

    async fn call(&self, request: HttpRequest) -> Result<HttpReply, HttpError> {
        let url = allowed(&request.url, request.reach)?;
        let client = match request.reach {
            Reach::Network => &self.network,
            Reach::Loopback => &self.loopback,
            Reach::Unencrypted => &self.unencrypted,
        };
        let mut call = client.request(request.method, url);
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        if !request.body.is_empty() {
            call = call.body(request.body);
        }
        let mut response = call.send().await.map_err(|why| error::of(&why))?;
        let body = body(&mut response, request.limit).await?;
        let headers = response.headers().iter();
        Ok(HttpReply {
            status: response.status(),
            headers: headers
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            body,
        })
    }
}

impl Http for HttpClient {
    fn send(&self, request: HttpRequest) -> Waiting<'_> {
        let limit = request.timeout;
        Box::pin(async move {
            let call = timeout(limit, self.call(request)).await;
            call.unwrap_or(Err(HttpError::Timeout))
        })
    }
}

/// The client for one reach.
fn client(reach: Reach, authorities: &[Certificate]) -> Client {
    let authorities = || authorities.iter().cloned();
    let with_system = bare(reach).tls_certs_merge(authorities()).build();
    with_system.unwrap_or_else(|why| {
        // Authorities were tried before; what is left is a system without any. Then nobody else is trusted.
        tracing::warn!(
            error = %why,
            "this system has no authorities of certificates: TLS works with configured ones only"
        );
        let alone = bare(reach).tls_certs_only(authorities()).build();
        alone.expect("a client with authorities that were tried needs nothing from the system")
    })
}

fn bare(reach: Reach) -> ClientBuilder {
    Client::builder()
        .user_agent("lychgate")
        .redirect(Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        // A body is counted as it comes; what it would unfold to is nobody's business here.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .dns_resolver(Resolver(reach))
}

/// The URL, if it may be called. An address in it is judged here, since nobody resolves it.
fn allowed(url: &str, reach: Reach) -> Result<Url, HttpError> {
    let bad = |why: &str| HttpError::BadUrl(why.to_owned());
    let url = Url::parse(url).map_err(|error| bad(&error.to_string()))?;
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Loopback | Reach::Unencrypted) => {}
        ("http", Reach::Network) => return Err(bad("https: is needed")),
        _ => return Err(bad("it is neither https: nor http:")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a user name or a password"));
    }
    let address = match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => return Ok(url),
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        Some(Host::Domain(_)) | None => return Err(bad("it has no host")),
    };
    match judge(address, reach) {
        Ok(()) => Ok(url),
        Err(refused) => Err(HttpError::RefusedAddress(format!(
            "{address} ({})",
            refused.words()
        ))),
    }
}

/// The whole body, as long as it is not larger than `limit`; a length that was announced is believed.
async fn body(response: &mut Response, limit: usize) -> Result<Bytes, HttpError> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(HttpError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|why| error::of(&why))? {
        if body.len() + chunk.len() > limit {
            return Err(HttpError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
