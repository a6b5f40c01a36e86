//! The variables of the process, taken once.

/// Variables that begin with our prefix and are no settings: the build keeps its tools there.
const NOT_SETTINGS: &[&str] = &["LYCHGATE_CACHE"];

/// The variables of the environment, as values.
#[derive(Clone, Debug, Default)]
pub struct Environment(Vec<(String, String)>);

/// Whose prefix a variable carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Prefix {
    /// `KONG_`: an alias, so that a deployment moves without a change.
    Kong,
    /// `LYCHGATE_`: ours, and stronger.
    Lychgate,
}

impl Environment {
    /// The variables of this process.
    ///
    /// What is not UTF-8 keeps a mark (U+FFFD) that no setting accepts.
    #[must_use]
    #[allow(clippy::disallowed_methods)] // The one place that reads the environment.
    pub fn of_process() -> Self {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Self(
            std::env::vars_os()
                .map(|(name, value)| (text(name), text(value)))
                .collect(),
        )
    }

    /// Variables given as values.
    #[must_use]
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(variables.iter().map(own).collect())
    }

    /// The value of a variable that is set, perhaps to nothing.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(n, _)| n == name)?;
        Some(value)
    }

    /// The value of a variable that is set and not empty.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// Whether output may be coloured, as <https://no-color.org> asks.
    #[must_use]
    pub fn allows_colour(&self) -> bool {
        self.value("NO_COLOR").is_none() && self.value("TERM") != Some("dumb")
    }

    /// The variables that name a setting: prefix, key, name of the variable, value; ours last.
    pub(super) fn settings(&self) -> Vec<(Prefix, String, &str, &str)> {
        let mut settings: Vec<_> = self
            .0
            .iter()
            .filter(|(name, value)| !value.is_empty() && !NOT_SETTINGS.contains(&name.as_str()))
            .filter_map(|(name, value)| {
                let (prefix, key) = key_of(name)?;
                Some((prefix, key, name.as_str(), value.as_str()))
            })
            .collect();
        // The order of the environment means nothing; this one makes ours win and findings steady.
        settings.sort();
        settings
    }
}

fn key_of(variable: &str) -> Option<(Prefix, String)> {
    let (prefix, key) = if let Some(key) = variable.strip_prefix("LYCHGATE_") {
        (Prefix::Lychgate, key)
    } else {
        (Prefix::Kong, variable.strip_prefix("KONG_")?)
    };
    Some((prefix, key.to_ascii_lowercase()))
}
