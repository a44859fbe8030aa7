//! Types as text: for the messages about a changed type, and for the symbols of methods. The text depends on the
//! tokens alone, never on how the source is spaced.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::tokens::{is_punct, visible};

/// The type, spaced as rustfmt would.
pub(crate) fn type_text(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(&visible(tokens), &mut text);
    text
}

/// What a method's symbol says of its type: no references, lifetimes or spaces.
pub(crate) fn receiver_text(tokens: &TokenStream) -> String {
    let mut trees = without_lifetimes(visible(tokens)).into_iter().peekable();
    while is_punct(trees.peek(), '&') || crate::tokens::is_word(trees.peek(), "mut") {
        trees.next();
    }
    type_text(&trees.collect()).replace(' ', "").replace("<>", "")
}

fn without_lifetimes(trees: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut trees = trees.into_iter().peekable();
    while let Some(tree) = trees.next() {
        if is_punct(Some(&tree), '\'') {
            trees.next();
            // `&'a T` has no comma to drop; in a list the comma follows.
            if is_punct(trees.peek(), ',') {
                trees.next();
            }
        } else {
            kept.push(tree);
        }
    }
    kept
}

fn write(trees: &[TokenTree], text: &mut String) {
    let mut trees = trees.iter().peekable();
    let mut lifetime = false;
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(&visible(&group.stream()), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => write_sign(punct.as_char(), text),
            word => {
                if text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '>'))
                {
                    text.push(' ');
                }
                let word = word.to_string();
                text.push_str(&word);
                // A type follows: `&'a [T]`, `&mut (A, B)`.
                let list = [',', '>', '+', ':', '=']
                    .iter()
                    .any(|&sign| is_punct(trees.peek().copied(), sign));
                if lifetime && !list && trees.peek().is_some()
                    || matches!(&*word, "mut" | "const" | "dyn")
                {
                    text.push(' ');
                }
            }
        }
        lifetime = is_punct(Some(tree), '\'');
    }
}

fn write_sign(sign: char, text: &mut String) {
    match sign {
        ',' | ';' => text.extend([sign, ' ']),
        '-' | '+' | '=' => text.extend([' ', sign, ' ']),
        // The arrow comes as two signs.
        '>' if text.ends_with(" - ") => text.replace_range(text.len() - 1.., "> "),
        _ => text.push(sign),
    }
}

#[cfg(test)]
mod tests {
    use super::{receiver_text, type_text};

    fn check(source: &str, expected: &str) {
        assert_eq!(type_text(&source.parse().unwrap()), expected);
    }

    fn check_receiver(source: &str, expected: &str) {
        assert_eq!(receiver_text(&source.parse().unwrap()), expected);
    }

    #[test]
    fn spacing_of_the_source_does_not_matter() {
        check("Vec< u8 >", "Vec<u8>");
        check("for < 'a >fn(& 'a str,u64)->& 'a str", "for<'a> fn(&'a str, u64) -> &'a str");
        check("Box<dyn Fn(u8)->u8+Send+'static>", "Box<dyn Fn(u8) -> u8 + Send + 'static>");
        check("[ u8 ;N ]", "[u8; N]");
        check("* const u8", "*const u8");
        check("& 'static mut [u8]", "&'static mut [u8]");
        check("< T as Iterator >::Item", "<T as Iterator>::Item");
        check("&'a(A,B)", "&'a (A, B)");
        check("fn()->!", "fn() -> !");
        check("Vec<Vec<u8>>", "Vec<Vec<u8>>");
    }

    #[test]
    fn the_symbol_of_a_method_has_the_bare_type() {
        check_receiver("&Shape", "Shape");
        check_receiver("&'a mut Shape", "Shape");
        check_receiver("&Parser<'_>", "Parser");
        check_receiver("&Parser<'a, u8, [u8; 4]>", "Parser<u8,[u8;4]>");
        check_receiver("&crate::shapes::Shape", "crate::shapes::Shape");
    }
}
