//! For how long a reply is remembered that gives tokens.

use std::time::Duration;

use jose::{Secret, Timestamp};

use crate::token::read_tokens;
use crate::{HttpReply, TokenError, Tokens, believed};

/// For how long a reply of the token endpoint is remembered, for those who bring the same credentials again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lives {
    /// What a reply is.
    pub of: Remembered,
    /// For tokens that do not say when they end; `None` remembers no such ones.
    pub usual: Option<Duration>,
    /// For tokens that end sooner than this: till they end all the same.
    pub least: Option<Duration>,
    /// For no tokens longer than this.
    pub most: Option<Duration>,
    /// For so much longer tokens do where no new ones are to be had, if they last.
    pub after_outage: Duration,
    /// For a refusal.
    pub refusal: Duration,
}

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// A reply of a token endpoint (RFC 6749 section 5).
    Tokens,
    /// A token, and nothing but its text.
    Token,
}

impl Lives {
    /// Until when this reply is remembered; `None` if not at all. It is never longer than the tokens last.
    #[must_use]
    pub fn until(&self, reply: &HttpReply, now: Timestamp) -> Option<Timestamp> {
        let read = match self.of {
            Remembered::Tokens => read_tokens(reply),
            Remembered::Token => read_token(reply),
        };
        let (life, end) = match read {
            Ok(tokens) => {
                let end = end(&tokens, now);
                let left = end.map(|end| left(end, now));
                (self.clamped(left.or(self.usual)?), end)
            }
            Err(TokenError::InvalidGrant(_) | TokenError::InvalidClient(_) | TokenError::Refused { .. }) => {
                (self.refusal, None)
            }
            // What is no answer of the provider's, nobody remembers.
            Err(_) => return None,
        };
        let until = now.plus(life);
        let until = end.map_or(until, |end| until.min(end));
        (until > now).then_some(until)
    }

    /// As long as the options say that an answer is remembered which could be for so long.
    #[must_use]
    pub fn clamped(&self, life: Duration) -> Duration {
        let life = self.least.map_or(life, |least| life.max(least));
        self.most.map_or(life, |most| life.min(most))
    }
}

/// A refusal of this kind is nobody's word for long: it is asked anew.
fn read_token(reply: &HttpReply) -> Result<Tokens, TokenError> {
    let text = std::str::from_utf8(&reply.body)
        .ok()
        .filter(|_| reply.status == 200);
    let text = text.ok_or_else(|| TokenError::Unavailable("token_exchange.failed".into()))?;
    Ok(Tokens {
        access_token: Secret::new(text.trim_ascii()),
        id_token: None,
        refresh_token: None,
        expires_in: None,
    })
}

/// When the first of the tokens ends, as the reply says or they themselves.
fn end(tokens: &Tokens, now: Timestamp) -> Option<Timestamp> {
    let said = tokens.expires_in.map(|lifetime| now.plus(lifetime));
    let written = |token: &Secret| believed::claims(token)?.date("exp").unwrap_or(Some(now));
    let access_token = written(&tokens.access_token);
    let id_token = tokens.id_token.as_ref().and_then(written);
    [said, access_token, id_token].into_iter().flatten().min()
}

fn left(end: Timestamp, now: Timestamp) -> Duration {
    let seconds = end.seconds().saturating_sub(now.seconds());
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

#[cfg(test)]
mod tests;
