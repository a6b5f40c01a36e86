//! What is measured on, as far as it helps to read the figures.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;

/// How many cores there are.
pub(crate) fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// Ticks of CPU in a second.
pub(crate) fn ticks_per_second() -> f64 {
    let told = Command::new("getconf").arg("CLK_TCK").output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).trim().parse());
    told.ok().and_then(Result::ok).unwrap_or(100.0)
}

/// The ticks of all cores so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Ticks {
    /// Spent on anything, by anybody.
    pub(crate) busy: u64,
    /// Taken away by whoever runs this machine.
    pub(crate) stolen: u64,
}

impl Ticks {
    /// So far.
    pub(crate) fn now() -> Self {
        Self::of(&fs::read_to_string("/proc/stat").unwrap_or_default())
    }

    fn of(stat: &str) -> Self {
        let numbers = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
        let numbers: Vec<u64> = numbers.map_while(|number| number.parse().ok()).collect();
        // user nice system idle iowait irq softirq steal
        match numbers[..] {
            [user, nice, system, _, _, irq, softirq, stolen, ..] => Self {
                busy: user + nice + system + irq + softirq,
                stolen,
            },
            _ => Self::default(),
        }
    }
}

/// The ticks of the programs that this one has started, and that have ended.
pub(crate) fn ticks_of_ended() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let numbers = rest.split_whitespace().skip(13).take(2);
    numbers.filter_map(|number| number.parse::<u64>().ok()).sum()
}

/// Lines of a list: the machine and the versions.
pub(crate) fn facts(nginx: &Path, wrk: &Path) -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let lines = [
        (
            "cores",
            format!("{}, shared by client, proxy and upstream", cores()),
        ),
        ("processor", processor()),
        ("kernel", format!("Linux {}", number(&kernel))),
        ("nginx", number(&says(nginx, "-v"))),
        ("wrk", number(&says(wrk, "-v"))),
        ("rustc", number(&says(Path::new("rustc"), "--version"))),
    ];
    lines
        .iter()
        .map(|(name, fact)| format!("- {name}: {fact}\n"))
        .collect()
}

fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("model name"));
    let name = line
        .and_then(|line| line.split_once(':'))
        .map(|(_, name)| name.trim());
    name.unwrap_or("unknown").to_owned()
}

fn says(program: &Path, argument: &str) -> String {
    let said = Command::new(program).arg(argument).output();
    said.map_or_else(
        |_| String::new(),
        |said| String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned(),
    )
}

/// The first number with a dot in it, such as `6.1.0`: names that others put behind it are nobody's business.
fn number(text: &str) -> String {
    let is_number = |word: &&str| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit());
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    words
        .map(|word| word.trim_end_matches('.'))
        .find(is_number)
        .unwrap_or("unknown")
        .to_owned()
}

#[cfg(test)]
mod tests;
