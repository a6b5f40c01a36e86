//! Running the flow: it decides, and what it asks for is done here. This is the only place that waits.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use jose::{Secret, Timestamp, base64url};
use oidc::{Call, CallReply, Flow, HttpCall, HttpReply, Opened, Outcome, Presented, Seeds, Step};
use plugin::{Fault, HeaderValue, Method, header};
use ports::{HttpRequest, NoEntropy};

use crate::instance::Here;
use crate::provider::{Desk, Repeat, Reply, Unavailable};
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
    ) -> Result<Outcome, Fault> {
        if self.needs_keys || Flow::asks_provider(&self.rules, &request, &session, self.now()) {
            self.line.find(&here.provider).await;
        }
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
            let reply = self.make(here, call).await;
            step = self.line.look(&here.provider, |provider| {
                flow.resume(&self.rules, provider, reply, self.now())
            });
        }
    }

    async fn make(&self, here: &Here, call: Call) -> CallReply {
        match call {
            // A code is redeemed once, however often its callback is loaded and whoever stops waiting.
            Call::Redeem { call, login } => {
                let occasion = ["login\n", login.expose()].concat();
                self.call(&call, occasion.as_bytes(), Repeat::Never).await
            }
            Call::Refresh { call, instead_of } => {
                let occasion = [&call.body(), "\n", instead_of.expose()].concat();
                let reply = self.call(&call, occasion.as_bytes(), Repeat::AfterOutage).await;
                if let Some(code) = outage(&reply) {
                    events::session_not_refreshed(&self.rules.issuer.host(), code);
                }
                reply
            }
            Call::Userinfo(call) => {
                // The token stands in the header, and tells one question from another.
                let token = call.authorization.clone();
                let occasion = token.as_ref().map_or("", Secret::expose).as_bytes();
                self.call(&call, occasion, Repeat::Always).await
            }
            // The same credentials are one question as well, and its answer is remembered.
            Call::Grant { call, asked } => {
                let proof = call.authorization.as_ref().map_or("", Secret::expose);
                let occasion = [&self.salt, "\n", proof, "\n", &call.body()].concat();
                let repeat = match self.lives {
                    Some(lives) => Repeat::Remembered { lives, asked },
                    None => Repeat::Always,
                };
                self.call_at(Desk::Strangers, &call, occasion.as_bytes(), repeat)
                    .await
            }
            // The same token is one question, whoever brings it at the same time; but each client has its own answers.
            Call::Judge(call) => {
                let token = call.authorization.as_ref().map_or("", Secret::expose);
                let occasion = [&self.rules.client.id, "\n", token, "\n", &call.body()].concat();
                self.call_at(Desk::Strangers, &call, occasion.as_bytes(), Repeat::Always)
                    .await
            }
            Call::Revoke(call) => self.call(&call, call.body().as_bytes(), Repeat::Always).await,
            Call::Keys => {
                self.line.renew(&here.provider).await;
                CallReply::Keys
            }
        }
    }

    async fn call(&self, call: &HttpCall, occasion: &[u8], repeat: Repeat) -> CallReply {
        self.call_at(Desk::Logins, call, occasion, repeat).await
    }

    async fn call_at(&self, desk: Desk, call: &HttpCall, occasion: &[u8], repeat: Repeat) -> CallReply {
        let Ok(request) = self.http_request(call) else {
            return CallReply::Unavailable("client.unsendable");
        };
        match self.line.call(desk, request, occasion, repeat).await {
            Ok(Reply { reply, kept_for }) => CallReply::Http(in_protocol(&reply, kept_for)),
            Err(Unavailable::AlreadyMade) => CallReply::MadeBefore,
            Err(why) => CallReply::Unavailable(why.code()),
        }
    }

    fn http_request(&self, call: &HttpCall) -> Result<HttpRequest, http::header::InvalidHeaderValue> {
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
        Ok(HttpRequest {
            headers,
            body: call.body().into(),
            timeout: self.timeout,
            limit: LIMIT,
            reach: self.reach,
            terms: Arc::clone(&self.terms),
            ..HttpRequest::new(method, &call.url)
        })
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
