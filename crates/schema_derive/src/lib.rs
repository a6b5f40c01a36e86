//! schema_derive
