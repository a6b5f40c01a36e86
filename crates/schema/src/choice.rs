//! One of several words.

#[cfg(test)]
mod tests;

/// An enum that is written as one of several words. Derive it: `#[derive(Choice)]`.
pub trait Choice: Sized + 'static {
    /// All words, in the order of the variants.
    const WORDS: &'static [&'static str];

    /// How this one is written.
    fn word(&self) -> &'static str;

    /// The one that is written so.
    fn from_word(word: &str) -> Option<Self>;
}
