//! Names of hosts as routes want them: whole, or with a star for the labels at one end.

/// A name in lower case, without the dot of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// This one.
    Whole(String),
    /// What ends so; it begins with a dot. The star stands for any number of labels.
    Ending(String),
    /// What begins so; it ends with a dot.
    Beginning(String),
}

impl Name {
    /// Reads `a.b`, `*.b` or `a.*`.
    pub(super) fn of(text: &str) -> Self {
        let text = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        if let Some(ending) = text.strip_prefix('*') {
            return Self::Ending(ending.to_owned());
        }
        match text.strip_suffix('*') {
            Some(beginning) => Self::Beginning(beginning.to_owned()),
            None => Self::Whole(text),
        }
    }

    /// Whether `name`, in lower case and without the dot of the root, is meant.
    pub(super) fn fits(&self, name: &str) -> bool {
        match self {
            Self::Whole(whole) => name == whole,
            Self::Ending(ending) => name.ends_with(ending.as_str()),
            Self::Beginning(beginning) => name.starts_with(beginning.as_str()),
        }
    }
}
