//! How many tests passed, failed and were skipped.

use std::fmt;

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests and stages that showed what they should.
    pub(crate) passed: usize,
    /// Those that did not.
    pub(crate) failed: usize,
    /// Those that could not be tried.
    pub(crate) skipped: usize,
    /// Why not, as far as they said.
    pub(crate) why_skipped: Vec<String>,
}

impl Tally {
    /// Counts from the lines in which test programs sum up, and from those that say `skipped: …`.
    pub(crate) fn of(log: &str) -> Self {
        let mut tally = Self::default();
        for line in log.lines() {
            if let Some(sum) = line.strip_prefix("test result: ") {
                tally.passed += number(sum, "passed");
                tally.failed += number(sum, "failed");
                tally.skipped += number(sum, "ignored");
            } else if line.starts_with("skipped: ") {
                tally.why_skipped.push(line.to_owned());
            }
        }
        // A test that says that it skips what it is for ends as if it had passed.
        let said = tally.why_skipped.len().min(tally.passed);
        tally.passed -= said;
        tally.skipped += said;
        tally
    }

    /// Counts from the last line of `tests/real`, which is in the words of [`fmt::Display`] here, and from its lines
    /// that say `skipped: …`.
    pub(crate) fn of_node(log: &str) -> Self {
        let mut sums = log.lines().filter(|line| line.ends_with(" skipped"));
        let sum = sums.next_back().unwrap_or_default().replace(',', ";");
        Self {
            passed: number(&sum, "passed"),
            failed: number(&sum, "failed"),
            skipped: number(&sum, "skipped"),
            why_skipped: log
                .lines()
                .filter(|line| line.starts_with("skipped: "))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Counts from the line in which Vitest sums up: `Tests  1 failed | 20 passed (21)`.
    pub(crate) fn of_vitest(log: &str) -> Self {
        let mut sums = log
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("Tests "));
        let sum = sums.next_back().unwrap_or_default();
        let sum = sum.split('(').next().unwrap_or_default().replace('|', ";");
        Self {
            passed: number(&sum, "passed"),
            failed: number(&sum, "failed"),
            skipped: number(&sum, "skipped"),
            why_skipped: Vec::new(),
        }
    }

    /// Adds what was counted elsewhere.
    pub(crate) fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.why_skipped.extend(other.why_skipped.iter().cloned());
    }

    /// Whether there was nothing to count.
    pub(crate) fn is_empty(&self) -> bool {
        self.passed + self.failed + self.skipped == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
            ..
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// The number before a word: `12 passed`.
fn number(sum: &str, word: &str) -> usize {
    let parts = sum.split([';', '.']).map(str::trim);
    let number = parts.filter_map(|part| part.strip_suffix(word)).next();
    number.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}
