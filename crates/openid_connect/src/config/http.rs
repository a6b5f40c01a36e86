//! How the provider is called.

use std::time::Duration;

use http::{HeaderName, HeaderValue, header};
use plugin::Misconfigured;
use ports::{Connections, Direct, HttpVersion, Proxies, Proxy, Reach, Terms, Verification};
use schema::{Record, Secret, Url};

use super::Called;

/// Options of calls to the provider.
#[derive(Record)]
pub(crate) struct Http {
    /// Milliseconds one call may take.
    #[field(default = 10000, between(1, 2_147_483_646))]
    pub(crate) timeout: f64,

    /// Whether the provider's certificate is verified. Without, anybody between may play the provider.
    #[field(default = true)]
    pub(crate) ssl_verify: bool,

    /// The version of HTTP to speak: 1.1 or 1.0.
    #[field(default = 1.1)]
    pub(crate) http_version: f64,

    /// Whether connections are kept for the next call.
    #[field(default = true)]
    pub(crate) keepalive: bool,

    /// The proxy for providers without TLS, which reads what passes. Null calls them directly.
    #[field()]
    pub(crate) http_proxy: Option<Url>,

    /// How the gateway proves at that proxy who it is: the value of `Proxy-Authorization`.
    #[field(referenceable)]
    pub(crate) http_proxy_authorization: Option<Secret>,

    /// The proxy for providers with TLS. Null calls them directly.
    #[field()]
    pub(crate) https_proxy: Option<Url>,

    /// How the gateway proves at that proxy who it is: the value of `Proxy-Authorization`.
    #[field(referenceable)]
    pub(crate) https_proxy_authorization: Option<Secret>,

    /// Hosts that are called directly whatever the proxy, with commas between them: names, which mean all names below
    /// them too, addresses and networks, each with a port if need be; `*` for all.
    #[field()]
    pub(crate) no_proxy: Option<String>,
}

/// Headers about the connection and the length of what is sent, which the client of HTTP writes itself.
const RESERVED: [HeaderName; 11] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
    // It is meant for a proxy, and would go to the provider.
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("keep-alive"),
];

impl Http {
    /// How long one call may take.
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs_f64(self.timeout / 1000.0)
    }

    /// On what terms the provider is called.
    ///
    /// # Errors
    /// [`Misconfigured`] with everything that cannot be put to use.
    pub(crate) fn terms(&self) -> Result<Terms, Misconfigured> {
        let version = self.version();
        let direct = Direct::parse(self.no_proxy.as_deref().unwrap_or_default())
            .map_err(|why| Misconfigured::because("config.no_proxy", "no_proxy", &why));
        let http = proxy(
            "http_proxy",
            self.http_proxy.as_ref(),
            self.http_proxy_authorization.as_ref(),
        );
        let https = proxy(
            "https_proxy",
            self.https_proxy.as_ref(),
            self.https_proxy_authorization.as_ref(),
        );
        let found = [
            version.as_ref().err(),
            direct.as_ref().err(),
            http.as_ref().err(),
            https.as_ref().err(),
        ];
        if let Some(all) = Misconfigured::all(found.into_iter().flatten().cloned()) {
            return Err(all);
        }
        Ok(Terms {
            verification: match self.ssl_verify {
                true => Verification::Verified,
                false => Verification::NotVerified,
            },
            proxies: Proxies {
                http: http?,
                https: https?,
                direct: direct?,
            },
            connections: match self.keepalive {
                true => Connections::Kept,
                false => Connections::UsedOnce,
            },
            version: version?,
            identity: None,
        })
    }

    /// The version to speak. Numbers that are written alike are alike.
    fn version(&self) -> Result<HttpVersion, Misconfigured> {
        match self.http_version.to_string().as_str() {
            "1.1" => Ok(HttpVersion::Http11),
            "1" => Ok(HttpVersion::Http10),
            other => Err(Misconfigured::new(
                "config.http_version",
                format!("http_version: {other} is not spoken here; write 1.1 or 1.0"),
            )),
        }
    }
}

/// Refuses a proxy that would read what is sent to the provider at one of these addresses.
///
/// # Errors
/// [`Misconfigured`], unless it is said that it may be read.
pub(crate) fn read_by_nobody(
    called: &[Called],
    reach: Reach,
    proxies: &Proxies,
) -> Result<(), Misconfigured> {
    let is_read = |called: &&Called| {
        let url = &called.url;
        let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default());
        url.scheme() == "http" && proxies.towards("http", host, port.unwrap_or_default()).is_some()
    };
    let Some(Called { option, url }) = called.iter().find(is_read) else {
        return Ok(());
    };
    if reach == Reach::Unencrypted {
        return Ok(());
    }
    Err(Misconfigured::new(
        "config.proxy_reads",
        format!(
            "http_proxy: it would read what is sent to {url}, secrets of the client too; write https: in {option}, \
             or its host in no_proxy, or lychgate_allow_http_issuer if you know what is between"
        ),
    ))
}

/// The proxy that an option names, and what it is shown.
fn proxy(
    option: &str,
    url: Option<&Url>,
    authorization: Option<&Secret>,
) -> Result<Option<Proxy>, Misconfigured> {
    let Some(url) = url else {
        return Ok(None);
    };
    let bad = |what: &str| Misconfigured::new("config.proxy", format!("{option}: {what}"));
    let url = url::Url::parse(url.as_str())
        .map_err(|why| bad(&format!("{why}; write http://proxy.example:3128")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad(&format!(
            "there is a user in it; write what proves who we are into {option}_authorization, such as Basic …"
        )));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(bad(
            "a proxy has no path; write scheme, host and port, such as http://proxy.example:3128",
        ));
    }
    let authorization = authorization.map(Secret::expose).filter(|text| !text.is_empty());
    let authorization = authorization.map(HeaderValue::from_str).transpose();
    let authorization = authorization.map_err(|_| {
        // What is in it is a secret.
        Misconfigured::new(
            "config.proxy",
            format!(
                "{option}_authorization: no header can have it; write it without line ends, such as Basic …"
            ),
        )
    })?;
    Ok(Some(Proxy {
        url: url.into(),
        authorization: authorization.map(hidden),
    }))
}

/// Whether the client of HTTP writes a header itself.
pub(crate) fn is_reserved(name: &HeaderName) -> bool {
    RESERVED.contains(name)
}

/// The headers that a list of names and values means, ready to be sent. Of several with one name the last counts.
///
/// # Errors
/// [`Misconfigured`] for a name that is none or is about the connection, and for a value that no header can have.
pub(crate) fn call_headers<'a>(
    option: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<(HeaderName, HeaderValue)>, Misconfigured> {
    let mut headers: Vec<(HeaderName, HeaderValue)> = Vec::new();
    for (name, value) in pairs {
        let bad = |what: &str| Misconfigured::new("config.call_header", format!("{option}_{what}"));
        let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            bad(&format!(
                "names: `{name}` is no name of a header; use letters, digits and -"
            ))
        })?;
        if is_reserved(&known) {
            return Err(bad(&format!(
                "names: {known} is written by the gateway itself; leave it out"
            )));
        }
        // The value may be a secret: what is wrong with it is not told.
        let value = HeaderValue::from_str(value).map_err(|_| {
            bad(&format!(
                "values: the one for {known} cannot stand in a header; write it in one line"
            ))
        })?;
        headers.retain(|(name, _)| *name != known);
        headers.push((known, hidden(value)));
    }
    Ok(headers)
}

fn hidden(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}
