//! Lets each client ask so often and no more.

mod config;
mod period;
mod windows;

use std::net::IpAddr;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, StatusCode, header};
use plugin::{Exchange, Head, Id, Misconfigured, Plugin, Refusal, Services, Verdict};
use ports::Clock;

use self::config::{Config, LimitBy};
use self::period::Period;
use self::windows::{Homes, Limits, Usage, Windows};

/// Refuses who has asked too often.
///
/// Requests are counted on each node by itself, for all its cores in one place, in windows that begin with the
/// calendar's. Whoever is refused is not counted.
pub struct RateLimiting {
    limits: Limits,
    by: By,
    windows: Arc<Windows>,
    clock: Arc<dyn Clock>,
    told: Option<Told>,
    status: StatusCode,
    message: String,
}

/// Whose requests are counted together.
enum By {
    Consumer,
    Credential,
    Address,
    Service,
    Header(HeaderName),
    Path(String),
}

/// Who asks. What is of one sort is never taken for what is of another.
#[derive(Hash)]
enum Who<'a> {
    Consumer(Id),
    Credential(&'a str),
    Address(IpAddr),
    Service(Id),
    Header(&'a [u8]),
    Path,
}

/// What clients are told of the limits, as far as it is always the same.
struct Told([Option<HeaderValue>; 6]);

const LIMIT: [HeaderName; 6] = [
    HeaderName::from_static("x-ratelimit-limit-second"),
    HeaderName::from_static("x-ratelimit-limit-minute"),
    HeaderName::from_static("x-ratelimit-limit-hour"),
    HeaderName::from_static("x-ratelimit-limit-day"),
    HeaderName::from_static("x-ratelimit-limit-month"),
    HeaderName::from_static("x-ratelimit-limit-year"),
];

const REMAINING: [HeaderName; 6] = [
    HeaderName::from_static("x-ratelimit-remaining-second"),
    HeaderName::from_static("x-ratelimit-remaining-minute"),
    HeaderName::from_static("x-ratelimit-remaining-hour"),
    HeaderName::from_static("x-ratelimit-remaining-day"),
    HeaderName::from_static("x-ratelimit-remaining-month"),
    HeaderName::from_static("x-ratelimit-remaining-year"),
];

/// Of the period that leaves the least, as a draft of the IETF once had them.
const RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RATELIMIT_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

impl Plugin for RateLimiting {
    const NAME: &'static str = "rate-limiting";
    const SUMMARY: &'static str =
        "Limits how many requests may pass in a second, a minute, an hour, a day, a month or a year.";
    const PRIORITY: i32 = 910;
    type Config = Config;
    type Local = ();

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        Self::known_as(Id::placed("plugins", Self::NAME), config, services)
    }

    fn known_as(id: Id, config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let limits = config.limits();
        Ok(Self {
            by: By::of(&config)?,
            told: (!config.hide_client_headers).then(|| Told::of(&limits)),
            status: status(config.error_code.unwrap_or(429.0))?,
            message: config
                .error_message
                .unwrap_or_else(|| "API rate limit exceeded".to_owned()),
            windows: services.shared.the::<Homes>().of(id),
            clock: Arc::clone(&services.clock),
            limits,
        })
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        let usage = self
            .windows
            .count(&self.by.who(exchange), &self.limits, &*self.clock);
        if let Some(told) = &self.told {
            told.tell(&self.limits, &usage, &mut exchange.downstream);
        }
        Some(match usage.reached {
            None => Verdict::Pass,
            Some(_) => Verdict::refuse(Refusal::new(self.status, self.message.clone())),
        })
    }
}

impl By {
    fn of(config: &Config) -> Result<Self, Misconfigured> {
        Ok(match config.limit_by.unwrap_or(LimitBy::Consumer) {
            LimitBy::Consumer => Self::Consumer,
            LimitBy::Credential => Self::Credential,
            LimitBy::Ip => Self::Address,
            LimitBy::Service => Self::Service,
            LimitBy::Header => {
                let name = config.header_name.as_ref().map(schema::HeaderName::as_str);
                let name = name.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok());
                Self::Header(name.ok_or_else(|| misconfigured("header_name", "write the name of a header"))?)
            }
            LimitBy::Path => {
                let path = config.path.as_ref().map(|path| path.as_str().to_owned());
                Self::Path(path.ok_or_else(|| misconfigured("path", "write a path"))?)
            }
        })
    }

    /// Who asks; by the address, if there is no other mark.
    fn who<'a>(&self, exchange: &'a Exchange) -> Who<'a> {
        let credential = || exchange.credential.as_ref().map(|one| Who::Credential(&one.id));
        let known = match self {
            Self::Consumer => {
                let consumer = exchange.consumer.as_ref().map(|one| Who::Consumer(one.id));
                consumer.or_else(credential)
            }
            Self::Credential => credential(),
            Self::Address => None,
            Self::Service => {
                let service = exchange
                    .matched
                    .as_ref()
                    .and_then(|matched| matched.service.as_ref());
                service.map(|one| Who::Service(one.id))
            }
            Self::Header(name) => exchange.head.get(name).map(|value| Who::Header(value.as_bytes())),
            Self::Path(path) => (exchange.received.target.path() == path).then_some(Who::Path),
        };
        known.unwrap_or_else(|| Who::Address(exchange.received.client.ip().to_canonical()))
    }
}

impl Told {
    fn of(limits: &Limits) -> Self {
        Self(limits.map(|limit| limit.map(number)))
    }

    fn tell(&self, limits: &Limits, usage: &Usage, head: &mut Head) {
        let mut least: Option<(f64, Period)> = None;
        for period in Period::ALL {
            let at = period as usize;
            let (Some(limit), Some(text)) = (limits[at], &self.0[at]) else {
                continue;
            };
            // As in Kong, a request that is refused takes one of the period that refused it.
            let this_one = usage.reached.is_none_or(|reached| reached == period);
            let taken = usage.before[at] as f64 + f64::from(u8::from(this_one));
            let remaining = (limit - taken).max(0.0);
            head.set(LIMIT[at].clone(), text.clone());
            head.set(REMAINING[at].clone(), number(remaining));
            // Of two that leave the same, the longer one.
            if least.is_none_or(|(least, _)| remaining <= least) {
                least = Some((remaining, period));
            }
        }
        let Some((remaining, period)) = least else { return };
        let reset = period
            .seconds()
            .saturating_sub(usage.since[period as usize])
            .max(1);
        if let Some(text) = &self.0[period as usize] {
            head.set(RATELIMIT_LIMIT, text.clone());
        }
        head.set(RATELIMIT_REMAINING, number(remaining));
        head.set(RATELIMIT_RESET, HeaderValue::from(reset));
        if usage.reached.is_some() {
            head.set(header::RETRY_AFTER, HeaderValue::from(reset));
        }
    }
}

/// A number that is not below zero. Digits and a dot are a header's value.
fn number(number: f64) -> HeaderValue {
    HeaderValue::try_from(number.to_string()).unwrap_or_else(|_| HeaderValue::from_static("0"))
}

/// A final status: one below 200 announces another answer (RFC 9110 15.2).
fn status(number: f64) -> Result<StatusCode, Misconfigured> {
    let whole = (200..=599).find(|whole| f64::from(*whole) == number);
    let status = whole.and_then(|whole| StatusCode::from_u16(whole).ok());
    status.ok_or_else(|| misconfigured("error_code", "write a status from 200 to 599"))
}

fn misconfigured(option: &str, remedy: &str) -> Misconfigured {
    let detail = format!("{option}: cannot be put to use; {remedy}");
    Misconfigured::new("rate_limiting.misconfigured", detail)
}
