//! One word of an attribute, relayed without being understood.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Token, parenthesized, token};

/// A word and what was said with it.
pub(crate) struct Word {
    name: Ident,
    arguments: Vec<Expr>,
}

impl Word {
    /// All words of the attributes called `name`, in order.
    pub(crate) fn all(attributes: &[Attribute], name: &str) -> syn::Result<Vec<Self>> {
        let mut words = Vec::new();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident(name))
        {
            words.extend(attribute.parse_args_with(Punctuated::<Self, Token![,]>::parse_terminated)?);
        }
        Ok(words)
    }
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Ok(Self {
                name,
                arguments: vec![input.parse()?],
            });
        }
        if !input.peek(token::Paren) {
            return Ok(Self {
                name,
                arguments: Vec::new(),
            });
        }
        let within;
        parenthesized!(within in input);
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated(&within)?;
        Ok(Self {
            name,
            arguments: arguments.into_iter().collect(),
        })
    }
}

impl ToTokens for Word {
    /// Several arguments travel as one array, so that a word may take as many as it likes.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, arguments) = (&self.name, &self.arguments);
        tokens.extend(match arguments.len() {
            0 | 1 => quote!(.#name(#(#arguments)*)),
            _ => quote!(.#name([#(#arguments),*])),
        });
    }
}
