//! lychgate
