//! What clients are told of the limits.

use std::cell::{Cell, OnceCell};

use http::{HeaderName, HeaderValue, header};
use plugin::Head;

use super::period::Period;
use super::windows::{Limits, Usage};

/// What stands and what is left, for each period.
static OF_A_PERIOD: [(HeaderName, HeaderName); 6] = [
    (
        HeaderName::from_static("x-ratelimit-limit-second"),
        HeaderName::from_static("x-ratelimit-remaining-second"),
    ),
    (
        HeaderName::from_static("x-ratelimit-limit-minute"),
        HeaderName::from_static("x-ratelimit-remaining-minute"),
    ),
    (
        HeaderName::from_static("x-ratelimit-limit-hour"),
        HeaderName::from_static("x-ratelimit-remaining-hour"),
    ),
    (
        HeaderName::from_static("x-ratelimit-limit-day"),
        HeaderName::from_static("x-ratelimit-remaining-day"),
    ),
    (
        HeaderName::from_static("x-ratelimit-limit-month"),
        HeaderName::from_static("x-ratelimit-remaining-month"),
    ),
    (
        HeaderName::from_static("x-ratelimit-limit-year"),
        HeaderName::from_static("x-ratelimit-remaining-year"),
    ),
];

/// Of the period that leaves the least, as a draft of the IETF once had them.
const RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RATELIMIT_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// What one core has spelled already: what is the same for every request, and the rest of a period, which is the same
/// for a second.
#[derive(Default)]
pub struct Told {
    limits: OnceCell<[Option<HeaderValue>; 6]>,
    reset: Cell<Option<(u64, HeaderValue)>>,
}

impl Told {
    /// Tells of each limit how much it leaves, and of the one that leaves the least when that ends.
    pub(super) fn tell(&self, limits: &Limits, usage: &Usage, head: &mut Head) {
        let spelled = self.limits.get_or_init(|| limits.map(|limit| limit.map(number)));
        head.reserve(2 * limits.iter().flatten().count() + 4);
        let mut least: Option<(f64, Period, HeaderValue)> = None;
        for period in Period::ALL {
            let at = period as usize;
            let (Some(limit), Some(text)) = (limits[at], &spelled[at]) else {
                continue;
            };
            // As in Kong, a request that is refused takes one of the period that refused it.
            let this_one = usage.reached.is_none_or(|reached| reached == period);
            let taken = usage.before[at] as f64 + f64::from(u8::from(this_one));
            let remaining = (limit - taken).max(0.0);
            let left = number(remaining);
            let (limit_name, remaining_name) = &OF_A_PERIOD[at];
            head.set(limit_name.clone(), text.clone());
            head.set(remaining_name.clone(), left.clone());
            // Of two that leave the same, the longer one.
            if least.as_ref().is_none_or(|(least, ..)| remaining <= *least) {
                least = Some((remaining, period, left));
            }
        }
        let Some((_, period, left)) = least else { return };
        let reset = period
            .seconds()
            .saturating_sub(usage.since[period as usize])
            .max(1);
        let reset = self.reset(reset);
        if let Some(text) = &spelled[period as usize] {
            head.set(RATELIMIT_LIMIT, text.clone());
        }
        head.set(RATELIMIT_REMAINING, left);
        if usage.reached.is_some() {
            head.set(header::RETRY_AFTER, reset.clone());
        }
        head.set(RATELIMIT_RESET, reset);
    }

    fn reset(&self, seconds: u64) -> HeaderValue {
        let spelled = self.reset.take().filter(|(of, _)| *of == seconds);
        let (_, value) = spelled.unwrap_or_else(|| (seconds, value(itoa::Buffer::new().format(seconds))));
        self.reset.set(Some((seconds, value.clone())));
        value
    }
}

/// A number that is not below zero. Nearly all are whole, which is written sooner; digits and a dot are a header's value.
fn number(number: f64) -> HeaderValue {
    match number.fract() == 0.0 && number < u64::MAX as f64 {
        true => value(itoa::Buffer::new().format(number as u64)),
        false => value(&number.to_string()),
    }
}

fn value(digits: &str) -> HeaderValue {
    HeaderValue::from_str(digits).unwrap_or(HeaderValue::from_static("0"))
}
