//! User attributes: which of the items that one item becomes gets which of them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

/// What an attribute is about. `cfg` and `cfg_attr` are not among them: rustc applies those before any macro.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Lints.
    Lint,
    /// What users of the item see of it, such as its documentation.
    Face,
    /// Where and how its value is stored.
    Storage,
}

/// An attribute's name, with or without the `unsafe(…)` around it.
pub(crate) fn name(attribute: &Attribute) -> String {
    let meta = match &attribute.meta {
        Meta::List(list) if list.path.is_ident("unsafe") => list.parse_args().ok(),
        _ => None,
    };
    meta.as_ref().unwrap_or(&attribute.meta).path().to_token_stream().to_string()
}

pub(crate) fn subject(attribute: &Attribute) -> Subject {
    match &*name(attribute) {
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
