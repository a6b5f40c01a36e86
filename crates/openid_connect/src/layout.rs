//! How the form of the options is arranged.

use std::sync::LazyLock;

use plugin::Layout;

/// Read once, when somebody first asks.
pub(crate) static LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| toml::from_str(WRITTEN).expect("a test reads this very text"));

const WRITTEN: &str = include_str!("../layout.toml");

#[cfg(test)]
mod tests;
