//! The HTTP client.

mod clients;
mod error;
mod inspector;
mod way;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, StatusCode, Version, header};
use ports::{Connections, Http, HttpError, HttpReply, HttpRequest, HttpVersion, Inspect, Waiting};
use reqwest::{Client, Response};
use tokio::time::timeout;

use self::clients::{Clients, System};
use self::way::{Way, allowed};
use crate::authority::{self, BadAuthority};

/// Makes calls over the network: HTTP/1, TLS 1.2 or 1.3 with the system's authorities and more if given.
/// It follows no redirects, keeps no cookies, decodes no bodies, and knows of no proxy but those of each call's terms.
#[derive(Clone, Debug)]
pub struct HttpClient(Arc<Clients>);

impl HttpClient {
    /// A client that trusts these authorities (PEM, one or several in each text) beside those of the system.
    ///
    /// # Errors
    /// [`BadAuthority`] if one of them is none.
    pub fn new(extra_authorities_pem: &[&str]) -> Result<Self, BadAuthority> {
        let authorities = authority::read(extra_authorities_pem)?;
        Ok(Self(Arc::new(Clients::trusting(authorities, System::Trusted))))
    }

    /// A client that trusts these authorities and nobody else, whatever the system says.
    ///
    /// # Errors
    /// [`BadAuthority`] if one of them is none.
    pub fn trusting_only(authorities_pem: &[&str]) -> Result<Self, BadAuthority> {
        let authorities = authority::read(authorities_pem)?;
        Ok(Self(Arc::new(Clients::trusting(authorities, System::NotTrusted))))
    }

    /// Makes a call by the client that its way is given, once that is known.
    async fn call(
        request: HttpRequest,
        client: impl FnOnce(Way) -> Result<Client, HttpError>,
    ) -> Result<HttpReply, HttpError> {
        let url = allowed(&request.url, request.reach)?;
        let way = Way::to(&url, request.reach, &request.terms)?;
        let through_proxy = way.is_through_proxy();
        let mut call = client(way)?.request(request.method, url);
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        if request.terms.connections == Connections::UsedOnce {
            call = call.header(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if !request.body.is_empty() {
            call = call.body(request.body);
        }
        call = call.version(match request.terms.version {
            HttpVersion::Http11 => Version::HTTP_11,
            HttpVersion::Http10 => Version::HTTP_10,
        });
        let sent = call.send().await;
        let mut response = sent.map_err(|why| match (error::of(&why), through_proxy) {
            // Whom nobody answered is the proxy: the server is called by it.
            (HttpError::Connect(why), true) => HttpError::Proxy(why),
            (why, _) => why,
        })?;
        if through_proxy && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            // No server says that (RFC 9110 section 15.5.8).
            return Err(HttpError::Proxy("proxy authorization required".to_owned()));
        }
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
            let call = Self::call(request, |way| self.0.of(way));
            timeout(limit, call).await.unwrap_or(Err(HttpError::Timeout))
        })
    }

    fn inspector(&self) -> Option<&dyn Inspect> {
        Some(self)
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
