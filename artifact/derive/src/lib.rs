//! `#[derive(Encoded)]`: the encoding of a policy type, and its description, are read off its definition.
//!
//! A record is its fields in order. A choice is one byte, the number of its variant, then the variant's fields. Numbers
//! are explicit, and never 0: bytes of zeros are no choice.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DataEnum, DeriveInput, Error, Expr, Fields, Lit, Meta, Result, Variant};

/// Derives `crate::codec::Encoded`. Doc comments become the meanings in the description.
#[proc_macro_derive(Encoded)]
pub fn encoded(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    if !input.generics.params.is_empty() {
        return Err(Error::new(input.generics.span(), "a policy type has no parameters"));
    }
    let Body { write, read, shape } = match &input.data {
        Data::Struct(data) => record(&data.fields),
        Data::Enum(data) => choice(data)?,
        Data::Union(_) => return Err(Error::new(input.span(), "a union has no encoding")),
    };
    let (name, text, doc) = (&input.ident, input.ident.to_string(), doc(&input.attrs));
    Ok(quote! {
        impl crate::codec::Encoded for #name {
            fn write(&self, out: &mut crate::codec::Writer) { #write }

            fn read(input: &mut crate::codec::Reader<'_>) -> ::core::result::Result<Self, crate::codec::ReadError> {
                #read
            }

            fn describe(types: &mut crate::types::Types) -> ::std::string::String {
                types.define(#text, #doc, #shape)
            }
        }
    })
}

/// The bodies of the three methods; `shape` is what the description is made of.
struct Body {
    write: TokenStream,
    read: TokenStream,
    shape: TokenStream,
}

fn record(fields: &Fields) -> Body {
    let names: Vec<_> = fields.members().collect();
    let described = described(fields);
    Body {
        write: quote! { #(crate::codec::Encoded::write(&self.#names, out);)* },
        read: quote! { Ok(Self { #(#names: crate::codec::Encoded::read(input)?,)* }) },
        shape: quote! { crate::types::Shape::Record(&[#described]) },
    }
}

fn choice(data: &DataEnum) -> Result<Body> {
    let (mut writes, mut reads, mut shapes) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for variant in &data.variants {
        let (name, number) = (&variant.ident, number(variant)?);
        let members: Vec<_> = variant.fields.members().collect();
        let bound: Vec<_> = (0..members.len()).map(|i| format_ident!("field_{i}")).collect();
        writes.extend(quote! {
            Self::#name { #(#members: #bound,)* } => {
                crate::codec::Writer::tag(out, #number);
                #(crate::codec::Encoded::write(#bound, out);)*
            }
        });
        reads.extend(quote! {
            #number => Ok(Self::#name { #(#members: crate::codec::Encoded::read(input)?,)* }),
        });
        let (text, doc, fields) = (name.to_string(), doc(&variant.attrs), described(&variant.fields));
        shapes.extend(quote! {
            crate::types::Variant { number: #number, name: #text, doc: #doc, fields: &[#fields] },
        });
    }
    Ok(Body {
        write: quote! { match self { #writes } },
        read: quote! {
            match input.tag()? {
                #reads
                _ => Err(input.wrong("no such choice")),
            }
        },
        shape: quote! { crate::types::Shape::Choice(&[#shapes]) },
    })
}

/// The explicit number of a variant.
fn number(variant: &Variant) -> Result<u8> {
    let wanted = "a variant has an explicit number from 1 to 255";
    let Some((_, Expr::Lit(literal))) = &variant.discriminant else {
        return Err(Error::new(variant.span(), wanted));
    };
    match &literal.lit {
        Lit::Int(number) if number.base10_digits() != "0" => number.base10_parse(),
        other => Err(Error::new(other.span(), wanted)),
    }
}

fn described(fields: &Fields) -> TokenStream {
    let fields = fields.iter().zip(fields.members()).map(|(field, member)| {
        let (name, doc, of) = (member.to_token_stream().to_string(), doc(&field.attrs), &field.ty);
        quote! {
            crate::types::Field { name: #name, doc: #doc, of: <#of as crate::codec::Encoded>::describe }
        }
    });
    quote! { #(#fields,)* }
}

/// The text of the doc comments, on one line.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}
