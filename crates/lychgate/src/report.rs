//! What is wrong or worth knowing, as a numbered list: where, what, and what would be right.

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};

use net::BadAuthority;
use ports::NoEntropy;
use proxy::Problem;
use store::declarative::Fault;

use crate::advice::Advice;
use crate::gateway::NotStarted;
use crate::key_ring::{BadKeyRing, NotShared};
use crate::paint::{Paint, harmless};
use crate::settings::Finding;
use crate::tls::BadCertificate;

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Where it is.
    pub(crate) place: String,
    /// What is wrong.
    pub(crate) what: String,
    /// Its stable name.
    pub(crate) code: &'static str,
    /// What would be right.
    pub(crate) remedy: String,
}

/// Items in their order, to be printed.
pub(crate) struct List<'a> {
    pub(crate) items: &'a [Item],
    pub(crate) paint: Paint,
}

impl Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { items, paint } = self;
        // All numbers end in the same column.
        let width = items.len().to_string().len() + 1;
        let indent = width + 2;
        for (number, item) in (1..).zip(*items) {
            let number = format!("{number}.");
            writeln!(f, "{number:>width$}  {}", paint.strong(harmless(&item.place)))?;
            let code = paint.faint(format!("({})", item.code));
            writeln!(f, "{:indent$}{} {code}", "", harmless(&item.what))?;
            writeln!(f, "{:indent$}→ {}", "", harmless(&item.remedy))?;
        }
        Ok(())
    }
}

/// `one fault`, `3 faults`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}

impl From<&Fault> for Item {
    fn from(fault: &Fault) -> Self {
        let is_file = fault.path.steps().is_empty();
        let mut place = match is_file {
            true => "the file".to_owned(),
            false => fault.path.to_string(),
        };
        if let Some(line) = fault.line {
            place.push_str(&format!(", line {line}"));
        }
        // Names are found by their path; in a text that cannot be read the column is all there is.
        if let (true, Some(column)) = (is_file, fault.column) {
            place.push_str(&format!(", column {column}"));
        }
        Self {
            place,
            what: fault.what.clone(),
            code: fault.code,
            remedy: fault.remedy.clone(),
        }
    }
}

impl From<&Problem> for Item {
    fn from(problem: &Problem) -> Self {
        let name = problem.name.clone().unwrap_or_else(|| problem.id.to_string());
        let closes = match problem.closes.as_slice() {
            [] => String::new(),
            closed => format!(", on {}", closed.join(", ")),
        };
        Self {
            place: format!("{} {name}{closes}", problem.kind),
            what: problem.what.clone(),
            code: problem.code,
            remedy: problem.remedy.clone(),
        }
    }
}

impl From<&Advice> for Item {
    fn from(advice: &Advice) -> Self {
        Self {
            place: advice.place.clone(),
            what: advice.what.clone(),
            code: advice.code,
            remedy: advice.remedy.clone(),
        }
    }
}

impl From<&Finding> for Item {
    fn from(finding: &Finding) -> Self {
        Self {
            place: match finding.key.as_str() {
                "" => finding.origin.to_string(),
                key => format!("{}: {key}", finding.origin),
            },
            what: finding.what.clone(),
            code: finding.code.as_str(),
            remedy: finding.remedy.clone(),
        }
    }
}

impl From<&BadCertificate> for Item {
    fn from(bad: &BadCertificate) -> Self {
        Self {
            place: format!("{}: {}", bad.setting, bad.file.display()),
            what: format!("cannot be used: {}", bad.why),
            code: "start.bad_certificate",
            remedy: "name a PEM file with the right contents".to_owned(),
        }
    }
}

impl From<&BadKeyRing> for Item {
    fn from(bad: &BadKeyRing) -> Self {
        Self {
            place: format!("key ring {}", bad.path.display()),
            what: bad.what(),
            code: bad.code(),
            remedy: bad.remedy(),
        }
    }
}

impl From<&NotShared> for Item {
    fn from(why: &NotShared) -> Self {
        match why {
            NotShared::Store(why) => Self::from(&NotStarted::Store(why.clone())),
            NotShared::Copy(bad) => Self::from(bad),
        }
    }
}

impl From<&NotStarted> for Item {
    fn from(why: &NotStarted) -> Self {
        Self {
            place: why.place(),
            what: why.what(),
            code: why.code(),
            remedy: why.remedy().to_owned(),
        }
    }
}

impl From<&BadAuthority> for Item {
    fn from(bad: &BadAuthority) -> Self {
        Self {
            place: format!("authority number {}", bad.number),
            what: format!("cannot be trusted: {}", bad.why),
            code: bad.code(),
            remedy: "give its certificate as PEM".to_owned(),
        }
    }
}

impl From<&NoEntropy> for Item {
    fn from(why: &NoEntropy) -> Self {
        Self {
            place: "this machine".to_owned(),
            what: why.to_string(),
            code: "entropy.none",
            remedy: "start again once it has randomness".to_owned(),
        }
    }
}
