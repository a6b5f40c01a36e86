//! Running the flow: it decides, and what it asks for is done here. This is the only place that waits.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use jose::{Secret, Timestamp, base64url};
use oidc::{
    Asked, Call, CallReply, ClientProof, Flow, HttpCall, HttpReply, Opened, Outcome, Presented, Seeds, Step,
};
use plugin::{Exchange, Fault, HeaderName, HeaderValue, Method, header};
use ports::{HttpRequest, NoEntropy, Reach, Terms};

use crate::additions::{Aside, Said};
use crate::config::Grant;
use crate::instance::Here;
use crate::occasion::Occasion;
use crate::provider::{Desk, Outgoing, Proves, Repeat, Reply, Unavailable};
use crate::{OpenIdConnect, events};

/// The most bytes of a reply that are read.
const LIMIT: usize = 256 * 1024;

impl OpenIdConnect {
    /// Decides about a request that no live session answers for at once.
    pub(crate) async fn login(
        &self,
        here: &Here,
        request: Presented<'_>,
        session: Opened,
        aside: &Aside,
        exchange: &Exchange,
    ) -> Result<Outcome, Fault> {
        if self.needs_keys || Flow::asks_provider(&self.rules, &request, &session, self.now()) {
            self.line.find(&here.provider).await;
        }
        aside.begun_with.set(self.line.generation());
        let seeds = self.seeds().map_err(no_entropy)?;
        let brought = request.brought;
        let mut step = self.line.look(&here.provider, |provider| {
            Flow::begin(&self.rules, provider, request, session, seeds, self.now())
        });
        loop {
            let (flow, call) = match step {
                Step::Call(flow, call) => (flow, call),
                Step::Done(outcome) => {
                    self.disown(here, brought, &outcome);
                    return Ok(outcome);
                }
            };
            let reply = self.make(here, call, aside, exchange).await;
            step = self.line.look(&here.provider, |provider| {
                flow.resume(&self.rules, provider, reply, self.now())
            });
        }
    }

    /// What calls say and show besides what the protocol asks for.
    pub(crate) fn aside(&self, exchange: &Exchange) -> Aside {
        let shown = self.certificate.as_ref();
        Aside {
            with_certificate: shown.and_then(|certificate| certificate.terms(exchange, &self.terms)),
            ..self.additions.of_request(exchange)
        }
    }

    async fn make(&self, here: &Here, call: Call, aside: &Aside, exchange: &Exchange) -> CallReply {
        match call {
            Call::Redeem { call, login } => {
                let (said, occasion) = (&aside.token_of_session, Occasion::of_code(&login));
                let asked = self.ask(Desk::Logins, call, (said, aside), &occasion, Repeat::Never);
                self.with_replay(asked.await, Grant::AuthorizationCode, aside)
            }
            Call::Refresh { call, instead_of } => self.refresh(call, &instead_of, aside).await,
            Call::Userinfo(call) => {
                let (said, repeat) = (&aside.userinfo, Repeat::Always);
                let occasion = Occasion::of_question(&call, said, &[]);
                let asked = self.ask(Desk::Logins, call, (said, aside), &occasion, repeat);
                replied(asked.await)
            }
            Call::Grant { call, asked } => self.grant(call, asked, aside).await,
            Call::Judge(call) => self.judge(call, aside).await,
            Call::Own(token) => self.look_up(&token, exchange, aside).await,
            Call::Revoke(call) => {
                let (said, repeat) = (&Said::default(), Repeat::Always);
                let occasion = Occasion::of_question(&call, said, &[]);
                let asked = self.ask(Desk::Logins, call, (said, aside), &occasion, repeat);
                replied(asked.await)
            }
            Call::Keys => {
                self.counts.unknown_key();
                self.line.renew(&here.provider).await;
                CallReply::Keys
            }
            Call::Decrypt { token, channel } => self.decryption.decrypt(token, channel).await,
        }
    }

    async fn refresh(&self, call: HttpCall, instead_of: &Secret, aside: &Aside) -> CallReply {
        let (said, repeat) = (&aside.token_of_session, Repeat::AfterOutage);
        let occasion = Occasion::of_refresh(&call, instead_of);
        let asked = self.ask(Desk::Logins, call, (said, aside), &occasion, repeat);
        let reply = self.with_replay(asked.await, Grant::RefreshToken, aside);
        if let Some(code) = outage(&reply) {
            events::session_not_refreshed(&self.rules.issuer.host(), code);
        }
        reply
    }

    /// Exchanges credentials. The same ones are one question as well, and its answer is remembered.
    async fn grant(&self, call: HttpCall, asked: Asked, aside: &Aside) -> CallReply {
        let (said, grant) = (&aside.token, granted(&call));
        let repeat = match self.lives {
            Some(lives) => Repeat::Remembered { lives, asked },
            None => Repeat::Always,
        };
        // Who remembers nothing, or for another while, shares with nobody what is remembered.
        let how = format!("{:?}", self.lives);
        let occasion = Occasion::of_question(&call, said, &[&self.salt, &how]);
        let asked = self.ask(Desk::Strangers, call, (said, aside), &occasion, repeat);
        let asked = asked.await;
        aside.granted_until.set(self.remembered_until(&asked));
        self.with_replay(asked, grant, aside)
    }

    /// Asks what a token is worth. The same token is one question, whoever brings it; but each client has its own answers.
    async fn judge(&self, call: HttpCall, aside: &Aside) -> CallReply {
        let (said, lasts, proves) = match call.method {
            oidc::Method::Post => (&aside.introspection, self.introspection_lasts, Proves::Client),
            oidc::Method::Get => (&aside.userinfo, self.userinfo_lasts, Proves::Bearer),
        };
        let repeat = lasts.map_or(Repeat::Always, |lasts| Repeat::Renewed { lasts, proves });
        // What does not stand in the call may be wrong here and right in another instance.
        let salt = match call.proof {
            ClientProof::InCall => "",
            ClientProof::Assertion(_) | ClientProof::Certificate => &self.salt,
        };
        // Whoever makes do with an old word shares it with nobody who does not.
        let how = format!("{lasts:?}");
        let occasion = Occasion::of_question(&call, said, &[&self.rules.client.id, salt, &how]);
        let asked = self.ask(Desk::Strangers, call, (said, aside), &occasion, repeat);
        replied(asked.await)
    }

    /// Until when the desk remembers this reply to credentials; `None` if it does not.
    fn remembered_until(&self, asked: &Result<Reply, Unavailable>) -> Option<Timestamp> {
        let (lives, Ok(Reply { reply, kept_for })) = (self.lives?, asked) else {
            return None;
        };
        let came = self.now().minus(kept_for.unwrap_or_default());
        lives.until(&in_protocol(reply, None), came)
    }

    /// A reply of the token endpoint, of which the client may see something if it was made for this request.
    fn with_replay(&self, asked: Result<Reply, Unavailable>, grant: Grant, aside: &Aside) -> CallReply {
        if let Ok(Reply {
            reply,
            kept_for: None,
        }) = &asked
            && reply.status.is_success()
        {
            self.additions.replay(grant, reply, aside);
        }
        replied(asked)
    }

    async fn ask(
        &self,
        desk: Desk,
        mut call: HttpCall,
        (said, aside): (&Said, &Aside),
        occasion: &Occasion,
        repeat: Repeat,
    ) -> Result<Reply, Unavailable> {
        said.add_to(&mut call);
        let request = self.http_request(&call, &said.headers);
        let request = request.map_err(|_| Unavailable::Unsendable)?;
        let call = match call.proof {
            ClientProof::InCall => request.into(),
            ClientProof::Assertion(assertion) => Outgoing::with_assertion(request, assertion),
            ClientProof::Certificate => {
                let terms = aside.with_certificate.clone();
                let terms = terms.ok_or(Unavailable::NoCertificate)?;
                HttpRequest { terms, ..request }.into()
            }
        };
        let reply = self.line.call(desk, call, occasion.as_bytes(), repeat).await;
        self.counts.call(&reply);
        reply
    }

    fn http_request(
        &self,
        call: &HttpCall,
        more: &[(HeaderName, HeaderValue)],
    ) -> Result<HttpRequest, http::header::InvalidHeaderValue> {
        let place = (self.timeout, self.reach, &self.terms);
        in_http(call, more, place)
    }

    /// Throws the dice of a login that may begin now.
    fn seeds(&self) -> Result<Seeds, NoEntropy> {
        Ok(Seeds {
            state: self.random::<18>()?,
            nonce: Secret::new(self.random::<18>()?),
            verifier: Secret::new(self.random::<32>()?),
        })
    }

    fn random<const BYTES: usize>(&self) -> Result<String, NoEntropy> {
        let mut bytes = [0; BYTES];
        self.entropy.fill(&mut bytes)?;
        Ok(base64url::encode(&bytes))
    }
}

/// A call of the protocol as it is sent with these headers beside its own: for how long, which addresses it may go to, and on
/// what terms.
pub(crate) fn in_http(
    call: &HttpCall,
    more: &[(HeaderName, HeaderValue)],
    (timeout, reach, terms): (Duration, Reach, &Arc<Terms>),
) -> Result<HttpRequest, http::header::InvalidHeaderValue> {
    let mut headers = vec![(header::ACCEPT, HeaderValue::from_static("application/json"))];
    let method = match call.method {
        oidc::Method::Get => Method::GET,
        oidc::Method::Post => {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.push((header::CONTENT_TYPE, form));
            Method::POST
        }
    };
    if let Some(authorization) = &call.authorization {
        let mut value = HeaderValue::from_str(authorization.expose())?;
        value.set_sensitive(true);
        headers.push((header::AUTHORIZATION, value));
    }
    headers.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    headers.extend_from_slice(more);
    Ok(HttpRequest {
        headers,
        body: call.body().into(),
        timeout,
        limit: LIMIT,
        reach,
        terms: Arc::clone(terms),
        ..HttpRequest::new(method, &call.url)
    })
}

/// What came of a call, in the words of the protocol.
fn replied(asked: Result<Reply, Unavailable>) -> CallReply {
    match asked {
        Ok(Reply { reply, kept_for }) => CallReply::Http(in_protocol(&reply, kept_for)),
        Err(Unavailable::AlreadyMade) => CallReply::MadeBefore,
        Err(why) => CallReply::Unavailable(why.code()),
    }
}

/// For what a call asks the token endpoint.
fn granted(call: &HttpCall) -> Grant {
    let mut form = call.form.iter();
    let grant_type = form.find(|(name, _)| name == "grant_type");
    match grant_type.map_or("", |(_, value)| value.expose()) {
        "password" => Grant::Password,
        "refresh_token" => Grant::RefreshToken,
        _ => Grant::ClientCredentials,
    }
}

/// Why a reply to a refresh is none, unless it says that the session is over.
fn outage(reply: &CallReply) -> Option<&'static str> {
    match reply {
        CallReply::Unavailable(why) => Some(why),
        CallReply::Http(reply) => match reply.status {
            // RFC 6749 section 5.2: the session is over, or the client is not believed.
            200..=299 | 400 => None,
            401 => Some("token.invalid_client"),
            _ => Some("token.unavailable"),
        },
        _ => None,
    }
}

/// A reply in the words of the protocol.
pub(crate) fn in_protocol(reply: &ports::HttpReply, kept_for: Option<Duration>) -> HttpReply {
    HttpReply {
        status: reply.status.as_u16(),
        date: reply.header(&header::DATE).and_then(date),
        kept_for,
        body: reply.body.to_vec(),
    }
}

/// What time it is where a reply was made (RFC 9110 section 6.6.1).
fn date(text: &str) -> Option<Timestamp> {
    let since = httpdate::parse_http_date(text)
        .ok()?
        .duration_since(UNIX_EPOCH)
        .ok()?;
    i64::try_from(since.as_secs()).ok().map(Timestamp::from_seconds)
}

pub(crate) fn no_entropy(error: NoEntropy) -> Fault {
    Fault::Broken {
        code: "entropy.none",
        detail: error.to_string(),
    }
}
