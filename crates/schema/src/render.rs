//! Violations in words. Nothing elsewhere builds or compares such texts.

#[cfg(test)]
mod tests;

pub mod kong;
mod lua;
pub mod remedy;
