//! What becomes of the body of an answer.

use std::fmt;

use crate::Body;

/// A change of a body: it takes the one, and gives the other.
type Transform = Box<dyn FnOnce(Body) -> Body>;

/// Changes of a body, in order. None of them costs nothing.
#[derive(Default)]
pub struct Transforms(pub(crate) Vec<Transform>);

impl Transforms {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The body after all of them.
    #[must_use]
    pub fn apply(self, body: Body) -> Body {
        self.0.into_iter().fold(body, |body, transform| transform(body))
    }
}

impl fmt::Debug for Transforms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transforms({})", self.0.len())
    }
}
