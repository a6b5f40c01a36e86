//! What is wrong with a file.

use std::fmt;

use schema::render::{kong, remedy};
use schema::{DocumentPath, Violation};

use super::Found;
use super::lines::{Lines, Position};

/// One thing that is wrong with a file: where, what, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is, as the file has it; the root for the text as such.
    pub path: DocumentPath,
    /// The line, from one, if it is known: YAML tells it.
    pub line: Option<u64>,
    /// The column in that line, from one.
    pub column: Option<u64>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
    /// Its stable name, such as `config.required`.
    pub code: &'static str,
}

impl Fault {
    fn new(path: &DocumentPath, violation: &Violation, lines: &Lines) -> Self {
        Self {
            path: path.clone(),
            what: kong::message(violation),
            remedy: remedy::advice(violation),
            code: violation.code(),
            line: None,
            column: None,
        }
        .at(lines.find(path))
    }

    /// The text as such cannot be used.
    pub(super) fn of_text(
        code: &'static str,
        what: String,
        remedy: &str,
        position: Option<Position>,
    ) -> Self {
        Self {
            path: DocumentPath::root(),
            line: None,
            column: None,
            what,
            remedy: remedy.to_owned(),
            code,
        }
        .at(position)
    }

    /// The text is no list of names with values.
    pub(super) fn no_mapping() -> Self {
        let what = "it holds no names with values".to_owned();
        Self::of_text(
            "declarative.no_mapping",
            what,
            "begin it with _format_version: \"3.0\"",
            None,
        )
    }

    fn at(self, position: Option<Position>) -> Self {
        Self {
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            ..self
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.steps().is_empty() {
            true => f.write_str("the file")?,
            false => write!(f, "{}", self.path)?,
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        // Names are found by their path; in a text that cannot be read the column is all there is.
        if let (true, Some(column)) = (self.path.steps().is_empty(), self.column) {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {} — {} ({})", self.what, self.remedy, self.code)
    }
}

/// Everything that is wrong with a file, in the order of the file. There is at least one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// What was found, with its lines.
    pub(super) fn new(found: &Found, lines: &Lines) -> Self {
        let mut faults: Vec<_> = found
            .iter()
            .map(|(path, violation)| Fault::new(path, violation, lines))
            .collect();
        faults.sort_by_key(|fault| (fault.line, fault.column));
        Self(faults)
    }

    /// What is wrong with the text as such. There is at least one.
    pub(super) const fn of_text(faults: Vec<Fault>) -> Self {
        Self(faults)
    }

    /// The faults.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// How many there are.
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The stable name of this error; each fault has its own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "declarative.invalid"
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl fmt::Display for Faults {
    /// One line for each fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
