//! The periods of time that requests are counted in.

use ports::Timestamp;

/// A period, as calendars of UTC have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

impl Period {
    /// All of them, the shortest first. A period's place here is its number.
    pub(super) const ALL: [Self; 6] = [
        Self::Second,
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Month,
        Self::Year,
    ];

    /// The name of its option.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Seconds that clients are told it has. As in Kong, each month has 30 days, and each year 365.
    pub(super) const fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => DAY,
            Self::Month => 30 * DAY,
            Self::Year => 365 * DAY,
        }
    }

    /// The one that `now` lies in.
    pub(super) const fn span(self, now: Timestamp) -> Span {
        let now = now.seconds();
        match self {
            Self::Second | Self::Minute | Self::Hour | Self::Day => {
                let begin = now - now % self.seconds();
                Span {
                    begin,
                    end: begin + self.seconds(),
                }
            }
            Self::Month => Date::of(now / DAY).month,
            Self::Year => Date::of(now / DAY).year,
        }
    }
}

/// A window of time, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) begin: u64,
    pub(super) end: u64,
}

impl Span {
    /// So many days, the first of which is so many days after 1970.
    const fn of_days(first: u64, days: u64) -> Self {
        Self {
            begin: first * DAY,
            end: (first + days) * DAY,
        }
    }
}

const DAY: u64 = 24 * 60 * 60;

/// The month and the year of a day.
struct Date {
    month: Span,
    year: Span,
}

impl Date {
    /// Of the day that is so many days after 1970.
    const fn of(today: u64) -> Self {
        // Years of 366 days are too long, so this one is never too late.
        let mut year = 1970 + today / 366;
        let mut january = days_before(year);
        while january + days_in(year) <= today {
            january += days_in(year);
            year += 1;
        }
        let (mut month, mut first) = (0, january);
        while first + days_of(year, month) <= today {
            first += days_of(year, month);
            month += 1;
        }
        Self {
            month: Span::of_days(first, days_of(year, month)),
            year: Span::of_days(january, days_in(year)),
        }
    }
}

/// Days from 1970 to the beginning of a year.
const fn days_before(year: u64) -> u64 {
    (year - 1970) * 365 + leap_years_before(year) - leap_years_before(1970)
}

const fn leap_years_before(year: u64) -> u64 {
    let last = year - 1;
    last / 4 - last / 100 + last / 400
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

/// Days of a month, January being 0.
const fn days_of(year: u64, month: usize) -> u64 {
    match month {
        1 if is_leap(year) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests;
