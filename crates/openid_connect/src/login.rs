//! Running the flow: it decides, and what it asks for is done here. This is the only place that waits.

use jose::{Secret, base64url};
use oidc::{Call, CallReply, Flow, HttpCall, HttpReply, Opened, Outcome, Seeds, Step};
use plugin::{Fault, HeaderValue, Method, header};
use ports::{HttpRequest, NoEntropy};

use crate::OpenIdConnect;
use crate::instance::Here;
use crate::presented::Shown;
use crate::provider::Unavailable;

/// The most bytes of a reply that are read.
const LIMIT: usize = 256 * 1024;

impl OpenIdConnect {
    /// Decides about a request that no live session answers for.
    pub(crate) async fn login(&self, here: &Here, shown: Shown<'_>) -> Result<Outcome, Fault> {
        if !matches!(shown.session, Opened::Valid(_)) {
            self.line.find(&here.provider).await;
        }
        let seeds = self.seeds().map_err(no_entropy)?;
        let Shown { request, session } = shown;
        let mut step = self.line.look(&here.provider, |provider| {
            Flow::begin(&self.rules, provider, request, session, seeds, self.now())
        });
        loop {
            let (flow, call) = match step {
                Step::Call(flow, call) => (flow, call),
                Step::Done(outcome) => return Ok(outcome),
            };
            let reply = self.make(here, call).await;
            step = self.line.look(&here.provider, |provider| {
                flow.resume(&self.rules, provider, reply, self.now())
            });
        }
    }

    async fn make(&self, here: &Here, call: Call) -> CallReply {
        match call {
            Call::Redeem(call) => self.redeem(&call).await,
            Call::Keys => {
                self.line.renew(&here.provider).await;
                CallReply::Keys
            }
        }
    }

    /// A code is redeemed once, however often its callback is loaded and whoever stops waiting.
    async fn redeem(&self, call: &HttpCall) -> CallReply {
        let Ok(request) = self.http_request(call) else {
            return CallReply::Unavailable("client.unsendable");
        };
        match self.line.once(request).await {
            Ok(reply) => CallReply::Http(HttpReply {
                status: reply.status.as_u16(),
                body: reply.body.to_vec(),
            }),
            Err(Unavailable::AlreadyMade) => CallReply::MadeBefore,
            Err(why) => CallReply::Unavailable(why.code()),
        }
    }

    fn http_request(&self, call: &HttpCall) -> Result<HttpRequest, http::header::InvalidHeaderValue> {
        let mut headers = vec![
            (header::ACCEPT, HeaderValue::from_static("application/json")),
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            ),
        ];
        if let Some(authorization) = &call.authorization {
            let mut value = HeaderValue::from_str(authorization.expose())?;
            value.set_sensitive(true);
            headers.push((header::AUTHORIZATION, value));
        }
        Ok(HttpRequest {
            method: Method::POST,
            url: call.url.clone(),
            headers,
            body: call.body().into(),
            timeout: self.timeout,
            limit: LIMIT,
            reach: self.reach,
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

pub(crate) fn no_entropy(error: NoEntropy) -> Fault {
    Fault::Broken {
        code: "entropy.none",
        detail: error.to_string(),
    }
}
