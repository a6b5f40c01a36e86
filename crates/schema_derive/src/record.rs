//! A struct as a record.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Ident, Meta};

use crate::doc;
use crate::word::Word;

/// Writes the implementations of `Record` and `Shape`.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let parts = fields(input)?
        .iter()
        .map(Part::read)
        .collect::<syn::Result<Vec<_>>>()?;
    let described = parts.iter().map(Part::described);
    let decoded = parts.iter().map(Part::decoded);
    let rules = Word::all(&input.attrs, "record")?;
    Ok(quote! {
        impl ::schema::Record for #name {
            fn describe() -> ::schema::Schema {
                ::schema::Schema::default() #(#described)* #(#rules)*
            }

            fn from_members(members: &::schema::Members<'_>) -> ::core::result::Result<Self, ::schema::DecodeError> {
                ::core::result::Result::Ok(Self { #(#decoded),* })
            }
        }

        impl ::schema::Shape for #name {
            fn shape() -> ::schema::Field {
                ::schema::Field::new(::schema::Kind::Record(<Self as ::schema::Record>::describe()))
            }

            fn read(value: &::schema::Value) -> ::core::result::Result<Self, ::schema::DecodeError> {
                <Self as ::schema::Record>::decode(value)
            }
        }
    })
}

fn fields(input: &DeriveInput) -> syn::Result<&syn::punctuated::Punctuated<Field, syn::Token![,]>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(&fields.named),
            _ => Err(Error::new_spanned(input, "a record needs fields with names")),
        },
        _ => Err(Error::new_spanned(input, "a record is a struct")),
    }
}

/// A field of the struct: an option, or a whole record that is taken in.
struct Part<'a> {
    ident: &'a Ident,
    kind: &'a syn::Type,
    prefix: Option<&'a Expr>,
    name: Option<&'a Expr>,
    description: String,
    words: Vec<Word>,
}

impl<'a> Part<'a> {
    fn read(field: &'a Field) -> syn::Result<Self> {
        let ident = field
            .ident
            .as_ref()
            .ok_or_else(|| Error::new_spanned(field, "a field needs a name"))?;
        let prefix = value(
            &field.attrs,
            "flatten",
            "#[flatten = \"prefix_\"]; the prefix may be empty",
        )?;
        let about = if prefix.is_some() { "record" } else { "field" };
        Ok(Self {
            ident,
            kind: &field.ty,
            prefix,
            name: value(&field.attrs, "name", "#[name = \"its-name\"]")?,
            description: doc::text(&field.attrs),
            words: Word::all(&field.attrs, about)?,
        })
    }

    fn described(&self) -> TokenStream {
        let Self {
            kind,
            description,
            words,
            ..
        } = self;
        match self.prefix {
            Some(prefix) => quote!(.flatten(#prefix, <#kind as ::schema::Record>::describe() #(#words)*)),
            None => {
                let name = self.name();
                quote!(.field(#name, ::schema::Field::of::<#kind>().describe(#description) #(#words)*))
            }
        }
    }

    fn decoded(&self) -> TokenStream {
        let Self { ident, kind, .. } = self;
        match self.prefix {
            Some(prefix) => {
                quote!(#ident: <#kind as ::schema::Record>::from_members(&members.under(#prefix))?)
            }
            None => {
                let name = self.name();
                quote!(#ident: members.read(#name)?)
            }
        }
    }

    fn name(&self) -> TokenStream {
        match self.name {
            Some(name) => quote!(#name),
            None => self.ident.unraw().to_string().to_token_stream(),
        }
    }
}

/// What is said by the attribute of this name, which is written so.
fn value<'a>(attributes: &'a [Attribute], name: &str, written: &str) -> syn::Result<Option<&'a Expr>> {
    let Some(attribute) = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident(name))
    else {
        return Ok(None);
    };
    match &attribute.meta {
        Meta::NameValue(pair) => Ok(Some(&pair.value)),
        _ => Err(Error::new_spanned(attribute, format!("write {written}"))),
    }
}
