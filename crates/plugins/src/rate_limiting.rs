//! Lets each client ask so often and no more.

mod config;
mod period;
mod told;
mod windows;

use std::net::IpAddr;
use std::sync::Arc;

use http::{HeaderName, StatusCode};
use plugin::{Exchange, Id, Misconfigured, Plugin, Refusal, Services, Verdict};
use ports::Clock;

use self::config::{Config, LimitBy};
use self::told::Told;
use self::windows::{Homes, Limits, Windows};

/// Refuses who has asked too often.
///
/// Requests are counted on each node by itself, for all its cores in one place, in windows that begin with the
/// calendar's. Whoever is refused is not counted.
pub struct RateLimiting {
    limits: Limits,
    by: By,
    windows: Arc<Windows>,
    clock: Arc<dyn Clock>,
    tells: bool,
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
    Credential(Id),
    Named(&'a str),
    Address(IpAddr),
    Service(Id),
    Header(&'a [u8]),
    Path,
}

impl Plugin for RateLimiting {
    const NAME: &'static str = "rate-limiting";
    const SUMMARY: &'static str =
        "Limits how many requests may pass in a second, a minute, an hour, a day, a month or a year.";
    const PRIORITY: i32 = 910;
    type Config = Config;
    type Local = Told;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        Self::known_as(Id::placed("plugins", Self::NAME), config, services)
    }

    fn known_as(id: Id, config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let limits = config.limits();
        Ok(Self {
            by: By::of(&config)?,
            tells: !config.hide_client_headers,
            status: status(config.error_code.unwrap_or(429.0))?,
            message: config
                .error_message
                .unwrap_or_else(|| "API rate limit exceeded".to_owned()),
            windows: services.shared.the::<Homes>().of(id),
            clock: Arc::clone(&services.clock),
            limits,
        })
    }

    fn at_once(&self, told: &Told, exchange: &mut Exchange) -> Option<Verdict> {
        let usage = self
            .windows
            .count(&self.by.who(exchange), &self.limits, &*self.clock);
        if self.tells {
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
        let shown = exchange.credential.as_ref();
        let credential = || shown.map(|one| one.entity.map_or(Who::Named(&one.id), Who::Credential));
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
