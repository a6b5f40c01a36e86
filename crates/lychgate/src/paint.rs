//! Text for terminals: colours where they are wanted, and nothing that a file could smuggle in.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::io::{IsTerminal, Write};

use crate::settings::Environment;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// It is not.
    Plain,
    /// It is.
    Coloured,
}

impl Paint {
    /// What suits whoever reads the standard output.
    #[must_use]
    pub fn of_stdout(environment: &Environment) -> Self {
        Self::when(std::io::stdout().is_terminal() && environment.allows_colour())
    }

    /// What suits whoever reads the standard error.
    #[must_use]
    pub fn of_stderr(environment: &Environment) -> Self {
        Self::when(std::io::stderr().is_terminal() && environment.allows_colour())
    }

    const fn when(wanted: bool) -> Self {
        match wanted {
            true => Self::Coloured,
            false => Self::Plain,
        }
    }

    /// What matters most in its line.
    pub fn strong<T: Display>(self, text: T) -> Painted<T> {
        self.with("\x1b[1m", text)
    }

    /// What may be passed over.
    pub fn faint<T: Display>(self, text: T) -> Painted<T> {
        self.with("\x1b[2m", text)
    }

    /// What is wrong.
    pub fn bad<T: Display>(self, text: T) -> Painted<T> {
        self.with("\x1b[1;31m", text)
    }

    /// What is right.
    pub fn good<T: Display>(self, text: T) -> Painted<T> {
        self.with("\x1b[1;32m", text)
    }

    /// What deserves a look.
    pub fn warning<T: Display>(self, text: T) -> Painted<T> {
        self.with("\x1b[1;33m", text)
    }

    /// Something to click on or to type.
    pub fn link<T: Display>(self, text: T) -> Painted<T> {
        self.with("\x1b[36m", text)
    }

    const fn with<T>(self, colour: &'static str, text: T) -> Painted<T> {
        Painted {
            colour: match self {
                Self::Plain => "",
                Self::Coloured => colour,
            },
            text,
        }
    }
}

/// A text and its colour.
#[derive(Clone, Copy, Debug)]
pub struct Painted<T> {
    colour: &'static str,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.colour.is_empty() { "" } else { "\x1b[0m" };
        write!(f, "{}{}{end}", self.colour, self.text)
    }
}

/// The text with its control characters spelt out: what stands in a file may not move the cursor.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let spell = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    Cow::Owned(text.chars().map(spell).collect())
}

/// Writes to the standard output. A reader who has left, such as `head`, has seen enough.
pub(crate) fn say(text: impl Display) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}

/// Writes to the standard error.
pub(crate) fn complain(text: impl Display) {
    let _ = write!(std::io::stderr().lock(), "{text}");
}
