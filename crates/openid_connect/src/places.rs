//! Where a request may bring credentials: what is found there, and that none goes upstream where nobody meant it to.

mod basic;
mod cookie;
pub(crate) mod fields;
mod named;
mod token;

use http::header;
use oidc::{Brought, CodeFlow, Credentials, Found, GrantType, Proof, Rules};
use plugin::{Exchange, HeaderName, Misconfigured};

use crate::config;
use crate::forms::{self, Callback};
use crate::told::Telling;

use self::fields::Fields;
use self::named::{Looked, Named};
pub(crate) use self::token::Whereabouts;
use self::token::{Tokens, both, spelled};

const USERNAME: &str = "username";
const PASSWORD: &str = "password";
const CLIENT_ID: &str = "client_id";
const CLIENT_SECRET: &str = "client_secret";
const ASSERTION: &str = "assertion";
const GRANT_TYPE: &str = "grant_type";

/// What a body with an assertion says that it is (RFC 7523 section 2.1).
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Where credentials are looked for. Where a kind does not count, it is looked for nowhere.
pub(crate) struct Places {
    token: Tokens,
    id_token: Option<Named>,
    refresh_token: Option<Named>,
    password: Looked,
    client: Looked,
    /// Where browsers come back to with the answer to a login, if any do.
    callback: Option<Callback>,
    /// Whether they bring it in a form.
    is_posted: bool,
    /// Whether the upstream is kept from seeing them there.
    hides: bool,
    /// The cookie that must say what a JWT says.
    shown: Option<String>,
}

impl Places {
    /// # Errors
    /// [`Misconfigured`] if no header can be called as one of them.
    pub(crate) fn of(options: &config::Credentials, rules: &Rules) -> Result<Self, Misconfigured> {
        let counted = |counts: bool, places: &Option<Vec<config::Place>>| match counts {
            true => Looked::at(places.as_deref()),
            false => Looked::default(),
        };
        Ok(Self {
            token: match rules.takes_tokens() {
                true => Tokens::of(options)?,
                false => Tokens::default(),
            },
            id_token: rules.takes_tokens().then_some(()).and_then(|()| {
                let name = options.id_token_param_name.as_deref();
                Named::of(name, options.id_token_param_type.as_deref())
            }),
            refresh_token: rules.refresh_token.as_ref().and_then(|_| {
                let name = options.refresh_token_param_name.as_deref();
                Named::of(name, options.refresh_token_param_type.as_deref())
            }),
            password: counted(rules.password.is_some(), &options.password_param_type),
            client: counted(
                rules.client_credentials.is_some(),
                &options.client_credentials_param_type,
            ),
            callback: (rules.code_flow != CodeFlow::Closed).then(|| Callback::of(rules)),
            is_posted: forms::are_posted(rules),
            hides: options.hide_credentials,
            shown: options.shown().map(|(_, cookie)| cookie.to_owned()),
        })
    }

    /// The access token outside of the body and where it is, without a look at its letters: what was verified before has
    /// good ones.
    pub(crate) fn at_a_glance<'a>(&self, exchange: &'a Exchange) -> (Brought<'a>, Whereabouts) {
        let target = &exchange.received.target;
        let query = target
            .query()
            .filter(|query| self.may_bring_tokens(target.path(), [Some(query), None]));
        self.token.find(&exchange.head, query)
    }

    /// Whether a token in such a request would not be part of an answer to a login. None was ever asked to come like that,
    /// and what was not asked for counts for nothing (RFC 9700 section 2.1.2).
    fn may_bring_tokens(&self, path: &str, arguments: [Option<&str>; 2]) -> bool {
        let callback = self.callback.as_ref();
        !callback.is_some_and(|callback| callback.may_be_given_tokens(path, arguments))
    }

    /// Where the answer to a login has its arguments: the query, and a form if providers post one.
    fn arguments<'a>(&self, exchange: &'a Exchange) -> [Option<&'a str>; 2] {
        let form = self.is_posted.then(|| forms::posted(exchange)).flatten();
        [exchange.received.target.query(), form]
    }

    /// The access token that a request brings: in its head, its query, and its body as far as that is in memory.
    pub(crate) fn token<'a>(&self, exchange: &'a Exchange) -> Brought<'a> {
        self.token_with(exchange, self.body(exchange).as_ref())
    }

    /// All that a request brings.
    pub(crate) fn brought<'a>(&self, exchange: &'a Exchange) -> (Brought<'a>, Credentials) {
        let body = self.body(exchange);
        let token = self.token_with(exchange, body.as_ref());
        (token, self.credentials_with(exchange, body.as_ref()))
    }

    fn token_with<'a>(&self, exchange: &'a Exchange, body: Option<&Fields<'a>>) -> Brought<'a> {
        let outside = self.at_a_glance(exchange).0;
        spelled(both(outside, self.token_in(exchange, body)))
    }

    fn token_in<'a>(&self, exchange: &Exchange, body: Option<&Fields<'a>>) -> Brought<'a> {
        let path = exchange.received.target.path();
        let body = body.filter(|_| self.token.body && self.may_bring_tokens(path, self.arguments(exchange)));
        body.map_or(Brought::Nothing, Fields::token)
    }

    fn credentials_with(&self, exchange: &Exchange, body: Option<&Fields<'_>>) -> Credentials {
        let head = &exchange.head;
        let query = self.query(exchange);
        let body = body.filter(|_| !self.may_be_answer(exchange));
        let named = |named: Option<&Named>| {
            let Some(named) = named else {
                return Found::Nothing;
            };
            let Looked {
                query: in_query,
                body: in_body,
                ..
            } = named.looked;
            let fields = [in_query.then_some(&query), body.filter(|_| in_body)];
            let fields = fields.into_iter().flatten();
            fields.fold(named.in_head(head), |found, fields| {
                found.and(fields.value(&named.name))
            })
        };
        let pair = |looked: Looked, name: &str, secret: &str| {
            let basic = match looked.header {
                true => basic::pair(head),
                false => Found::Nothing,
            };
            let fields = [looked.query.then_some(&query), body.filter(|_| looked.body)];
            let fields = fields.into_iter().flatten();
            fields.fold(basic, |found, fields| found.and(fields.pair(name, secret)))
        };
        let assertion = body
            .filter(|_| self.client.body)
            .filter(|body| matches!(body.value(GRANT_TYPE), Found::One(kind, _) if kind.is(JWT_BEARER)));
        Credentials {
            id_token: named(self.id_token.as_ref()),
            refresh_token: named(self.refresh_token.as_ref()),
            password: pair(self.password, USERNAME, PASSWORD),
            client: pair(self.client, CLIENT_ID, CLIENT_SECRET),
            assertion: assertion.map(|body| body.value(ASSERTION)).unwrap_or_default(),
        }
    }

    /// The body, if anything is looked for there, it has names, and it is in memory.
    fn body<'a>(&self, exchange: &'a Exchange) -> Option<Fields<'a>> {
        let body = exchange.body.in_memory().filter(|_| self.want_body())?;
        Fields::of_body(&exchange.head, body)
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
        let path = exchange.received.target.path();
        let callback = self.callback.as_ref();
        callback.is_some_and(|callback| callback.may_be_answered(path, self.arguments(exchange)))
    }

    /// Whether browsers come back here from the provider.
    pub(crate) fn is_callback(&self, path: &str) -> bool {
        let callback = self.callback.as_ref();
        callback.is_some_and(|callback| callback.is_at(path))
    }

    /// Whether a credential may stand in this header, which then may come from a client.
    pub(crate) fn may_be_in(&self, header: &HeaderName) -> bool {
        let named = [&self.refresh_token, &self.id_token];
        let mut named = named.into_iter().flatten();
        named.any(|named| named.may_be_in(header))
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

    /// What the cookie says that a JWT must say too; `None` if that is not there, or is several things.
    pub(crate) fn shown<'a>(&self, exchange: &'a Exchange) -> Option<&'a str> {
        let name = self.shown.as_deref()?;
        let lines = exchange.head.all(&header::COOKIE);
        let found = lines.flat_map(|line| cookie::all(line.as_bytes(), name));
        match found.fold(Brought::Nothing, both) {
            Brought::Token(text) => Some(text),
            _ => None,
        }
    }

    /// The Authorization header, if a name and a secret may count in it and nothing else of the request may be a credential.
    pub(crate) fn only_basic<'a>(&self, exchange: &'a Exchange) -> Option<&'a [u8]> {
        let mut values = exchange.head.all(&header::AUTHORIZATION);
        let only = values.next()?;
        let is_alone = values.next().is_none()
            && (self.password.header || self.client.header)
            && basic::is_there(&exchange.head)
            && self.at_a_glance(exchange).0 == Brought::Nothing
            && !self.have_a_name_in_query(exchange)
            && self.body(exchange).is_none()
            && [&self.refresh_token, &self.id_token]
                .into_iter()
                .flatten()
                .all(|named| named.in_head(&exchange.head) == Found::Nothing);
        is_alone.then_some(only.as_bytes())
    }

    /// Whether anything in the query is called as a credential is.
    fn have_a_name_in_query(&self, exchange: &Exchange) -> bool {
        let query = exchange.received.target.query().unwrap_or_default();
        let own = [USERNAME, PASSWORD, CLIENT_ID, CLIENT_SECRET];
        let named = [&self.refresh_token, &self.id_token];
        let is_one =
            |name: &str| own.contains(&name) || named.into_iter().flatten().any(|named| named.name == name);
        form_urlencoded::parse(query.as_bytes()).any(|(name, _)| is_one(&name))
    }

    /// Whether anything may be in a body.
    pub(crate) fn want_body(&self) -> bool {
        let named = [&self.refresh_token, &self.id_token];
        let mut named = named.into_iter().flatten();
        let looked = [self.password, self.client];
        self.token.body || looked.iter().any(|looked| looked.body) || named.any(|named| named.looked.body)
    }

    /// Takes what let a request pass out of what goes upstream, but for what will stand in its place.
    pub(crate) fn hide(&self, exchange: &mut Exchange, proof: Proof, told: &Telling) {
        if self.hides {
            self.take_out(exchange, proof, |name| told.replaces(name));
        }
    }

    /// The same for an access token of which is known where it is.
    pub(crate) fn hide_there(&self, exchange: &mut Exchange, whereabouts: Whereabouts, told: &Telling) {
        if self.hides {
            let is_replaced = |name: &HeaderName| told.replaces(name);
            self.token.take_out(exchange, whereabouts, is_replaced);
        }
    }

    /// The same for a name and a secret in the Authorization header.
    pub(crate) fn hide_basic(&self, exchange: &mut Exchange, told: &Telling) {
        if self.hides && !told.replaces(&header::AUTHORIZATION) {
            exchange.head.remove(&header::AUTHORIZATION);
        }
    }

    /// Takes what a request brings in vain out of what goes upstream: whoever reads it there would believe that it was
    /// looked at.
    pub(crate) fn withhold(&self, exchange: &mut Exchange) {
        use GrantType::{ClientCredentials, Password, RefreshToken};
        let (token, others) = self.brought(exchange);
        let client = others.client != Found::Nothing || others.assertion != Found::Nothing;
        for (is_there, proof) in [
            (token != Brought::Nothing, Proof::Token),
            (others.refresh_token != Found::Nothing, Proof::Grant(RefreshToken)),
            (others.password != Found::Nothing, Proof::Grant(Password)),
            (client, Proof::Grant(ClientCredentials)),
            (others.id_token != Found::Nothing, Proof::Token),
        ] {
            if is_there {
                self.take_out(exchange, proof, |_| false);
            }
        }
    }

    fn take_out(&self, exchange: &mut Exchange, proof: Proof, is_replaced: impl Fn(&HeaderName) -> bool) {
        match proof {
            Proof::Session | Proof::Login => {}
            Proof::Token | Proof::OwnToken => {
                let (_, whereabouts) = self.at_a_glance(exchange);
                let is_in_body = self.token_in(exchange, self.body(exchange).as_ref()) != Brought::Nothing;
                self.token.take_out(exchange, whereabouts, &is_replaced);
                if is_in_body {
                    fields::hide(exchange, &[token::PARAMETER]);
                }
                if let Some(named) = &self.id_token {
                    named.take_out(exchange, is_replaced);
                }
            }
            Proof::Grant(GrantType::RefreshToken) => {
                if let Some(named) = &self.refresh_token {
                    named.take_out(exchange, is_replaced);
                }
            }
            Proof::Grant(GrantType::Password) => {
                take_out_pair(exchange, self.password, &[USERNAME, PASSWORD], is_replaced);
            }
            Proof::Grant(GrantType::ClientCredentials) => {
                if self.brought(exchange).1.assertion != Found::Nothing {
                    fields::hide(exchange, &[ASSERTION, GRANT_TYPE]);
                }
                take_out_pair(exchange, self.client, &[CLIENT_ID, CLIENT_SECRET], is_replaced);
            }
        }
    }
}

fn take_out_pair(
    exchange: &mut Exchange,
    looked: Looked,
    names: &[&str],
    is_replaced: impl Fn(&HeaderName) -> bool,
) {
    if looked.header && basic::is_there(&exchange.head) && !is_replaced(&header::AUTHORIZATION) {
        exchange.head.remove(&header::AUTHORIZATION);
    }
    looked.take_out(exchange, names);
}

#[cfg(test)]
mod tests;
