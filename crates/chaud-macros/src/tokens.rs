//! Reading token sequences. Types and bodies stay tokens: rustc has parsed them before an attribute macro sees them,
//! so only their ends must be found.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Token;
use syn::parse::ParseStream;

/// Takes tokens up to the first for which `end` holds outside angle brackets, or up to the end of input.
pub(crate) fn take_until(
    input: ParseStream,
    end: impl Fn(ParseStream) -> bool,
) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut depth = 0_u32;
    while !input.is_empty() && (depth > 0 || !end(input)) {
        if input.peek(Token![->]) {
            input.parse::<Token![->]>()?.to_tokens(&mut tokens);
            continue;
        }
        if input.peek(Token![::]) {
            input.parse::<Token![::]>()?.to_tokens(&mut tokens);
            continue;
        }
        if input.peek(Token![<]) {
            depth += 1;
        } else if input.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

/// The tokens, with the invisible groups that `macro_rules!` puts around `$ty` and its like opened.
pub(crate) fn visible(tokens: &TokenStream) -> Vec<TokenTree> {
    let mut list = Vec::new();
    for tree in tokens.clone() {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                list.extend(visible(&group.stream()));
            }
            tree => list.push(tree),
        }
    }
    list
}

pub(crate) fn is_punct(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

pub(crate) fn is_word(tree: Option<&TokenTree>, word: &str) -> bool {
    matches!(tree, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Every occurrence of a keyword, at any depth.
pub(crate) fn find_word(
    tokens: &TokenStream,
    word: &str,
    found: &mut impl FnMut(proc_macro2::Span),
) {
    for tree in tokens.clone() {
        match &tree {
            TokenTree::Group(group) => find_word(&group.stream(), word, found),
            TokenTree::Ident(ident) if ident == word => found(ident.span()),
            _ => {}
        }
    }
}
