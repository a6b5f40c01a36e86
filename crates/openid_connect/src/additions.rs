//! What requests to the provider say beyond the protocol: headers and parameters of the operator's, and those that are taken
//! over from the client's request.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use http::header;
use jose::Secret;
use oidc::{Found, HttpCall};
use plugin::{Exchange, Head, HeaderName, HeaderValue, Misconfigured, Proven};
use ports::Terms;

use crate::config::{Arguments, Config, Grant, Token, call_headers, is_reserved};
use crate::places::fields::Fields;

/// The protocol's own parameters, each of which has an option or a meaning of its own.
const OWN: [&str; 13] = [
    "token",
    "grant_type",
    "code",
    "code_verifier",
    "redirect_uri",
    "refresh_token",
    "username",
    "password",
    "assertion",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

const INTROSPECTION: &str = "introspection_headers";

/// What is added to the requests to each endpoint.
#[derive(Debug, Default)]
pub(crate) struct Additions {
    token: Addition,
    introspection: Addition,
    userinfo: Addition,
    replayed: Replayed,
}

/// Which headers of the token endpoint the client gets to see.
#[derive(Debug, Default)]
struct Replayed {
    /// What they are called there, and for the client.
    names: Vec<(HeaderName, HeaderName)>,
    /// With which grants; `None` with all.
    grants: Option<Vec<Grant>>,
}

/// What is added to the requests to one endpoint.
#[derive(Debug, Default)]
struct Addition {
    /// Said in any case.
    said: Said,
    /// The headers that a client may say.
    headers: Vec<HeaderName>,
    /// The parameters that a client may say.
    arguments: Vec<String>,
    /// The headers of a client that become parameters, and what these are called.
    headers_as_arguments: Vec<(HeaderName, String)>,
}

/// What is added for one request of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    arguments: Vec<(String, Secret)>,
}

/// What is said beyond the protocol for one request of a client: to each endpoint, and back to the client.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    pub(crate) token: Said,
    /// Where tokens are for a session: a link of another site has no say in it.
    pub(crate) token_of_session: Said,
    pub(crate) introspection: Said,
    pub(crate) userinfo: Said,
    /// On what terms calls are made in which our certificate is shown; `None` if it is not there.
    pub(crate) with_certificate: Option<Arc<Terms>>,
    /// Whose the access token is that this gateway gave out itself, if it did.
    pub(crate) proven: RefCell<Option<Proven>>,
    /// Until when what was got for credentials is remembered at the desk, if it is.
    pub(crate) granted_until: Cell<Option<oidc::Timestamp>>,
    /// Which picture of the provider was the newest when the flow began.
    pub(crate) begun_with: Cell<u64>,
    /// Headers of the token endpoint, as the client sees them.
    pub(crate) replayed: RefCell<Head>,
}

impl Said {
    /// Adds the parameters to a call: to its form, or to the query of its address. Each takes the place of one that is
    /// called so already (RFC 6749 section 3.2: a parameter stands once).
    pub(crate) fn add_to(&self, call: &mut HttpCall) {
        for (name, value) in &self.arguments {
            match call.method {
                oidc::Method::Post => {
                    call.form.retain(|(other, _)| other != name);
                    call.form.push((name.clone().into(), value.clone()));
                }
                oidc::Method::Get => {
                    if let Ok(mut url) = url::Url::parse(&call.url) {
                        let others = url.query_pairs().filter(|(other, _)| other != name);
                        let others: Vec<_> = others
                            .map(|(name, value)| (name.into_owned(), value.into_owned()))
                            .collect();
                        let mut query = url.query_pairs_mut();
                        query
                            .clear()
                            .extend_pairs(others)
                            .append_pair(name, value.expose());
                        drop(query);
                        call.url = url.into();
                    }
                }
            }
        }
    }

    /// Tells what is said from what else could be said. Nothing is the empty text.
    pub(crate) fn digest(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}:{}:{:?}", value.len(), value.as_bytes()));
        }
        for (name, value) in &self.arguments {
            let value = value.expose();
            text.push_str(&format!("{}:{name}:{}:{value}", name.len(), value.len()));
        }
        text
    }

    fn say(&mut self, name: &str, value: Secret) {
        self.arguments.retain(|(other, _)| other != name);
        self.arguments.push((name.to_owned(), value));
    }

    fn head(&mut self, name: &HeaderName, value: HeaderValue) {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.clone(), value));
    }
}

impl Addition {
    /// The parameters that options add, which are called so.
    ///
    /// # Errors
    /// [`Misconfigured`] for those that are the protocol's.
    fn of_arguments(option: &str, arguments: &Arguments) -> Result<Self, Misconfigured> {
        let names = arguments.client().iter().map(String::as_str);
        let mut names = arguments.pairs().map(|(name, _)| name).chain(names);
        if let Some(own) = names.find(|name| OWN.contains(name)) {
            return Err(Misconfigured::new(
                "config.call_argument",
                format!("{option}_*: {own} is a parameter of the protocol; leave it out"),
            ));
        }
        let secret = ["authorization", "cookie"];
        let mut client = arguments.client().iter();
        if let Some(name) = client.find(|name| secret.contains(&name.to_ascii_lowercase().as_str())) {
            return Err(Misconfigured::new(
                "config.call_argument",
                format!("{option}_client: {name} is a header that is nobody's business; leave it out"),
            ));
        }
        let mut said = Said::default();
        for (name, value) in arguments.pairs() {
            said.say(name, Secret::new(value));
        }
        Ok(Self {
            said,
            arguments: arguments.client().to_vec(),
            ..Self::default()
        })
    }

    /// The same with headers.
    ///
    /// # Errors
    /// [`Misconfigured`] for those that are about the connection, or none.
    fn with_headers<'a>(
        mut self,
        option: &str,
        own: impl Iterator<Item = (&'a str, &'a str)>,
        client: &[String],
    ) -> Result<Self, Misconfigured> {
        self.said.headers = call_headers(option, own)?;
        let proves = |(name, _): &(HeaderName, HeaderValue)| *name == header::AUTHORIZATION;
        // Some introspection endpoints want to know who asks in a way of their own. Elsewhere it is the protocol's.
        if option != INTROSPECTION && self.said.headers.iter().any(proves) {
            return Err(Misconfigured::new(
                "config.call_header",
                format!("{option}_names: authorization is written by the gateway itself; leave it out"),
            ));
        }
        self.headers = header_names(&format!("{option}_client"), client)?;
        Ok(self)
    }

    /// The same with the form of answer that is asked for, if an option says one.
    fn accepting(mut self, form: Option<&'static str>) -> Self {
        if let Some(form) = form {
            self.said.head(&header::ACCEPT, HeaderValue::from_static(form));
        }
        self
    }

    fn of_request(&self, exchange: &Exchange) -> Said {
        let mut said = self.said.clone();
        for name in &self.headers {
            if let Some(value) = exchange.head.get(name) {
                said.head(name, value.clone());
            }
        }
        for (header, name) in &self.headers_as_arguments {
            if let Some(value) = exchange.head.text(header) {
                said.say(name, Secret::new(value));
            }
        }
        for name in &self.arguments {
            if let Found::One(value, _) = argument(exchange, name) {
                said.say(name, value);
            }
        }
        said
    }

    /// Whether two clients may say different things.
    fn varies(&self) -> bool {
        !(self.headers.is_empty() && self.arguments.is_empty() && self.headers_as_arguments.is_empty())
    }
}

/// What a client says under a name: in the query, else in the body, else in a header. What is said twice in one place is not
/// taken over.
fn argument(exchange: &Exchange, name: &str) -> Found<Secret> {
    let query = exchange.received.target.query().unwrap_or_default();
    let in_query = Fields::Form(query).value(name);
    if in_query != Found::Nothing {
        return in_query;
    }
    let body = exchange.body.in_memory();
    let in_body = body.and_then(|body| Fields::of_body(&exchange.head, body));
    match in_body.map(|body| body.value(name)) {
        None | Some(Found::Nothing) => {
            let header = HeaderName::from_bytes(name.as_bytes()).ok();
            let said = header.and_then(|header| exchange.head.text(&header));
            said.map_or(Found::Nothing, |text| {
                Found::One(Secret::new(text), oidc::Stands::InHeader)
            })
        }
        Some(found) => found,
    }
}

/// The headers of these names, which a client may say.
///
/// # Errors
/// [`Misconfigured`] for a name that is none, and for what no client may say in our place.
fn header_names(option: &str, names: &[String]) -> Result<Vec<HeaderName>, Misconfigured> {
    let named = |name: &String| {
        let bad = |what: &str| Misconfigured::new("config.call_header", format!("{option}: {what}"));
        let known = HeaderName::from_bytes(name.as_bytes());
        let known = known.map_err(|_| {
            bad(&format!(
                "`{name}` is no name of a header; use letters, digits and -"
            ))
        })?;
        match is_reserved(&known) || [header::AUTHORIZATION, header::ACCEPT, header::COOKIE].contains(&known)
        {
            true => Err(bad(&format!(
                "{known} is written by the gateway itself; leave it out"
            ))),
            false => Ok(known),
        }
    };
    names.iter().map(named).collect()
}

impl Replayed {
    /// # Errors
    /// [`Misconfigured`] for names that are none, and for headers that are about the connection or make browsers keep
    /// something.
    fn of(token: &Token) -> Result<Self, Misconfigured> {
        let prefix = token.token_headers_prefix.as_deref().unwrap_or_default();
        let named = |name: &String| {
            let bad = |what: &str| {
                Misconfigured::new(
                    "config.call_header",
                    format!("token_headers_replay: `{name}` {what}"),
                )
            };
            let parsed = |name: &str| HeaderName::from_bytes(name.as_bytes());
            let (there, here) = (parsed(name), parsed(&format!("{prefix}{name}")));
            match (there, here) {
                (Ok(_), Ok(here)) if is_reserved(&here) || here == header::SET_COOKIE => Err(bad(
                    "is the gateway's own towards the client; leave it out, or set token_headers_prefix",
                )),
                (Ok(there), Ok(here)) => Ok((there, here)),
                _ => Err(bad(
                    "with its prefix is no name of a header; use letters, digits and -",
                )),
            }
        };
        let names = token.token_headers_replay.iter().flatten();
        Ok(Self {
            names: names.map(named).collect::<Result<_, _>>()?,
            grants: token.token_headers_grants.clone(),
        })
    }
}

impl Additions {
    /// # Errors
    /// [`Misconfigured`] for headers and parameters that are the protocol's, or none.
    pub(crate) fn of(config: &Config) -> Result<Self, Misconfigured> {
        let (token, introspection, userinfo) = (&config.token, &config.introspection, &config.userinfo);
        let as_arguments = introspection.client_headers_as_arguments();
        let headers = header_names("introspection_post_args_client_headers", as_arguments)?;
        let parameter = introspection
            .introspection_token_param_name
            .as_deref()
            .unwrap_or("token");
        let (own, theirs) = (&introspection.post_args, as_arguments.iter());
        let named = own.pairs().map(|(name, _)| name);
        let named = named.chain(own.client().iter().chain(theirs).map(String::as_str));
        if let Some(own) = named
            .into_iter()
            .find(|name| *name == parameter || OWN.contains(name))
        {
            return Err(Misconfigured::new(
                "config.call_argument",
                format!("introspection_post_args_*: {own} is a parameter of the protocol; leave it out"),
            ));
        }
        Ok(Self {
            token: Addition::of_arguments("token_post_args", &token.post_args)?.with_headers(
                "token_headers",
                token.headers.pairs(),
                token.headers.client(),
            )?,
            introspection: Addition {
                headers_as_arguments: headers.into_iter().zip(as_arguments.iter().cloned()).collect(),
                ..Addition::of_arguments("introspection_post_args", &introspection.post_args)?.with_headers(
                    INTROSPECTION,
                    introspection.header_pairs(),
                    introspection.client_headers(),
                )?
            }
            .accepting(introspection.accept()),
            userinfo: Addition::of_arguments("userinfo_query_args", &userinfo.query_args)?
                .with_headers(
                    "userinfo_headers",
                    userinfo.headers.pairs(),
                    userinfo.headers.client(),
                )?
                .accepting(userinfo.accept()),
            replayed: Replayed::of(token)?,
        })
    }

    /// What is added for this request.
    pub(crate) fn of_request(&self, exchange: &Exchange) -> Aside {
        Aside {
            proven: RefCell::default(),
            granted_until: Cell::default(),
            begun_with: Cell::default(),
            token: self.token.of_request(exchange),
            token_of_session: self.token.said.clone(),
            introspection: self.introspection.of_request(exchange),
            userinfo: self.userinfo.of_request(exchange),
            with_certificate: None,
            replayed: RefCell::default(),
        }
    }

    /// What is added to calls of the token endpoint in which no request has a say.
    pub(crate) fn of_token_endpoint(self) -> Said {
        self.token.said
    }

    /// Keeps for the client what it gets to see of a reply of the token endpoint.
    pub(crate) fn replay(&self, grant: Grant, reply: &ports::HttpReply, aside: &Aside) {
        let Replayed { names, grants } = &self.replayed;
        if grants.as_ref().is_some_and(|grants| !grants.contains(&grant)) {
            return;
        }
        let mut replayed = aside.replayed.borrow_mut();
        for (there, here) in names {
            replayed.remove(here);
            for (_, value) in reply.headers.iter().filter(|(name, _)| name == there) {
                replayed.append(here.clone(), value.clone());
            }
        }
    }

    /// What the headers of the token endpoint are called that a client gets to see.
    pub(crate) fn replayed(&self) -> impl Iterator<Item = HeaderName> {
        self.replayed.names.iter().map(|(_, here)| here.clone())
    }

    /// Whether a client may say something in its body.
    pub(crate) fn want_body(&self) -> bool {
        [&self.token, &self.introspection, &self.userinfo]
            .iter()
            .any(|addition| !addition.arguments.is_empty())
    }

    /// Whether what the provider says about a token may depend on what else a request says, so that the word for one is
    /// none for another.
    pub(crate) fn vary_with_requests(&self) -> bool {
        self.introspection.varies() || self.userinfo.varies()
    }

    /// The same of what is got for credentials.
    pub(crate) fn vary_grants(&self) -> bool {
        self.token.varies() || self.userinfo.varies()
    }
}

#[cfg(test)]
mod tests;
