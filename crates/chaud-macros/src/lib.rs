//! The attribute macros of `chaud`, which documents them. They only rewrite items: what a slot is and how it is
//! swapped belongs to `chaud-runtime`.
#![forbid(unsafe_code)]

mod attributes;
mod body;
mod function;
mod hot;
mod lifetimes;
mod limits;
mod mode;
mod parameter;
mod persist;
mod persisted;
mod symbol;
mod tokens;
mod type_text;

use mode::Mode;
use proc_macro::TokenStream;

/// Makes a function hot: calls reach its latest version.
#[proc_macro_attribute]
pub fn hot(arguments: TokenStream, item: TokenStream) -> TokenStream {
    hot::expand(Mode::current(), &arguments.into(), item.into()).into()
}

/// Makes a static outlive reloads.
#[proc_macro_attribute]
pub fn persist(arguments: TokenStream, item: TokenStream) -> TokenStream {
    persist::expand(Mode::current(), &arguments.into(), item.into()).into()
}
