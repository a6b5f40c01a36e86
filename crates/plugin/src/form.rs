//! What has names and values in a request or an answer: the arguments of a query or a form, the members of a JSON object.

mod arguments;
mod head;
mod json_object;

pub use self::arguments::Arguments;
pub use self::json_object::{JsonObject, string};

/// What has names and values, and can be changed.
pub trait Changeable<N, V> {
    /// Whether there is such a name.
    fn has(&self, name: &N) -> bool;
    /// Takes it away, however often it is there.
    fn remove(&mut self, name: &N);
    /// Gives what `old` means the name `new`, in the place of whatever had that name. Nothing if there is no `old`.
    fn rename(&mut self, old: &N, new: &N);
    /// Gives the name this meaning alone.
    fn set(&mut self, name: &N, value: V);
    /// Gives the name this meaning as well.
    fn append(&mut self, name: &N, value: V);
}
