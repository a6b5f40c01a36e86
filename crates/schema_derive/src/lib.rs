//! `#[derive(Record)]` and `#[derive(Choice)]`.
//!
//! Knows: how to read a struct or an enum and how to relay the words of its attributes.
//! Must never know: a word of the vocabulary. `#[field(a, b = x, c(y, z))]` becomes
//! `.a().b(x).c([y, z])` on a `schema::Field`, and a misspelt word is an error of the compiler
//! at the very place where it was written.
//! Start with [`record`].

#![forbid(unsafe_code)]

mod choice;
mod doc;
mod record;
mod word;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a `schema::Record`.
///
/// - The doc comment of a field is its description.
/// - `#[field(…)]` relays its words to the `schema::Field`, `#[record(…)]` above the struct
///   to the `schema::Schema`.
/// - `#[flatten = "prefix_"]` takes in the fields of another record, each with the prefix;
///   `#[record(…)]` beside it relays its words to the `schema::Schema` that is taken in.
/// - `#[name = "…"]` is the name of an option that is no name in Rust.
#[proc_macro_derive(Record, attributes(field, flatten, name, record))]
pub fn record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// Makes an enum without data a `schema::Choice`: `#[choice("name")]` says how each variant is written.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice::expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
