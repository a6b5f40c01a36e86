//! Tokens of `jose` that josekit reads, and tokens of josekit that `jose` reads. Two that were written by different people
//! do not make the same mistake.
//!
//! `cargo test --manifest-path tests/oracle/Cargo.toml`, on a machine with the headers of OpenSSL (`libssl-dev`).

#![forbid(unsafe_code)]
#![cfg(test)]

mod encrypted;
mod keys;
mod signed;
