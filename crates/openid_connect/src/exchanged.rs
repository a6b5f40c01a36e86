//! The older exchange of access tokens: another server gives one for the upstream. It is no RFC 8693.

use std::sync::Arc;

use jose::Secret;
use oidc::{Asked, Lives};
use plugin::{Exchange, Fault, HeaderValue, Misconfigured, Refusal, StatusCode, Verdict, header};
use ports::{HttpRequest, Reach};
use tracing::info;

use crate::OpenIdConnect;
use crate::config::Config;
use crate::occasion::Occasion;
use crate::provider::{Desk, Repeat};

/// The most bytes of a token.
const MOST: usize = 8 * 1024;

/// Where access tokens are exchanged, and for how long what came of it is remembered.
pub(crate) struct Exchanger {
    url: String,
    lives: Option<Lives>,
}

/// Why nobody passes without another token.
enum NotExchanged {
    /// That server does not take theirs.
    Refused,
    /// Nobody can tell now.
    Away { code: &'static str, detail: String },
}

impl Exchanger {
    /// # Errors
    /// [`Misconfigured`] if anybody between could read the tokens.
    pub(crate) fn of(config: &Config) -> Result<Option<Self>, Misconfigured> {
        let Some(url) = &config.token.token_exchange_endpoint else {
            return Ok(None);
        };
        let may_be_plain = match config.provider.using_pseudo_issuer {
            // It is judged like the endpoints of the provider, whose name says nothing.
            true => config.reach().is_ok_and(|reach| reach != Reach::Network),
            false => config.provider.issuer()?.is_plain(),
        };
        match url.as_str().starts_with("https:") || may_be_plain {
            true => Ok(Some(Self {
                url: url.as_str().to_owned(),
                lives: config.cache.of_exchanged(),
            })),
            false => Err(Misconfigured::new(
                "config.endpoint",
                "token_exchange_endpoint: access tokens would be sent without TLS; write https:".to_owned(),
            )),
        }
    }
}

impl OpenIdConnect {
    /// The access token that the upstream is shown instead of this one, where they are exchanged.
    ///
    /// # Errors
    /// The verdict on whoever passes with no other token.
    pub(crate) async fn exchanged(
        &self,
        exchange: &Exchange,
        token: &Secret,
    ) -> Result<Option<Secret>, Result<Verdict, Fault>> {
        let Some(exchanger) = &self.exchanger else {
            return Ok(None);
        };
        match self.exchange(exchanger, token).await {
            Ok(another) => Ok(Some(another)),
            Err(NotExchanged::Refused) => {
                info!(request.id = %exchange.id, code = "token_exchange.refused", "an access token was not exchanged");
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized");
                Err(Ok(Verdict::Refuse(Box::new(
                    refusal.with(header::WWW_AUTHENTICATE, challenge),
                ))))
            }
            Err(NotExchanged::Away { code, detail }) => Err(Err(Fault::Unavailable {
                code,
                detail,
                retry_after: 5,
            })),
        }
    }

    async fn exchange(&self, exchanger: &Exchanger, token: &Secret) -> Result<Secret, NotExchanged> {
        let away = |code, detail: &str| NotExchanged::Away {
            code,
            detail: format!("{}: {detail}", exchanger.url),
        };
        let mut authorization =
            HeaderValue::try_from(["Bearer ", token.expose()].concat()).map_err(|_| NotExchanged::Refused)?;
        authorization.set_sensitive(true);
        let request = HttpRequest {
            headers: vec![(header::AUTHORIZATION, authorization)],
            timeout: self.timeout,
            limit: MOST,
            reach: self.reach,
            terms: Arc::clone(&self.terms),
            ..HttpRequest::post(&exchanger.url, Vec::new())
        };
        // Who remembers nothing, or for another while, shares no answer.
        let how = format!("{:?}", exchanger.lives);
        let occasion = Occasion::of_exchange(token, &how);
        let repeat = match exchanger.lives {
            Some(lives) => Repeat::Remembered {
                lives,
                asked: Asked::MayBeRemembered,
            },
            None => Repeat::Always,
        };
        let asked = self
            .line
            .call(Desk::Strangers, request, occasion.as_bytes(), repeat)
            .await;
        self.counts.call(&asked);
        let reply = asked.map_err(|why| away(why.code(), "there is no answer"))?.reply;
        match reply.status {
            StatusCode::OK => read(&reply.body).ok_or_else(|| {
                away(
                    "token_exchange.malformed",
                    "what came is no token: nothing but its text may be there",
                )
            }),
            status if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                Err(NotExchanged::Refused)
            }
            status => Err(away("token_exchange.failed", &format!("the answer is {status}"))),
        }
    }
}

/// A token, as a server writes it that writes nothing else.
fn read(body: &[u8]) -> Option<Secret> {
    let text = std::str::from_utf8(body).ok()?.trim_ascii();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    (!text.is_empty() && text.bytes().all(is_plain)).then(|| Secret::new(text))
}

#[cfg(test)]
mod tests;
