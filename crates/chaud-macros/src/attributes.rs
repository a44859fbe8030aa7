//! User attributes: which of the items that one item becomes gets which of them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Meta, Token, parse::Parser, punctuated::Punctuated};

/// What an attribute is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Whether the item exists.
    Cfg,
    /// Lints.
    Lint,
    /// What users of the item see of it, such as its documentation.
    Face,
    /// Where and how its value is stored.
    Storage,
}

/// An attribute's name, and for `cfg_attr` the name of the attribute inside.
pub(crate) fn name(attribute: &Attribute) -> String {
    meta_name(&attribute.meta)
}

fn meta_name(meta: &Meta) -> String {
    let inner = match meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") || list.path.is_ident("unsafe") => {
            let list =
                Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok();
            list.and_then(|list| list.last().map(meta_name))
        }
        _ => None,
    };
    inner.unwrap_or_else(|| meta.path().to_token_stream().to_string())
}

pub(crate) fn subject(attribute: &Attribute) -> Subject {
    match &*name(attribute) {
        "cfg" => Subject::Cfg,
        "allow" | "expect" | "warn" | "deny" | "forbid" => Subject::Lint,
        "doc" | "deprecated" => Subject::Face,
        _ => Subject::Storage,
    }
}

/// The attributes about any of `subjects`, as tokens.
pub(crate) fn about(attributes: &[Attribute], subjects: &[Subject]) -> TokenStream {
    attributes
        .iter()
        .filter(|one| subjects.contains(&subject(one)))
        .map(without_expectation)
        .collect()
}

/// A symbol in use may not cause the lint that its user expected, so `expect` becomes `allow`.
pub(crate) fn without_expectation(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("expect") => {
            let lints = &list.tokens;
            quote!(#[allow(#lints)])
        }
        _ => attribute.to_token_stream(),
    }
}
