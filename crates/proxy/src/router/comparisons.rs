//! How much a look-up compares, which tests ask; otherwise nobody counts.

#[cfg(test)]
thread_local! {
    static COUNT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// One comparison of a request with something that routes want.
#[inline]
pub(super) fn compared() {
    #[cfg(test)]
    COUNT.with(|count| count.set(count.get() + 1));
}

/// How many comparisons `act` makes.
#[cfg(test)]
pub(super) fn counted(act: impl FnOnce()) -> usize {
    let before = COUNT.get();
    act();
    COUNT.get() - before
}
