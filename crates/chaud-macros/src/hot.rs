//! `#[chaud::hot]`: a function that calls its latest version through a slot.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::function::{Form, Function};
use crate::lifetimes;
use crate::limits::{self, Limits};
use crate::mode::Mode;
use crate::parameter::Parameter;
use crate::symbol::{self, Symbol};
use crate::type_text::{receiver_text, type_text};

pub(crate) fn expand(mode: Mode, arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let mut limits = Limits::default();
    limits.check_owner(mode);
    let form = read_form(arguments, &mut limits);
    let function = Function::read(&item, form, &mut limits);
    if let Some(errors) = limits.report(&item) {
        return errors;
    }
    match (mode, form, function) {
        (Mode::Cold, Form::Method, Some(method)) => cold_method(&method),
        (Mode::Hot | Mode::Reload, Form::Method, Some(method)) => {
            reloadable(mode, form, &method.with_receiver_lifetime())
        }
        (Mode::Hot | Mode::Reload, Form::Function, Some(function)) => {
            reloadable(mode, form, &function)
        }
        _ => item,
    }
}

fn read_form(arguments: &TokenStream, limits: &mut Limits) -> Form {
    match &*arguments.to_string() {
        "" => Form::Function,
        "self" => Form::Method,
        other => {
            limits.refuse(arguments, limits::unknown_hot_argument(other));
            Form::Function
        }
    }
}

/// The method with a receiver, under which its body knows `this` too.
fn cold_method(method: &Function) -> TokenStream {
    let binding = method.parameters.first().map(Parameter::binding);
    let declaration =
        declaration(method, Form::Method, method.parameters.iter().skip(1).map(Parameter::inner));
    let body = &method.body;
    quote!(#declaration { #binding #body })
}

/// The outer function keeps everything that callers see. The inner one has the body, so that recursion goes through
/// the slot too, and no attribute: lint levels reach it from around it, and the others are about the outer one.
fn reloadable(mode: Mode, form: Form, function: &Function) -> TokenStream {
    let skipped = usize::from(form == Form::Method);
    let parameters = &function.parameters;
    let declaration =
        declaration(function, form, parameters.iter().skip(skipped).map(Parameter::outer));
    let receiver = (form == Form::Method).then(|| quote!(self,));
    let passed = parameters.iter().skip(skipped).map(Parameter::passed);

    let implementation = implementation(function);
    let tracked = symbol::tracked_variable();
    let slot = slot(mode, form, function);
    quote! {
        #declaration {
            #implementation
            #tracked
            #slot
            CHAUD_SLOT.get()(#receiver #(#passed),*)
        }
    }
}

/// What stands before the body of the function that callers see.
fn declaration(
    function: &Function,
    form: Form,
    parameters: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let Function { attributes, visibility, keyword, name, parameters: declared, .. } = function;
    let receiver = match (form, declared.first()) {
        (Form::Method, Some(this)) => this.receiver(),
        _ => None,
    };
    let parameters = receiver.into_iter().chain(parameters);
    let (generics, output) = (generics(function), output(function));
    quote!(#(#attributes)* #visibility #keyword #name #generics (#(#parameters),*) #output)
}

fn implementation(function: &Function) -> TokenStream {
    let name = implementation_name(function);
    let parameters = function.parameters.iter().map(Parameter::inner);
    let (generics, output, body) = (generics(function), output(function), &function.body);
    // Some of clippy's lints exempt what is public, which the outer function may be.
    quote! {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn #name #generics (#(#parameters),*) #output { #body }
    }
}

fn implementation_name(function: &Function) -> syn::Ident {
    format_ident!("__chaud_{}", function.name.unraw(), span = Span::call_site())
}

/// The slot, its description, and in a patch what stages the new version.
fn slot(mode: Mode, form: Form, function: &Function) -> TokenStream {
    let name = symbol_name(form, function);
    let implementation = implementation_name(function);
    let pointer = pointer_type(function);
    let description = description(&name, &pointer, function);
    let (value, link) = (Symbol::Value.export(&name), Symbol::Value.link(&name));
    let (init, stage) = (Symbol::Init.export(&name), Symbol::Stage.export(&name));
    if mode == Mode::Hot {
        return quote! {
            #value
            static CHAUD_SLOT: ::chaud::__private::Slot<#pointer> = ::chaud::__private::Slot::new(#implementation);
            #description
        };
    }
    quote! {
        unsafe extern "Rust" {
            #link
            safe static CHAUD_SLOT: ::chaud::__private::Slot<#pointer>;
        }
        #init
        static CHAUD_INIT: ::chaud::__private::Slot<#pointer> = ::chaud::__private::Slot::new(#implementation);
        #description
        #stage
        extern "C" fn chaud_stage() {
            ::chaud::__private::stage_function(&CHAUD_ITEM, &CHAUD_SLOT, #implementation);
        }
    }
}

fn description(name: &str, pointer: &TokenStream, function: &Function) -> TokenStream {
    let (export, path, text) =
        (Symbol::Type.export(name), symbol::item_name(name), type_text(pointer));
    let types = function.types().map(|ty| match &*type_text(ty) {
        // The never type cannot be named as an argument.
        "" | "!" => quote!(()),
        _ => lifetimes::made_static(ty, &function.lifetimes),
    });
    quote! {
        #export
        static CHAUD_ITEM: ::chaud::__private::Item =
            ::chaud::__private::Item::function(#path, #text, &[#(::chaud::__private::layout::<#types>()),*]);
    }
}

fn pointer_type(function: &Function) -> TokenStream {
    let types = function.parameters.iter().map(|parameter| &parameter.ty);
    let binder = (!function.lifetimes.is_empty()).then(|| {
        let generics = generics(function);
        quote!(for #generics)
    });
    let output = output(function);
    quote!(#binder fn(#(#types),*) #output)
}

fn generics(Function { lifetimes, .. }: &Function) -> TokenStream {
    if lifetimes.is_empty() { TokenStream::new() } else { quote!(<#(#lifetimes),*>) }
}

fn output(Function { output, .. }: &Function) -> TokenStream {
    if output.is_empty() { TokenStream::new() } else { quote!(-> #output) }
}

fn symbol_name(form: Form, function: &Function) -> String {
    let name = function.name.unraw();
    match (form, function.parameters.first()) {
        (Form::Method, Some(this)) => format!("{}::{name}", receiver_text(&this.ty)),
        _ => name.to_string(),
    }
}
