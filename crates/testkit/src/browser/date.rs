//! The dates of `Expires`, read as leniently as browsers do (RFC 6265 §5.1.1).

use ports::Timestamp;

#[cfg(test)]
mod tests;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Reads a date; `None` if it is not one. A date before 1970 reads as 1970.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if time.is_none() && clock_time(token).is_some() {
            time = clock_time(token);
        } else if day.is_none() && number(token, 1..=2).is_some() {
            day = number(token, 1..=2);
        } else if month.is_none() && month_of(token).is_some() {
            month = month_of(token);
        } else if year.is_none() {
            year = number(token, 2..=4);
        }
    }
    let year = match year? {
        short @ 0..=69 => short + 2000,
        short @ 70..=99 => short + 1900,
        full => full,
    };
    let (day, month, seconds) = (day?, month?, time?);
    if !(1..=31).contains(&day) || year < 1601 {
        return None;
    }
    let seconds = days_since_1970(year, month, day) * 86_400 + seconds;
    Some(Timestamp::from_millis(
        u64::try_from(seconds).unwrap_or(0).saturating_mul(1000),
    ))
}

fn is_delimiter(c: char) -> bool {
    !c.is_ascii_alphanumeric() && c != ':' && c.is_ascii()
}

/// Hours, minutes and seconds as seconds.
fn clock_time(token: &str) -> Option<i64> {
    let mut parts = token.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let [hours, minutes, seconds] = [hours, minutes, seconds].map(|part| number(part, 1..=2));
    let (hours, minutes, seconds) = (hours?, minutes?, seconds?);
    let sane = parts.next().is_none() && hours < 24 && minutes < 60 && seconds < 60;
    sane.then_some(hours * 3600 + minutes * 60 + seconds)
}

/// A number with so many digits.
fn number(token: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let plain = digits.contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| token.parse().ok()).flatten()
}

/// The month from 1 to 12.
fn month_of(token: &str) -> Option<i64> {
    let start = token.get(..3)?.to_ascii_lowercase();
    MONTHS
        .iter()
        .position(|month| *month == start)
        .map(|at| at as i64 + 1)
}

/// Days of the Gregorian calendar, counted in years that begin in March, so that a leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}
