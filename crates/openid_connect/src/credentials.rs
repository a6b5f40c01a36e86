//! Credentials that requests bring to be exchanged for tokens: where they are looked for, and that none goes upstream where
//! nobody meant it to.

mod basic;
pub(crate) mod fields;

use std::time::Duration;

use http::header;
use jose::Secret;
use oidc::{Brought, CodeFlow, Found, GrantType, Proof, Rules, Stands};
use plugin::form::{Arguments, Changeable as _};
use plugin::{Body, BodyError, Exchange, Fault, Head, HeaderName, Method, Target};

use crate::OpenIdConnect;
use crate::config::{self, Place};
use crate::forms::Callback;
use crate::told::Telling;

use self::fields::Fields;

/// The longest body that is looked at, in bytes.
const MOST: usize = 64 * 1024;

const USERNAME: &str = "username";
const PASSWORD: &str = "password";
const CLIENT_ID: &str = "client_id";
const CLIENT_SECRET: &str = "client_secret";
const ASSERTION: &str = "assertion";
const GRANT_TYPE: &str = "grant_type";

/// What every answer to a login has.
const STATE: &str = "state";

/// What a body with an assertion says that it is (RFC 7523 section 2.1).
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Where credentials are looked for. Where a kind does not count, it is looked for nowhere.
pub(crate) struct Places {
    password: Looked,
    client: Looked,
    refresh_token: Option<Named>,
    id_token: Option<Named>,
    /// Where browsers come back to with the answer to a login, if any do.
    callback: Option<Callback>,
    /// Whether the upstream is kept from seeing them there.
    hides: bool,
}

/// In which places something is looked for.
#[derive(Clone, Copy, Debug, Default)]
struct Looked {
    header: bool,
    query: bool,
    body: bool,
}

/// Something that stands under a name of the operator's choice.
#[derive(Debug)]
struct Named {
    name: String,
    looked: Looked,
}

impl Looked {
    fn at(places: Option<&[Place]>) -> Self {
        let places = places.unwrap_or_default();
        Self {
            header: places.contains(&Place::Header),
            query: places.contains(&Place::Query),
            body: places.contains(&Place::Body),
        }
    }
}

impl Named {
    fn of(name: Option<&str>, places: Option<&[Place]>) -> Option<Self> {
        Some(Self {
            name: name.filter(|name| !name.is_empty())?.to_owned(),
            looked: Looked::at(places),
        })
    }

    /// Whether a header is called so. Headers have no underscores where they pass through other servers.
    fn is(&self, header: &HeaderName) -> bool {
        let plain = |byte: u8| {
            if byte == b'_' {
                b'-'
            } else {
                byte.to_ascii_lowercase()
            }
        };
        let header = header.as_str().bytes().map(plain);
        header.eq(self.name.bytes().map(plain))
    }

    fn in_head(&self, head: &Head) -> Found<Secret> {
        let mut found = Found::Nothing;
        if !self.looked.header {
            return found;
        }
        for (_, value) in head.iter().filter(|(name, _)| self.is(name)) {
            found = found.and(value.to_str().map_or(Found::Malformed, |text| {
                let text = text.trim();
                let bearer = text
                    .get(..7)
                    .filter(|scheme| scheme.eq_ignore_ascii_case("bearer "));
                one(
                    bearer.map_or(text, |scheme| text[scheme.len()..].trim()),
                    Stands::InHeader,
                )
            }));
        }
        found
    }
}

fn one(text: &str, stands: Stands) -> Found<Secret> {
    match text.is_empty() {
        true => Found::Nothing,
        false => Found::One(Secret::new(text), stands),
    }
}

impl Places {
    pub(crate) fn of(options: &config::Credentials, rules: &Rules) -> Self {
        let where_counted = |counts: bool, places: &Option<Vec<Place>>| match counts {
            true => Looked::at(places.as_deref()),
            false => Looked::default(),
        };
        Self {
            password: where_counted(rules.password.is_some(), &options.password_param_type),
            client: where_counted(
                rules.client_credentials.is_some(),
                &options.client_credentials_param_type,
            ),
            refresh_token: rules.refresh_token.as_ref().and_then(|_| {
                let name = options.refresh_token_param_name.as_deref();
                Named::of(name, options.refresh_token_param_type.as_deref())
            }),
            id_token: match rules.takes_tokens() {
                true => {
                    let name = options.id_token_param_name.as_deref();
                    Named::of(name, options.id_token_param_type.as_deref())
                }
                false => None,
            },
            callback: (rules.code_flow != CodeFlow::Closed).then(|| Callback::of(rules)),
            hides: options.hide_credentials,
        }
    }

    /// What a request brings: its head, its query, and its body as far as that is in memory.
    pub(crate) fn brought(&self, exchange: &Exchange) -> oidc::Credentials {
        let head = &exchange.head;
        let query = self.query(exchange);
        let body = exchange
            .body
            .in_memory()
            .filter(|_| !self.may_be_answer(exchange));
        let body = body.and_then(|body| Fields::of_body(head, body));
        let named = |named: Option<&Named>| {
            let Some(Named { name, looked }) = named else {
                return Found::Nothing;
            };
            let in_query = match looked.query {
                true => query.value(name),
                false => Found::Nothing,
            };
            let in_body = match body.as_ref().filter(|_| looked.body) {
                Some(body) => body.value(name),
                None => Found::Nothing,
            };
            let in_head = named.map(|named| named.in_head(head)).unwrap_or_default();
            in_head.and(in_query).and(in_body)
        };
        let pair = |looked: Looked, name: &str, secret: &str| {
            let basic = match looked.header {
                true => basic::pair(head),
                false => Found::Nothing,
            };
            let in_query = match looked.query {
                true => query.pair(name, secret),
                false => Found::Nothing,
            };
            let in_body = match body.as_ref().filter(|_| looked.body) {
                Some(body) => body.pair(name, secret),
                None => Found::Nothing,
            };
            basic.and(in_query).and(in_body)
        };
        let assertion = body
            .as_ref()
            .filter(|_| self.client.body)
            .filter(|body| matches!(body.value(GRANT_TYPE), Found::One(kind, _) if kind.is(JWT_BEARER)));
        oidc::Credentials {
            id_token: named(self.id_token.as_ref()),
            refresh_token: named(self.refresh_token.as_ref()),
            password: pair(self.password, USERNAME, PASSWORD),
            client: pair(self.client, CLIENT_ID, CLIENT_SECRET),
            assertion: assertion.map(|body| body.value(ASSERTION)).unwrap_or_default(),
        }
    }

    /// The arguments of the query, unless they may be an answer to a login.
    fn query<'a>(&self, exchange: &'a Exchange) -> Fields<'a> {
        let query = exchange.received.target.query();
        Fields::Form(
            query
                .filter(|_| !self.may_be_answer(exchange))
                .unwrap_or_default(),
        )
    }

    /// Whether what a request brings may be the answer to a login: what was not asked for there counts for nothing.
    fn may_be_answer(&self, exchange: &Exchange) -> bool {
        let target = &exchange.received.target;
        let is_there = |callback: &Callback| callback.is_at(target.path());
        let has_state = |query| Arguments::value(query, STATE).is_some();
        self.callback.as_ref().is_some_and(is_there) && target.query().is_some_and(has_state)
    }

    /// Whether a credential may stand in this header, which then may come from a client.
    pub(crate) fn may_be_in(&self, header: &HeaderName) -> bool {
        let named = [&self.refresh_token, &self.id_token];
        let mut named = named.into_iter().flatten();
        named.any(|named| named.looked.header && named.is(header))
    }

    /// Whether a request may bring an ID token beside its access token.
    pub(crate) fn may_have_id_token(&self, exchange: &Exchange) -> bool {
        self.id_token.as_ref().is_some_and(|named| {
            let in_query = || self.query(exchange).value(&named.name);
            named.in_head(&exchange.head) != Found::Nothing
                || (named.looked.query && in_query() != Found::Nothing)
                || (named.looked.body && fields::is_readable(&exchange.head))
        })
    }

    /// Whether a body must be looked at to know what this request brings.
    fn wants_body(&self) -> bool {
        let named = |named: &Option<Named>| named.as_ref().is_some_and(|named| named.looked.body);
        self.password.body || self.client.body || named(&self.refresh_token) || named(&self.id_token)
    }

    /// Takes what let a request pass out of what goes upstream, but for what will stand in its place.
    pub(crate) fn hide(&self, exchange: &mut Exchange, proof: Proof, told: &Telling) {
        if self.hides {
            self.take_out(exchange, proof, |name| told.replaces(name));
        }
    }

    /// Takes what a request brings in vain out of what goes upstream: whoever reads it there would believe that it was
    /// looked at.
    pub(crate) fn withhold(&self, exchange: &mut Exchange) {
        use GrantType::{ClientCredentials, Password, RefreshToken};
        let brought = self.brought(exchange);
        for (is_there, proof) in [
            (
                brought.refresh_token != Found::Nothing,
                Proof::Grant(RefreshToken),
            ),
            (brought.password != Found::Nothing, Proof::Grant(Password)),
            (
                brought.client != Found::Nothing || brought.assertion != Found::Nothing,
                Proof::Grant(ClientCredentials),
            ),
            (brought.id_token != Found::Nothing, Proof::Token),
        ] {
            if is_there {
                self.take_out(exchange, proof, |_| false);
            }
        }
    }

    fn take_out(&self, exchange: &mut Exchange, proof: Proof, is_replaced: impl Fn(&HeaderName) -> bool) {
        let (named, looked, names): (Option<&Named>, Looked, &[&str]) = match proof {
            Proof::Session | Proof::Login => return,
            Proof::Token => (self.id_token.as_ref(), Looked::default(), &[]),
            Proof::Grant(GrantType::RefreshToken) => (self.refresh_token.as_ref(), Looked::default(), &[]),
            Proof::Grant(GrantType::Password) => (None, self.password, &[USERNAME, PASSWORD]),
            Proof::Grant(GrantType::ClientCredentials) => (None, self.client, &[CLIENT_ID, CLIENT_SECRET]),
        };
        if looked.header && basic::is_there(&exchange.head) && !is_replaced(&header::AUTHORIZATION) {
            exchange.head.remove(&header::AUTHORIZATION);
        }
        if proof == Proof::Grant(GrantType::ClientCredentials)
            && self.brought(exchange).assertion != Found::Nothing
        {
            hide_in_body(exchange, looked, &[ASSERTION, GRANT_TYPE]);
        }
        hide_in_query(exchange, looked, names);
        hide_in_body(exchange, looked, names);
        if let Some(named) = named {
            let headers = exchange.head.iter().map(|(name, _)| name.clone());
            let headers: Vec<_> = headers
                .filter(|name| named.looked.header && named.is(name) && !is_replaced(name))
                .collect();
            for name in &headers {
                exchange.head.remove(name);
            }
            hide_in_query(exchange, named.looked, &[&named.name]);
            hide_in_body(exchange, named.looked, &[&named.name]);
        }
    }
}

/// Takes a credential out of the query, if all of it is there: a name without its secret is the service's.
fn hide_in_query(exchange: &mut Exchange, looked: Looked, names: &[&str]) {
    let target = &exchange.forward.target;
    let Some(query) = target.query().filter(|_| looked.query) else {
        return;
    };
    let mut arguments = Arguments::read(query);
    let there: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    if !there.iter().all(|name| arguments.has(name)) {
        return;
    }
    there.iter().for_each(|name| arguments.remove(name));
    if let Ok(left) = Target::of(target.path(), arguments.write().as_deref()) {
        exchange.forward.target = left;
    }
}

fn hide_in_body(exchange: &mut Exchange, looked: Looked, names: &[&str]) {
    if looked.body {
        fields::hide(exchange, names);
    }
}

impl OpenIdConnect {
    /// Reads the body of a request that brings nothing elsewhere, if credentials may be in it. What is longer than any, or
    /// does not say how long it is, is none of ours, and flows on.
    ///
    /// # Errors
    /// [`Fault`] if the body breaks off, or does not come.
    pub(crate) async fn read_credentials(&self, exchange: &mut Exchange) -> Result<(), Fault> {
        if !self.may_be_in_body(exchange) {
            return Ok(());
        }
        let whole = std::mem::take(&mut exchange.body).collect(MOST);
        let whole = tokio::time::timeout(BODY, whole).await;
        let whole = whole.map_err(|_| Fault::BodyBroken)?;
        exchange.body = Body::from(whole.map_err(|error| match error {
            BodyError::TooLarge => Fault::BodyTooLarge,
            BodyError::Broken(_) => Fault::BodyBroken,
        })?);
        // Trailers are not kept, so none may be announced.
        exchange.head.remove(&header::TRAILER);
        Ok(())
    }

    fn may_be_in_body(&self, exchange: &Exchange) -> bool {
        let has_body = matches!(
            exchange.received.method,
            Method::POST | Method::PUT | Method::PATCH
        );
        let has_none = || {
            self.places.brought(exchange) == Brought::Nothing
                && self.credentials.brought(exchange) == oidc::Credentials::default()
        };
        has_body
            && (self.credentials.wants_body() || self.places.want_body() || self.additions.want_body())
            && exchange.body.in_memory().is_none()
            && exchange.body.size().is_some_and(|size| size <= MOST as u64)
            && fields::is_readable(&exchange.head)
            && (has_none() || self.additions.want_body() || self.credentials.may_have_id_token(exchange))
    }
}

impl OpenIdConnect {
    /// Takes what a client says out of the headers in which credentials may stand and the upstream is told something by
    /// us, however they are spelled, and the trailers, which may be called so as well.
    pub(crate) fn untell(&self, head: &mut Head) {
        if self.told_in_place.is_empty() {
            return;
        }
        let names = head.iter().map(|(name, _)| name);
        let theirs = names.filter(|name| self.told_in_place.contains(&folded(name)));
        let theirs: Vec<HeaderName> = theirs.cloned().collect();
        for name in &theirs {
            head.remove(name);
        }
        head.remove(&header::TRAILER);
    }
}

/// A name as servers may read it that take `_` for `-`.
pub(crate) fn folded(name: &HeaderName) -> String {
    name.as_str().replace('_', "-")
}

/// How long a body with credentials may take.
const BODY: Duration = Duration::from_secs(30);
