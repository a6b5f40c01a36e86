//! Where something stands in a document.

#[cfg(test)]
mod tests;

use std::fmt;

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into the member of this name.
    Field(String),
    /// Into the element of this number, from zero.
    Index(usize),
}

/// Where something stands in a document, printed as people write it: `services[0].routes[1].name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

impl Path {
    /// The document itself.
    #[must_use]
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The steps from the outside in.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The last step; `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// This place, and then further in.
    #[must_use]
    pub fn join(mut self, further: impl Into<Self>) -> Self {
        self.0.extend(further.into().0);
        self
    }

    /// The place around this one.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Field(name) if number == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

impl From<&str> for Step {
    /// The member of this name, whatever it looks like.
    fn from(name: &str) -> Self {
        Self::Field(name.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl From<Step> for Path {
    fn from(step: Step) -> Self {
        Self(vec![step])
    }
}

impl From<&str> for Path {
    /// One member, whatever its name looks like.
    fn from(name: &str) -> Self {
        Step::from(name).into()
    }
}

impl From<usize> for Path {
    fn from(index: usize) -> Self {
        Step::from(index).into()
    }
}

impl From<Vec<Step>> for Path {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}
