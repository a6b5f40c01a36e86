//! The labels of a series: the values, in an order that its metric knows.

use std::sync::Arc;

/// The values of so many labels.
pub(super) type Labels<const N: usize> = [Arc<str>; N];

/// What stands in the place of a value when there are too many.
pub(super) const OTHERS: &str = "(others)";

/// The same values, kept.
pub(super) fn kept<const N: usize>(labels: [&str; N]) -> Labels<N> {
    labels.map(Arc::from)
}

/// Whether these are the same.
pub(super) fn are<const N: usize>(kept: &Labels<N>, labels: [&str; N]) -> bool {
    kept.iter().zip(labels).all(|(kept, label)| **kept == *label)
}

/// Where what has no series of its own is counted: first beside all other consumers of its route, then beside all
/// others. `None` if there is no place left but that where it is already.
pub(super) fn beyond<const N: usize>(labels: [&str; N], consumer: Option<usize>) -> Option<[&str; N]> {
    let mut others = labels;
    match consumer {
        Some(at) if !matches!(labels[at], "" | OTHERS) => others[at] = OTHERS,
        _ => others = [OTHERS; N],
    }
    (others != labels).then_some(others)
}
