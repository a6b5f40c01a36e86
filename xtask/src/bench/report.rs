//! The figures as tables in Markdown.

use std::fmt::Write;

use super::Sample;
use super::row::Row;
use super::statistics::Spread;

/// What was measured with so many connections: for each row its samples, one a round.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// How many connections there were.
    pub(crate) connections: usize,
    /// What was asked for.
    pub(crate) rows: &'a [Row],
    /// A list for each row.
    pub(crate) samples: Vec<Vec<Sample>>,
}

/// The heads of the columns.
const HEADS: &[&str] = &[
    "path",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "CPU s per 100,000",
    "requests/s ÷ nginx",
    "CPU ÷ nginx",
    "requests/s ÷ our plain",
    "CPU ÷ our plain",
    "memory MiB",
];

impl Table<'_> {
    /// The table, with a heading.
    pub(crate) fn markdown(&self) -> String {
        let mut told = format!("### {} connections\n\n|", self.connections);
        for head in HEADS {
            // Writing to a string cannot fail, here and below.
            let _ = write!(told, " {head} |");
        }
        told.push_str("\n|---|");
        told.push_str(&"---:|".repeat(HEADS.len() - 1));
        told.push('\n');
        for (row, samples) in self.rows.iter().zip(&self.samples) {
            told.push_str(&self.line(row, samples));
        }
        let all = || self.samples.iter().flatten();
        if let Some(foreign) = Spread::of(all().map(|sample| sample.foreign)) {
            let failures: f64 = all().map(|sample| sample.carried.failures).sum();
            let _ = writeln!(
                told,
                "\nOthers on the machine took {:.0} % of it in the median and {:.0} % at most; {failures} requests failed.",
                foreign.median * 100.0,
                foreign.greatest * 100.0,
            );
        }
        told
    }

    fn line(&self, row: &Row, samples: &[Sample]) -> String {
        let median = |of: fn(&Sample) -> f64, digits: usize| {
            let spread = Spread::of(samples.iter().map(of));
            spread.map_or_else(String::new, |spread| format!("{:.digits$}", spread.median))
        };
        let rate: fn(&Sample) -> f64 = |sample| sample.carried.per_second;
        let cpu: fn(&Sample) -> f64 = |sample| sample.cpu;
        let cells = [
            row.name.to_owned(),
            median(rate, 0),
            median(|sample| sample.carried.p50, 2),
            median(|sample| sample.carried.p99, 2),
            median(cpu, 2),
            self.ratio(samples, row.beside, rate),
            self.ratio(samples, row.beside, cpu),
            self.ratio(samples, row.own, rate),
            self.ratio(samples, row.own, cpu),
            median(|sample| sample.memory, 0),
        ];
        format!("| {} |\n", cells.join(" | "))
    }

    /// The ratio to another row, round by round.
    fn ratio(&self, samples: &[Sample], other: Option<&str>, of: fn(&Sample) -> f64) -> String {
        let other = self.rows.iter().position(|row| Some(row.name) == other);
        let Some(others) = other.and_then(|at| self.samples.get(at)) else {
            return String::new();
        };
        let ratios = samples
            .iter()
            .zip(others)
            .map(|(sample, other)| of(sample) / of(other));
        Spread::of(ratios).map_or_else(String::new, |spread| spread.to_string())
    }
}

#[cfg(test)]
mod tests;
