//! Finding out a provider: its metadata, then its keys.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode, header};
use jose::KeySet;
use oidc::{DiscoveryError, DiscoveryRules, Issuer, Metadata, Provider};
use ports::{Http, HttpError, HttpReply, HttpRequest, Reach, Terms, Verification};
use tracing::warn;

/// The most a discovery document or a key set may hold.
const LIMIT: usize = 512 * 1024;

/// Where the provider is and how it is called.
pub(crate) struct Endpoint {
    /// Its issuer, normalised.
    pub(crate) issuer: Issuer,
    /// What the operator knows better than its metadata.
    pub(crate) rules: DiscoveryRules,
    /// More headers of the calls that find it out. They may be keys, and go nowhere else.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Where more keys are that count as the provider's.
    pub(crate) more_keys: Vec<String>,
    /// Which addresses calls may go to.
    pub(crate) reach: Reach,
    /// Whom calls believe, and which way they go.
    pub(crate) terms: Arc<Terms>,
    /// Whether it must prove who it is with each call: what was fetched without serves nobody who would not have it so.
    pub(crate) trust: Verification,
    /// The longest one call may take.
    pub(crate) timeout: Duration,
    /// The shortest time between two searches after one that succeeded.
    pub(crate) cool_down: Duration,
    /// How long what was found is used before it is looked up anew; `None` until a key is missing.
    pub(crate) lifetime: Option<Duration>,
}

impl Endpoint {
    /// The call that fetches a document of the provider.
    pub(crate) fn request(&self, url: &str) -> HttpRequest {
        let mut headers = self.headers.clone();
        if headers.iter().all(|(name, _)| name != header::ACCEPT) {
            headers.push((header::ACCEPT, HeaderValue::from_static("application/json")));
        }
        HttpRequest {
            headers,
            timeout: self.timeout,
            limit: LIMIT,
            reach: self.reach,
            terms: Arc::clone(&self.terms),
            ..HttpRequest::get(url)
        }
    }
}

/// Why the provider is not known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotFound {
    /// No reply to a call.
    Http(String, HttpError),
    /// A reply that is not the document asked for.
    Status(String, StatusCode),
    /// The metadata cannot be used.
    Metadata(DiscoveryError),
    /// The keys cannot be used.
    Keys(String, String),
}

impl NotFound {
    /// The stable name of this failure.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Http(..) => "discovery.unreachable",
            Self::Status(..) => "discovery.status",
            Self::Metadata(error) => error.code(),
            Self::Keys(..) => "jwks.unreadable",
        }
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(url, error) => write!(f, "{url}: {error}"),
            Self::Status(url, status) => write!(f, "{url} answered {status}"),
            Self::Metadata(error) => error.fmt(f),
            Self::Keys(url, why) => write!(f, "the keys at {url} cannot be read: {why}"),
        }
    }
}

/// Reads the metadata from the first address that has them, then the keys they name.
pub(super) async fn discover(
    endpoint: &Endpoint,
    http: &dyn Http,
    known: &MoreKeys,
) -> Result<(Provider, MoreKeys), NotFound> {
    if let Some(name) = &endpoint.rules.pseudo_issuer {
        let metadata = Metadata::of_pseudo_issuer(name, &endpoint.rules.endpoints);
        return keys(endpoint, http, metadata, known).await;
    }
    let mut last = None;
    for url in endpoint.issuer.discovery_urls() {
        match fetch(endpoint, http, &url).await {
            Ok(reply) => {
                let metadata = Metadata::read(&reply.body, &endpoint.issuer, &endpoint.rules)
                    .map_err(NotFound::Metadata)?;
                return keys(endpoint, http, metadata, known).await;
            }
            // Only a plain "not here" sends us to the next address; a provider that is down is down.
            Err(why @ NotFound::Status(_, StatusCode::NOT_FOUND)) => last = Some(why),
            Err(why) => return Err(why),
        }
    }
    Err(last.unwrap_or_else(|| {
        NotFound::Http(
            endpoint.issuer.to_string(),
            HttpError::BadUrl("no address to ask".into()),
        )
    }))
}

/// The keys at more addresses, as they were last found.
pub(super) type MoreKeys = HashMap<String, Arc<KeySet>>;

/// The provider's own keys must be had, if anybody knows where they are. Those at more addresses are somebody else's: one
/// that is away takes nothing away.
async fn keys(
    endpoint: &Endpoint,
    http: &dyn Http,
    metadata: Metadata,
    known: &MoreKeys,
) -> Result<(Provider, MoreKeys), NotFound> {
    let own = match metadata.jwks_uri() {
        Some(url) => set(endpoint, http, url).await?,
        None => KeySet::default(),
    };
    let mut more = MoreKeys::new();
    for url in &endpoint.more_keys {
        let found = match set(endpoint, http, url).await {
            Ok(found) => Some(Arc::new(found)),
            Err(why) => {
                let issuer = &endpoint.issuer;
                warn!(%issuer, error.code = why.code(), "more keys not found, those of before count: {why}");
                known.get(url).cloned()
            }
        };
        more.extend(found.map(|found| (url.clone(), found)));
    }
    let keys = own.with(
        endpoint
            .more_keys
            .iter()
            .filter_map(|url| more.get(url).map(|keys| &**keys)),
    );
    Ok((Provider { metadata, keys }, more))
}

async fn set(endpoint: &Endpoint, http: &dyn Http, url: &str) -> Result<KeySet, NotFound> {
    let reply = fetch(endpoint, http, url).await?;
    KeySet::parse(&reply.body).map_err(|why| NotFound::Keys(url.to_owned(), why.to_string()))
}

async fn fetch(endpoint: &Endpoint, http: &dyn Http, url: &str) -> Result<HttpReply, NotFound> {
    let reply = http
        .send(endpoint.request(url))
        .await
        .map_err(|error| NotFound::Http(url.to_owned(), error))?;
    match reply.status {
        StatusCode::OK => Ok(reply),
        status => Err(NotFound::Status(url.to_owned(), status)),
    }
}
