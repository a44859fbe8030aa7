//! Lifetimes of signatures, read and replaced in tokens.

use std::collections::HashSet;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Lifetime;

use crate::tokens::{is_punct, is_word, visible};

/// The lifetimes that the type names and does not bind itself with `for<…>`; `'_` and `'static` are left out.
pub(crate) fn free(tokens: &TokenStream) -> Vec<Ident> {
    let mut bound = HashSet::new();
    let mut named = Vec::new();
    collect(&visible(tokens), &mut bound, &mut named);
    named.retain(|name| !bound.contains(&name.to_string()));
    named
}

fn collect(trees: &[TokenTree], bound: &mut HashSet<String>, named: &mut Vec<Ident>) {
    let mut binder = false;
    for (index, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => collect(&visible(&group.stream()), bound, named),
            TokenTree::Ident(name) if index > 0 && is_punct(trees.get(index - 1), '\'') => {
                if binder {
                    bound.insert(name.to_string());
                } else if name != "static" && name != "_" {
                    named.push(name.clone());
                }
            }
            _ => {}
        }
        if is_word(Some(tree), "for") {
            binder = true;
        } else if is_punct(Some(tree), '>') {
            binder = false;
        }
    }
}

/// The type with the function's own lifetimes made `'static`, for where they are out of scope.
pub(crate) fn made_static(tokens: &TokenStream, own: &[Lifetime]) -> TokenStream {
    let mut after_quote = false;
    tokens
        .clone()
        .into_iter()
        .map(|tree| {
            let lifetime = std::mem::replace(&mut after_quote, is_punct(Some(&tree), '\''));
            match tree {
                TokenTree::Group(group) => regroup(&group, made_static(&group.stream(), own)),
                TokenTree::Ident(name) if lifetime && own.iter().any(|one| one.ident == name) => {
                    TokenTree::Ident(Ident::new("static", name.span()))
                }
                tree => tree,
            }
        })
        .collect()
}

/// Whether the type has a reference without a lifetime, or `'_`, outside of `fn(…)` and `Fn(…)`.
pub(crate) fn has_elided(tokens: &TokenStream) -> bool {
    let mut elided = false;
    named_elided(tokens, &mut |_| elided = true);
    elided
}

/// The type with its elided lifetimes named.
pub(crate) fn with_elided_as(tokens: &TokenStream, lifetime: &Lifetime) -> TokenStream {
    named_elided(tokens, &mut |output| lifetime.to_tokens(output))
}

/// The reference with its lifetime, which is elided or `'_`, named.
pub(crate) fn with_reference_as(reference: &TokenStream, lifetime: &Lifetime) -> TokenStream {
    let mut trees = visible(reference).into_iter().peekable();
    let mut output: TokenStream = trees.next().into_iter().collect();
    lifetime.to_tokens(&mut output);
    if is_punct(trees.peek(), '\'') {
        trees.nth(1);
    }
    output.extend(trees);
    output
}

fn named_elided(tokens: &TokenStream, name: &mut impl FnMut(&mut TokenStream)) -> TokenStream {
    let mut output = TokenStream::new();
    let trees: Vec<_> = tokens.clone().into_iter().collect();
    let mut index = 0;
    while let Some(tree) = trees.get(index) {
        let before = index.checked_sub(1).and_then(|before| trees.get(before));
        match tree {
            // `Fn(&T) -> &T` elides for itself; a tuple follows a sign or nothing.
            TokenTree::Group(_) if matches!(before, Some(TokenTree::Ident(word)) if word != "mut") =>
            {
                let end = end_of_function(&trees, index + 1);
                output.extend(trees[index..end].iter().cloned());
                index = end;
                continue;
            }
            TokenTree::Group(group) => {
                output.extend([regroup(group, named_elided(&group.stream(), name))]);
            }
            TokenTree::Punct(punct)
                if punct.as_char() == '&' && !is_punct(trees.get(index + 1), '\'') =>
            {
                output.extend([tree.clone()]);
                name(&mut output);
            }
            TokenTree::Punct(punct)
                if punct.as_char() == '\'' && is_word(trees.get(index + 1), "_") =>
            {
                name(&mut output);
                index += 1;
            }
            tree => output.extend([tree.clone()]),
        }
        index += 1;
    }
    output
}

/// Where the type of a function ends, whose parameters end at `start`.
fn end_of_function(trees: &[TokenTree], start: usize) -> usize {
    if !is_punct(trees.get(start), '-') {
        return start;
    }
    let mut depth = 0_u32;
    let mut index = start + 2;
    while let Some(tree) = trees.get(index) {
        let sign = if let TokenTree::Punct(punct) = tree { punct.as_char() } else { ' ' };
        match sign {
            '>' if is_punct(trees.get(index - 1), '-') => {}
            ',' | '+' | '=' | ';' | '>' if depth == 0 => break,
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        index += 1;
    }
    index
}

fn regroup(group: &Group, tokens: TokenStream) -> TokenTree {
    let mut regrouped = Group::new(group.delimiter(), tokens);
    regrouped.set_span(group.span());
    regrouped.into()
}

#[cfg(test)]
mod tests {
    use super::{free, has_elided, made_static, with_elided_as, with_reference_as};
    use crate::type_text::type_text;
    use proc_macro2::{Span, TokenStream};
    use syn::Lifetime;

    fn tokens(source: &str) -> TokenStream {
        source.parse().unwrap()
    }

    fn lifetime(name: &str) -> Lifetime {
        Lifetime::new(name, Span::call_site())
    }

    fn check_free(source: &str, expected: &[&str]) {
        assert_eq!(free(&tokens(source)), expected);
    }

    #[test]
    fn bound_lifetimes_are_not_free() {
        check_free("&'a Vec<&'b u8>", &["a", "b"]);
        check_free("&'static Parser<'_>", &[]);
        check_free("Box<dyn for<'x> Fn(&'x u8) -> &'a u8>", &["a"]);
    }

    #[test]
    fn own_lifetimes_become_static() {
        let own = [lifetime("'a")];
        assert_eq!(
            type_text(&made_static(&tokens("(&'a u8, &'b u8)"), &own)),
            "(&'static u8, &'b u8)"
        );
    }

    #[test]
    fn elided_lifetimes_are_named() {
        let named = |source| type_text(&with_elided_as(&tokens(source), &lifetime("'this")));
        assert_eq!(named("Option<&mut (u8, &u8)>"), "Option<&'this mut (u8, &'this u8)>");
        assert_eq!(named("Iter<'_, u8>"), "Iter<'this, u8>");
        assert_eq!(named("Box<dyn Fn(&u8) -> &'a u8>"), "Box<dyn Fn(&u8) -> &'a u8>");
        assert_eq!(named("(fn(&u8) -> &[&u8], &u8)"), "(fn(&u8) -> &[&u8], &'this u8)");
        assert_eq!(
            named("&dyn Fn(&u8) -> Option<fn() -> &u8> + '_"),
            "&'this dyn Fn(&u8) -> Option<fn() -> &u8> + 'this"
        );
        let this = |source| type_text(&with_reference_as(&tokens(source), &lifetime("'this")));
        assert_eq!(this("&mut Shape"), "&'this mut Shape");
        assert_eq!(this("&'_ Parser<'_>"), "&'this Parser<'_>");
        assert!(has_elided(&tokens("(&u8, u8)")));
        assert!(!has_elided(&tokens("fn(&u8)")));
    }
}
