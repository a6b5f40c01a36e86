//! Lets clients pass, or not, by their address.

use http::StatusCode;
use plugin::{Exchange, Misconfigured, Plugin, Refusal, Services, Verdict};
use schema::{IpOrCidr, Record};

/// Refuses addresses that are denied, and where some are allowed all others.
#[derive(Debug)]
pub struct IpRestriction {
    deny: Vec<IpOrCidr>,
    allow: Option<Vec<IpOrCidr>>,
    status: StatusCode,
    message: Option<String>,
}

/// Options of the ip-restriction plugin.
#[derive(Record)]
#[record(at_least_one_of("allow", "deny"))]
pub struct Config {
    /// Who may pass: addresses and networks. Nobody else may.
    #[field()]
    pub allow: Option<Vec<IpOrCidr>>,

    /// Who may not pass, whoever is allowed.
    #[field()]
    pub deny: Option<Vec<IpOrCidr>>,

    /// The status of a refusal. Unset: 403.
    #[field()]
    pub status: Option<f64>,

    /// The words of a refusal. Unset: they name the address.
    #[field()]
    pub message: Option<String>,
}

impl Plugin for IpRestriction {
    const NAME: &'static str = "ip-restriction";
    const SUMMARY: &'static str = "Lets clients pass, or not, by their address.";
    const PRIORITY: i32 = 990;
    type Config = Config;
    type Local = ();

    fn new(config: Config, _: &Services) -> Result<Self, Misconfigured> {
        Ok(Self {
            deny: config.deny.unwrap_or_default(),
            // As in Kong, an empty list is none.
            allow: config.allow.filter(|allow| !allow.is_empty()),
            status: config.status.map_or(Ok(StatusCode::FORBIDDEN), status)?,
            message: config.message,
        })
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        let client = exchange.received.client.ip();
        let is_among = |ranges: &[IpOrCidr]| ranges.iter().any(|range| range.contains(client));
        let may_pass = !is_among(&self.deny) && self.allow.as_deref().is_none_or(is_among);
        Some(match may_pass {
            true => Verdict::Pass,
            false => {
                let named = || format!("IP address not allowed: {}", client.to_canonical());
                let message = self.message.clone().unwrap_or_else(named);
                Verdict::refuse(Refusal::new(self.status, message))
            }
        })
    }
}

/// A final status: one below 200 announces another answer (RFC 9110 15.2).
fn status(number: f64) -> Result<StatusCode, Misconfigured> {
    let whole = (200..=599).find(|whole| f64::from(*whole) == number);
    whole
        .and_then(|whole| StatusCode::from_u16(whole).ok())
        .ok_or_else(|| {
            Misconfigured::new(
                "ip_restriction.misconfigured",
                "status: cannot be put to use; write a status from 200 to 599".to_owned(),
            )
        })
}
