//! Stars in the names of hosts.

use std::borrow::Cow;

use schema::Violation;

/// A label that stands for the star while the rest is judged.
const ANY: &str = "abc";

/// The name with a label in the place of its star. A star is the first or the last label, and there is only one.
pub(super) fn filled(name: &str) -> Result<Cow<'_, str>, Violation> {
    if name.matches('*').count() > 1 {
        return Err(Violation::WildcardCount);
    }
    if !name.contains('*') {
        return Ok(Cow::Borrowed(name));
    }
    if !name.starts_with("*.") && !name.ends_with(".*") {
        return Err(Violation::WildcardPlace);
    }
    if name == "*." {
        return Err(Violation::Invalid(name.to_owned()));
    }
    Ok(Cow::Owned(name.replace('*', ANY)))
}
