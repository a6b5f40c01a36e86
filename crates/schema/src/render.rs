//! Violations in words, and schemas. Nothing elsewhere builds or compares such texts.

#[cfg(test)]
mod tests;

pub mod dialect;
pub mod kong;
mod lua;
pub mod outline;
pub mod remedy;
