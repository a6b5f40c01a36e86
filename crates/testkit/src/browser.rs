//! A browser without a screen: it keeps cookies by the rules, and moves only when told to.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use ::http::{HeaderMap, HeaderValue, Method, header};
use bytes::Bytes;
use ports::Clock;
use reqwest::redirect::Policy;
use url::Url;

use crate::clock::SettableClock;
use crate::tls::Authority;

mod cookie;
mod date;
mod html;
mod jar;
mod page;

pub use cookie::{Cookie, Ignored, SameSite, Scope};
pub use html::{Button, Form};
pub use jar::{Initiator, Jar};
pub use page::Page;

/// A browser. Clones are further windows: they share the cookies.
#[derive(Clone)]
pub struct Browser {
    jar: Arc<Mutex<Jar>>,
    clock: SettableClock,
    client: reqwest::Client,
    trusted: Vec<reqwest::Certificate>,
    names: Vec<String>,
    cookies: Cookies,
    agent: Option<HeaderValue>,
}

/// What a browser does with cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// It keeps and sends them.
    Kept,
    /// Its owner has forbidden them all.
    Blocked,
}

impl Browser {
    /// A fresh browser whose cookies grow old by this clock.
    #[must_use]
    pub fn new(clock: &SettableClock) -> Self {
        Self {
            jar: Arc::default(),
            clock: clock.clone(),
            client: client(&[], &[]),
            trusted: Vec::new(),
            names: Vec::new(),
            cookies: Cookies::Kept,
            agent: None,
        }
    }

    /// Calls itself so (`User-Agent`). Without this it has no name.
    #[must_use]
    pub fn calling_itself(mut self, agent: &'static str) -> Self {
        self.agent = Some(HeaderValue::from_static(agent));
        self
    }

    /// Trusts the certificates of an authority.
    #[must_use]
    pub fn trusting(mut self, authority: &Authority) -> Self {
        self.trusted.push(authority.trusted());
        self.client = client(&self.trusted, &self.names);
        self
    }

    /// Finds a name at 127.0.0.1, as if the hosts file said so.
    #[must_use]
    pub fn knowing(mut self, name: &str) -> Self {
        self.names.push(name.to_owned());
        self.client = client(&self.trusted, &self.names);
        self
    }

    /// Blocks all cookies, or keeps them again.
    #[must_use]
    pub const fn with_cookies(mut self, cookies: Cookies) -> Self {
        self.cookies = cookies;
        self
    }

    /// Opens an address as if it had been typed.
    pub async fn get(&self, url: &str) -> Page {
        let request = Request::navigation(Method::GET, absolute(url), Initiator::AddressBar);
        self.send(request).await
    }

    /// Opens an address from a page, as a click on a link does.
    pub async fn click(&self, from: &Page, url: &Url) -> Page {
        let initiator = Initiator::Page(from.url.clone());
        self.send(Request::navigation(Method::GET, url.clone(), initiator))
            .await
    }

    /// Goes one redirect further.
    ///
    /// # Panics
    /// If the page is not a redirect.
    pub async fn follow(&self, page: &Page) -> Page {
        let url = page
            .redirect()
            .unwrap_or_else(|| panic!("{page:?} leads nowhere: {}", page.text()));
        self.send(page.sent.redirected(page.status, url)).await
    }

    /// Follows redirects until there is none left.
    ///
    /// # Panics
    /// After twenty of them, which browsers call a loop.
    pub async fn arrive(&self, page: Page) -> Page {
        let mut page = page;
        for _ in 0..20 {
            if page.redirect().is_none() {
                return page;
            }
            page = self.follow(&page).await;
        }
        panic!("too many redirects, the last at {}", page.url);
    }

    /// Sends a form off.
    pub async fn submit(&self, form: &Form) -> Page {
        let initiator = Initiator::Page(form.page.clone());
        let fields = encoded(&form.fields);
        let mut url = form.action.clone();
        if form.method == Method::GET {
            url.set_query(Some(&fields));
            return self.send(Request::navigation(Method::GET, url, initiator)).await;
        }
        let mut request = Request::navigation(form.method.clone(), url, initiator);
        request.fill(fields);
        self.send(request).await
    }

    /// Posts fields to an address without a page around them; nothing but the address bar is behind it.
    pub async fn post(&self, url: &str, fields: &[(&str, &str)]) -> Page {
        let mut request = Request::navigation(Method::POST, absolute(url), Initiator::AddressBar);
        request.fill(encoded(fields));
        self.send(request).await
    }

    /// Asks in the background, as a script of the page does with `fetch` and credentials.
    pub async fn fetch(&self, from: &Page, url: &str) -> Page {
        let initiator = Initiator::Page(from.url.clone());
        let mut request = Request::navigation(Method::GET, absolute(url), initiator);
        request.purpose = Purpose::Fetch;
        self.send(request).await
    }

    /// A cookie by name, if there is exactly one that is still alive.
    ///
    /// # Panics
    /// If several hosts or paths have one of that name: ask [`Browser::cookies`].
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Cookie> {
        let mut named = self.cookies().into_iter().filter(|cookie| cookie.name == name);
        let first = named.next();
        assert!(named.next().is_none(), "several cookies are called {name}");
        first
    }

    /// All cookies that are still alive, in the order they came.
    #[must_use]
    pub fn cookies(&self) -> Vec<Cookie> {
        self.jar().alive(self.clock.now())
    }

    /// Deletes the cookies of one name, as people do by hand.
    pub fn forget(&self, name: &str) {
        self.jar().forget(name);
    }

    /// Closes the last window: cookies without an end are gone.
    pub fn close(&self) {
        self.jar().forget_session();
    }

    /// Takes a `Set-Cookie` line as if `url` had sent it: how a test plants a stolen or forged cookie.
    ///
    /// # Errors
    /// [`Ignored`] if a browser would not keep it.
    pub fn plant(&self, url: &str, set_cookie: &str) -> Result<(), Ignored> {
        self.jar().store(set_cookie, &absolute(url), self.clock.now())
    }

    async fn send(&self, request: Request) -> Page {
        let mut headers = request.headers();
        let now = self.clock.now();
        if self.cookies == Cookies::Kept
            && let Some(cookies) = self
                .jar()
                .header(&request.url, &request.method, &request.reach(), now)
        {
            let cookies = HeaderValue::from_str(&cookies).expect("the jar keeps no control characters");
            headers.insert(header::COOKIE, cookies);
        }
        if let Some(agent) = &self.agent {
            headers.insert(header::USER_AGENT, agent.clone());
        }
        let sending = self
            .client
            .request(request.method.clone(), request.url.clone())
            .headers(headers)
            .body(request.body.clone());
        let reply = sending
            .send()
            .await
            .unwrap_or_else(|error| panic!("{} does not answer: {error:?}", request.url));
        let (status, headers) = (reply.status(), reply.headers().clone());
        let ignored = self.keep(&headers, &request.url);
        let body = reply
            .bytes()
            .await
            .unwrap_or_else(|error| panic!("{} broke off: {error:?}", request.url));
        Page {
            url: request.url.clone(),
            status,
            headers,
            body,
            ignored,
            sent: request,
        }
    }

    /// Puts the cookies of an answer into the jar; tells which were refused.
    fn keep(&self, headers: &HeaderMap, from: &Url) -> Vec<Ignored> {
        if self.cookies == Cookies::Blocked {
            return Vec::new();
        }
        let now = self.clock.now();
        let lines = headers.get_all(header::SET_COOKIE).into_iter();
        let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
        lines
            .filter_map(|line| self.jar().store(&line, from, now).err())
            .collect()
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().expect("nobody panics while holding the jar")
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser")
            .field("cookies", &self.cookies())
            .finish_non_exhaustive()
    }
}

/// What goes over the wire, and whose wish it was.
#[derive(Clone)]
struct Request {
    method: Method,
    url: Url,
    initiator: Initiator,
    purpose: Purpose,
    content_type: Option<HeaderValue>,
    body: Bytes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Navigation,
    Fetch,
}

impl Request {
    const fn navigation(method: Method, url: Url, initiator: Initiator) -> Self {
        Self {
            method,
            url,
            initiator,
            purpose: Purpose::Navigation,
            content_type: None,
            body: Bytes::new(),
        }
    }

    fn fill(&mut self, fields: String) {
        self.content_type = Some(HeaderValue::from_static("application/x-www-form-urlencoded"));
        self.body = Bytes::from(fields);
    }

    /// The request after a redirect: 307 and 308 repeat it, the others turn a POST into a GET
    /// (Fetch standard, HTTP-redirect fetch). The initiator stays: a redirect is nobody's new wish.
    fn redirected(&self, status: ::http::StatusCode, url: Url) -> Self {
        let mut next = self.clone();
        next.url = url;
        if !matches!(status.as_u16(), 307 | 308) {
            next.method = Method::GET;
            next.content_type = None;
            next.body = Bytes::new();
        }
        next
    }

    /// For `SameSite`: a background request across sites is no navigation, so not even Lax cookies go.
    fn reach(&self) -> Initiator {
        match (self.purpose, &self.initiator) {
            (Purpose::Fetch, Initiator::Page(page)) => Initiator::Script(page.clone()),
            (_, initiator) => initiator.clone(),
        }
    }

    /// What browsers say about themselves and their wish (Fetch Metadata).
    fn headers(&self) -> HeaderMap {
        let (accept, mode, dest) = match self.purpose {
            Purpose::Navigation => (
                "text/html,application/xhtml+xml,*/*;q=0.8",
                "navigate",
                "document",
            ),
            Purpose::Fetch => ("*/*", "cors", "empty"),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        headers.insert("sec-fetch-mode", HeaderValue::from_static(mode));
        headers.insert("sec-fetch-dest", HeaderValue::from_static(dest));
        let site = self.initiator.relation_to(&self.url);
        headers.insert("sec-fetch-site", HeaderValue::from_static(site));
        if let Some(content_type) = &self.content_type {
            headers.insert(header::CONTENT_TYPE, content_type.clone());
        }
        if self.method != Method::GET
            && let Some(page) = self.initiator.page()
        {
            let origin = page.origin().ascii_serialization();
            let origin = HeaderValue::from_str(&origin).expect("an origin is ASCII");
            headers.insert(header::ORIGIN, origin);
        }
        headers
    }
}

fn client(trusted: &[reqwest::Certificate], names: &[String]) -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .tls_certs_only(trusted.iter().cloned());
    let known = names.iter().fold(builder, |builder, name| {
        // Port 0 means: the one of the URL.
        builder.resolve(name, ([127, 0, 0, 1], 0).into())
    });
    known.build().expect("a client of certificates and names")
}

fn absolute(url: &str) -> Url {
    Url::parse(url).unwrap_or_else(|error| panic!("{url} is no absolute URL: {error}"))
}

fn encoded(fields: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
