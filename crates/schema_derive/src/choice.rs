//! An enum as a choice.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Variant};

/// Writes the implementations of `Choice` and `Shape`, and the way into a document for defaults.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(input, "a choice is an enum"));
    };
    let name = &input.ident;
    let variants: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let words = data.variants.iter().map(word).collect::<syn::Result<Vec<_>>>()?;
    Ok(quote! {
        impl ::schema::Choice for #name {
            const WORDS: &'static [&'static str] = &[#(#words),*];

            fn word(&self) -> &'static str {
                match self { #(Self::#variants => #words),* }
            }

            fn from_word(word: &str) -> ::core::option::Option<Self> {
                match word {
                    #(#words => ::core::option::Option::Some(Self::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::schema::Shape for #name {
            fn shape() -> ::schema::Field {
                ::schema::Field::choice(<Self as ::schema::Choice>::WORDS)
            }

            fn read(value: &::schema::Value) -> ::core::result::Result<Self, ::schema::DecodeError> {
                value
                    .as_str()
                    .and_then(<Self as ::schema::Choice>::from_word)
                    .ok_or(::schema::DecodeError::expected("one of the words of this choice"))
            }
        }

        impl ::core::convert::From<#name> for ::schema::Value {
            fn from(choice: #name) -> Self {
                ::schema::Value::from(::schema::Choice::word(&choice))
            }
        }
    })
}

fn word(variant: &Variant) -> syn::Result<LitStr> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(
            variant,
            "a variant of a choice carries no data",
        ));
    }
    variant
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("choice"))
        .ok_or_else(|| Error::new_spanned(variant, "say how it is written: #[choice(\"word\")]"))?
        .parse_args()
}
