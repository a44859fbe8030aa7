//! What the body of a hot function may not mention, because it moves out of the `impl` around it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::limits::{self, Limits};
use crate::tokens::{is_punct, is_word};

pub(crate) fn check(body: &TokenStream, limits: &mut Limits) {
    let mut trees = body.clone().into_iter().peekable();
    let mut before = None;
    while let Some(tree) = trees.next() {
        match &tree {
            TokenTree::Ident(word) if word == "Self" => limits.push(word.span(), limits::SELF_TYPE),
            // `self::` begins a path.
            TokenTree::Ident(word) if word == "self" && !is_punct(trees.peek(), ':') => {
                limits.push(word.span(), limits::SELF_VALUE);
                limits.leave_out_item();
            }
            // Items have a `self` and `Self` of their own, and an import may name a module itself.
            TokenTree::Ident(word) if is_item(&word.to_string()) => skip_item(&mut trees),
            TokenTree::Group(group) if !is_word(before.as_ref(), "pub") => {
                check(&group.stream(), limits);
            }
            _ => {}
        }
        before = Some(tree);
    }
}

fn is_item(word: &str) -> bool {
    matches!(word, "impl" | "trait" | "struct" | "enum" | "use")
}

fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            tree if is_punct(Some(tree), ';') => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::limits::Limits;
    use proc_macro2::TokenStream;

    fn check_errors(body: &str, expected: usize) {
        let mut limits = Limits::default();
        check(&body.parse().unwrap(), &mut limits);
        let errors = limits
            .report(&TokenStream::new())
            .map_or(0, |tokens| tokens.to_string().matches("compile_error").count());
        assert_eq!(errors, expected, "{body}");
    }

    #[test]
    fn own_self_is_found() {
        check_errors("self.x + Self::ONE", 2);
        check_errors("println!(\"{}\", self.x)", 1);
    }

    #[test]
    fn the_self_of_others_is_not() {
        check_errors("self::step()", 0);
        check_errors(
            "struct A { next: Option<Box<Self>> } impl A { fn f(&self) -> Self { *self } } this.x",
            0,
        );
        check_errors("use std::fmt::{self}; pub(self) fn f() {}", 0);
    }
}
