//! Something that does not hold.

use std::fmt;

/// What does not hold, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The file, with the line if there is one.
    pub(crate) place: String,
    /// What does not hold.
    pub(crate) what: String,
    /// What would be right.
    pub(crate) remedy: String,
}

impl Fault {
    /// A fault of a whole file.
    pub(crate) fn new(file: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            place: file.to_owned(),
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// A fault in a line, counted from 1.
    pub(crate) fn at(file: &str, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(&format!("{file}:{line}"), what, remedy)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} — {}", self.place, self.what, self.remedy)
    }
}
