//! What is wrong, or worth knowing, about a setting.

use std::fmt;
use std::path::PathBuf;

/// Where a setting was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a line of the settings file, counted from one.
    Line(PathBuf, usize),
    /// The settings file as a whole.
    File(PathBuf),
    /// In a variable of the environment.
    Variable(String),
    /// On the command line.
    Flag(&'static str),
    /// Nowhere: the value is the default, or is missing.
    Nowhere,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(path, line) => write!(f, "{}:{line}", path.display()),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::Flag(flag) => write!(f, "option {flag}"),
            Self::Nowhere => f.write_str("settings"),
        }
    }
}

/// A fault, or a warning, about one setting: where it stands, what is wrong, what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it was read.
    pub origin: Origin,
    /// The key, as Kong names it; empty if a line has none.
    pub key: String,
    /// Which kind of finding it is.
    pub code: Code,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.origin)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{} ({})\n   {}", self.what, self.code.as_str(), self.remedy)
    }
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The settings file cannot be read.
    FileUnreadable,
    /// A line of the file is not `key = value`.
    Syntax,
    /// Nobody knows this key.
    UnknownKey,
    /// The value does not fit its key.
    BadValue,
    /// Another setting needs this one.
    Missing,
    /// Kong has it, and it protects something; here it does not work yet.
    NotSupported,
    /// Kong has it, and it is comfort only; here it has no effect yet.
    Inert,
    /// It works, and lets anybody do what few should.
    Open,
}

impl Code {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FileUnreadable => "settings.file_unreadable",
            Self::Syntax => "settings.syntax",
            Self::UnknownKey => "settings.unknown_key",
            Self::BadValue => "settings.bad_value",
            Self::Missing => "settings.missing",
            Self::NotSupported => "settings.not_supported",
            Self::Inert => "settings.inert",
            Self::Open => "settings.open",
        }
    }
}

/// Everything that is wrong with the settings, never only the first fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Finding>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("one fault in the settings:")?,
            n => write!(f, "{n} faults in the settings:")?,
        }
        for (index, fault) in self.0.iter().enumerate() {
            write!(f, "\n{}. {fault}", index + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
