//! The static under `#[chaud::persist]`, read and checked.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Token, Visibility};

use crate::attributes;
use crate::limits::{self, Limits};
use crate::tokens::{is_punct, is_word, take_until};

pub(crate) struct Persisted {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) mutable: Option<Token![mut]>,
    pub(crate) name: Ident,
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

impl Persisted {
    /// Gives `None` if the item is no static with a value; `limits` says so.
    pub(crate) fn read(item: &TokenStream, limits: &mut Limits) -> Option<Self> {
        let parse = |input: ParseStream| Self::parse(input, limits);
        let persisted = parse.parse2(item.clone()).unwrap_or_else(|error| {
            limits.add(error);
            None
        })?;
        for attribute in &persisted.attributes {
            match &*attributes::name(attribute) {
                "no_mangle" | "export_name" => limits.refuse(attribute, limits::EXPORTED_STATIC),
                "thread_local" => limits.refuse(attribute, limits::THREAD_LOCAL),
                _ => {}
            }
        }
        Some(persisted)
    }

    fn parse(input: ParseStream, limits: &mut Limits) -> syn::Result<Option<Self>> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if input.parse::<Option<Token![static]>>()?.is_none() {
            let rest = input.parse::<TokenStream>()?;
            let limit = if is_thread_local(&rest) {
                limits::THREAD_LOCAL
            } else if is_foreign(&rest) {
                limits::UNINITIALISED
            } else {
                limits::NOT_A_STATIC
            };
            limits.refuse(rest, limit);
            return Ok(None);
        }
        let mutable = input.parse()?;
        let name: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = take_until(input, |input| input.peek(Token![=]) || input.peek(Token![;]))?;
        if input.parse::<Option<Token![=]>>()?.is_none() {
            input.parse::<Token![;]>()?;
            limits.push(name.span(), limits::UNINITIALISED);
            return Ok(None);
        }
        let value = take_until(input, |input| input.peek(Token![;]))?;
        input.parse::<Token![;]>()?;
        Ok(Some(Persisted { attributes, visibility, mutable, name, ty, value }))
    }
}

/// `thread_local! { … }`, with or without a path before it, or what that makes of an attribute inside.
fn is_thread_local(tokens: &TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    trees.windows(2).any(|pair| is_word(pair.first(), "thread_local") && is_punct(pair.get(1), '!'))
        || trees.iter().any(|tree| is_word(Some(tree), "LocalKey"))
}

/// `safe static` or `unsafe static`.
fn is_foreign(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().nth(1).is_some_and(|tree| is_word(Some(&tree), "static"))
}
