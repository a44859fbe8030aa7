//! One parameter of a hot function.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::parse::ParseStream;
use syn::{Attribute, Lifetime, Token};

use crate::limits::{self, Limits};
use crate::tokens::{find_word, is_punct, is_word, take_until, visible};

pub(crate) struct Parameter {
    /// Lint attributes and `mut` belong to the body; the function that calls it has neither.
    attributes: Vec<Attribute>,
    mutable: Option<Token![mut]>,
    binding: Binding,
    pub(crate) ty: TokenStream,
    index: usize,
}

enum Binding {
    Name(Ident),
    /// `_`
    Nothing,
    /// `self`, which is reported.
    Receiver,
    /// A pattern, which is reported.
    Pattern,
}

impl Parameter {
    /// Reads a parameter and the comma after it.
    pub(crate) fn parse(
        input: ParseStream,
        index: usize,
        limits: &mut Limits,
    ) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        for attribute in &attributes {
            if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
                limits.refuse(attribute.path(), limits::CFG_PARAMETER);
            }
        }
        let pattern = take_until(input, |input| input.peek(Token![,]) || input.peek(Token![:]))?;
        let ty = match input.parse::<Option<Token![:]>>()? {
            Some(_) => take_until(input, |input| input.peek(Token![,]))?,
            None => TokenStream::new(),
        };
        input.parse::<Option<Token![,]>>()?;

        if is_punct(visible(&ty).first().or(visible(&pattern).first()), '.') {
            limits.refuse(&pattern, limits::VARIADIC);
            limits.leave_out_item();
        }
        let (mutable, binding) = read_pattern(&pattern);
        match &binding {
            Binding::Receiver => limits.refuse(&pattern, limits::RECEIVER),
            Binding::Pattern => limits.refuse(&pattern, limits::PATTERN),
            _ => {}
        }
        Ok(Parameter { attributes, mutable, binding, ty, index })
    }

    pub(crate) fn is_receiver(&self) -> bool {
        matches!(self.binding, Binding::Receiver)
    }

    /// The name by which the outer function passes it on. It is the macro's own use of the name, which the lints about
    /// names do not mind.
    pub(crate) fn passed(&self) -> Ident {
        match &self.binding {
            Binding::Name(name) => {
                let mut name = name.clone();
                name.set_span(name.span().resolved_at(Span::mixed_site()));
                name
            }
            _ => format_ident!("argument_{}", self.index, span = Span::mixed_site()),
        }
    }

    /// As the outer function declares it.
    pub(crate) fn outer(&self) -> TokenStream {
        let (name, ty) = (self.passed(), &self.ty);
        quote!(#name: #ty)
    }

    /// As the user wrote it, for the function that has the body.
    pub(crate) fn inner(&self) -> TokenStream {
        let Parameter { attributes, mutable, ty, .. } = self;
        let name = if let Binding::Name(name) = &self.binding { quote!(#name) } else { quote!(_) };
        quote!(#(#attributes)* #mutable #name: #ty)
    }

    /// For a method: `let this: &Type = self;`.
    pub(crate) fn binding(&self) -> TokenStream {
        let parameter = self.inner();
        quote!(let #parameter = self;)
    }

    /// For `this: &'a Type`: `'a`.
    pub(crate) fn reference_lifetime(&self) -> Option<Lifetime> {
        match &*visible(&self.ty) {
            [_, TokenTree::Punct(quote), TokenTree::Ident(name), ..]
                if quote.as_char() == '\'' && name != "_" =>
            {
                Some(Lifetime { apostrophe: quote.span(), ident: name.clone() })
            }
            _ => None,
        }
    }

    /// For `this: &'a mut Type`: `&'a mut self`.
    pub(crate) fn receiver(&self) -> Option<TokenStream> {
        let trees = visible(&self.ty);
        let named = matches!(&self.binding, Binding::Name(name) if name == "this");
        if !named || !is_punct(trees.first(), '&') {
            return None;
        }
        let lifetime = if is_punct(trees.get(1), '\'') { 2 } else { 0 };
        let mutable = usize::from(is_word(trees.get(1 + lifetime), "mut"));
        let reference: TokenStream = trees[..=lifetime + mutable].iter().cloned().collect();
        Some(quote!(#reference self))
    }
}

fn read_pattern(pattern: &TokenStream) -> (Option<Token![mut]>, Binding) {
    let mut receiver = false;
    find_word(pattern, "self", &mut |_| receiver = true);
    let trees = visible(pattern);
    let (mutable, name) = match &*trees {
        [TokenTree::Ident(word), name @ ..] if word == "mut" => {
            (Some(Token![mut](word.span())), name)
        }
        name => (None, name),
    };
    let binding = match name {
        _ if receiver => Binding::Receiver,
        [TokenTree::Ident(word)] if word == "_" => Binding::Nothing,
        [TokenTree::Ident(word)] => Binding::Name(word.clone()),
        // Variadic, without a name.
        [TokenTree::Punct(dot), ..] if dot.as_char() == '.' => Binding::Nothing,
        _ => Binding::Pattern,
    };
    (mutable, binding)
}
