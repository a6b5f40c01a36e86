//! The middle of some numbers, and how far they lie apart.

use std::fmt;

/// The least, the middle and the greatest of some numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    /// The least.
    pub(crate) least: f64,
    /// As many are below as above; between two it is their mean.
    pub(crate) median: f64,
    /// The greatest.
    pub(crate) greatest: f64,
}

impl Spread {
    /// Of these numbers; none of nothing.
    pub(crate) fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        let (least, greatest) = (*numbers.first()?, *numbers.last()?);
        let (below, above) = ((numbers.len() - 1) / 2, numbers.len() / 2);
        Some(Self {
            least,
            median: f64::midpoint(numbers[below], numbers[above]),
            greatest,
        })
    }
}

/// `0.74–0.80–0.91`.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}–{:.2}–{:.2}", self.least, self.median, self.greatest)
    }
}

#[cfg(test)]
mod tests;
