//! The function under `#[chaud::hot]`, read and checked.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, GenericParam, Generics, Lifetime, Token, Visibility};

use crate::limits::{self, Limits};
use crate::parameter::Parameter;
use crate::tokens::{find_word, take_until};
use crate::{attributes, body, lifetimes};

/// What `#[chaud::hot…]` says that it stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Function,
    /// `#[chaud::hot(self)]`.
    Method,
}

pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) keyword: Token![fn],
    pub(crate) name: Ident,
    pub(crate) lifetimes: Vec<Lifetime>,
    pub(crate) parameters: Vec<Parameter>,
    /// Empty for a function that returns nothing.
    pub(crate) output: TokenStream,
    pub(crate) body: TokenStream,
}

impl Function {
    /// Gives `None` if the item is no function with a body; `limits` says so.
    pub(crate) fn read(item: &TokenStream, form: Form, limits: &mut Limits) -> Option<Self> {
        let parse = |input: ParseStream| Self::parse(input, limits);
        let function = parse.parse2(item.clone()).unwrap_or_else(|error| {
            limits.add(error);
            None
        })?;
        function.check(form, limits);
        Some(function)
    }

    fn parse(input: ParseStream, limits: &mut Limits) -> syn::Result<Option<Self>> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let Some((keyword, qualifiers)) = parse_qualifiers(input)? else {
            let rest = input.parse::<TokenStream>()?;
            limits.refuse(rest, limits::NOT_A_FUNCTION);
            return Ok(None);
        };
        for (span, limit) in qualifiers {
            limits.push(span, limit);
        }
        let name = input.parse()?;
        let lifetimes = read_lifetimes(&input.parse::<Generics>()?, limits);
        let parameters = parse_parameters(input, limits)?;
        let output = match input.parse::<Option<Token![->]>>()? {
            Some(_) => take_until(input, |input| {
                input.peek(Token![where]) || input.peek(syn::token::Brace) || input.peek(Token![;])
            })?,
            None => TokenStream::new(),
        };
        if let Some(keyword) = input.parse::<Option<Token![where]>>()? {
            limits.push(keyword.span, limits::WHERE);
            take_until(input, |input| input.peek(syn::token::Brace) || input.peek(Token![;]))?;
        }
        if let Some(end) = input.parse::<Option<Token![;]>>()? {
            limits.push(end.span, limits::BODY);
            return Ok(None);
        }
        let content;
        syn::braced!(content in input);
        let body = content.parse()?;
        Ok(Some(Function {
            attributes,
            visibility,
            keyword,
            name,
            lifetimes,
            parameters,
            output,
            body,
        }))
    }

    fn check(&self, form: Form, limits: &mut Limits) {
        for attribute in &self.attributes {
            if attributes::name(attribute) == "target_feature" {
                limits.refuse(attribute, limits::TARGET_FEATURE);
            }
        }
        // A receiver is reported already, and then every `self` in the body is the same mistake.
        let receiver = self.parameters.first().is_some_and(Parameter::is_receiver);
        let this = self.parameters.first().and_then(Parameter::receiver);
        if form == Form::Method && this.is_none() && !receiver {
            limits.push(self.name.span(), limits::THIS);
        }
        for ty in self.types() {
            find_word(ty, "impl", &mut |span| limits.push(span, limits::IMPL_TRAIT));
            find_word(ty, "Self", &mut |span| limits.push(span, limits::SELF_TYPE));
            for name in lifetimes::free(ty) {
                if !self.lifetimes.iter().any(|own| own.ident == name) {
                    limits.push(name.span(), limits::LIFETIME_OF_IMPL);
                }
            }
        }
        for own in &self.lifetimes {
            let mut types =
                self.parameters.iter().flat_map(|parameter| lifetimes::free(&parameter.ty));
            if !types.any(|name| own.ident == name) {
                limits.push(own.span(), limits::LIFETIME_RETURNED);
            }
        }
        if !receiver {
            body::check(&self.body, limits);
        }
    }

    /// Names the receiver's lifetime where the returned type borrows from it. Among a method's lifetimes the receiver's
    /// is the default; the inner function has no receiver, so it must be told.
    pub(crate) fn with_receiver_lifetime(mut self) -> Self {
        if let Some(this) = self.parameters.first_mut()
            && lifetimes::has_elided(&self.output)
        {
            let lifetime = this.reference_lifetime().unwrap_or_else(|| {
                let lifetime = Lifetime::new("'this", Span::call_site());
                this.ty = lifetimes::with_reference_as(&this.ty, &lifetime);
                self.lifetimes.push(lifetime.clone());
                lifetime
            });
            self.output = lifetimes::with_elided_as(&self.output, &lifetime);
        }
        self
    }

    /// The types of the signature: each parameter's, then the returned one.
    pub(crate) fn types(&self) -> impl Iterator<Item = &TokenStream> {
        self.parameters.iter().map(|parameter| &parameter.ty).chain([&self.output])
    }
}

type Qualifiers = Vec<(Span, &'static str)>;

/// Reads up to and including `fn`. Gives `None`, and leaves the input as it is, if there is none.
fn parse_qualifiers(input: ParseStream) -> syn::Result<Option<(Token![fn], Qualifiers)>> {
    let ahead = input.fork();
    let mut qualifiers = Vec::new();
    while let Ok(TokenTree::Ident(word)) = ahead.parse() {
        let limit = match &*word.to_string() {
            "fn" => {
                let keyword = Token![fn](word.span());
                syn::parse::discouraged::Speculative::advance_to(input, &ahead);
                return Ok(Some((keyword, qualifiers)));
            }
            "const" => limits::CONST,
            "async" => limits::ASYNC,
            "unsafe" => limits::UNSAFE,
            "extern" => {
                ahead.parse::<Option<syn::LitStr>>()?;
                limits::ABI
            }
            _ => break,
        };
        qualifiers.push((word.span(), limit));
    }
    Ok(None)
}

fn read_lifetimes(generics: &Generics, limits: &mut Limits) -> Vec<Lifetime> {
    let mut lifetimes = Vec::new();
    for parameter in &generics.params {
        match parameter {
            GenericParam::Lifetime(parameter) => {
                if !parameter.bounds.is_empty() {
                    limits.refuse(parameter, limits::LIFETIME_BOUND);
                }
                lifetimes.push(parameter.lifetime.clone());
            }
            parameter => limits.refuse(parameter, limits::GENERIC),
        }
    }
    lifetimes
}

fn parse_parameters(input: ParseStream, limits: &mut Limits) -> syn::Result<Vec<Parameter>> {
    let content;
    syn::parenthesized!(content in input);
    let mut parameters = Vec::new();
    while !content.is_empty() {
        parameters.push(Parameter::parse(&content, parameters.len(), limits)?);
    }
    Ok(parameters)
}
