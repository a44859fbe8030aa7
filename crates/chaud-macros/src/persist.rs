//! `#[chaud::persist]`: one static, which patches refer to instead of defining their own.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Lifetime;
use syn::ext::IdentExt;

use crate::attributes::{self, Subject};
use crate::lifetimes;
use crate::limits::{self, Limits};
use crate::mode::Mode;
use crate::persisted::Persisted;
use crate::symbol::{self, Symbol};
use crate::type_text::type_text;

pub(crate) fn expand(mode: Mode, arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let mut limits = Limits::default();
    limits.check_owner(mode);
    if !arguments.is_empty() {
        limits.refuse(arguments, limits::PERSIST_ARGUMENT);
    }
    let persisted = Persisted::read(&item, &mut limits);
    if let Some(errors) = limits.report(&item) {
        return errors;
    }
    match (mode, persisted) {
        (Mode::Hot, Some(persisted)) => hot(&persisted),
        (Mode::Reload, Some(persisted)) => reload(&persisted),
        _ => item,
    }
}

fn hot(persisted: &Persisted) -> TokenStream {
    let Persisted { attributes, visibility, mutable, name, ty, value } = persisted;
    let export = Symbol::Value.export(&name.unraw().to_string());
    let description = description(persisted);
    let tracked = symbol::tracked_variable();
    let attributes = attributes.iter().map(attributes::without_expectation);
    quote! {
        #(#attributes)*
        #export
        #visibility static #mutable #name: #ty = #value;
        const _: () = {
            #tracked
            #description
        };
    }
}

fn reload(persisted: &Persisted) -> TokenStream {
    let Persisted { attributes, visibility, mutable, name, ty, value } = persisted;
    let face = attributes::about(attributes, &[Subject::Face, Subject::Lint]);
    let storage = attributes::about(attributes, &[Subject::Storage, Subject::Lint]);
    let path = name.unraw().to_string();
    let (link, export) = (Symbol::Value.link(&path), Symbol::Init.export(&path));
    let stage = Symbol::Stage.export(&path);
    let safe = mutable.is_none().then(|| quote!(safe));
    // What is elided means `'static` in a static, but nothing in a foreign one.
    let foreign = lifetimes::with_elided_as(ty, &Lifetime::new("'static", Span::call_site()));
    let description = description(persisted);
    let tracked = symbol::tracked_variable();
    quote! {
        unsafe extern "Rust" {
            #face
            #link
            #visibility #safe static #mutable #name: #foreign;
        }
        const _: () = {
            #tracked
            #storage
            #export
            static #mutable CHAUD_INIT: #ty = #value;
            #description
            #stage
            extern "C" fn chaud_stage() {
                ::chaud::__private::stage_static(&CHAUD_ITEM);
            }
        };
    }
}

fn description(Persisted { name, ty, .. }: &Persisted) -> TokenStream {
    let name = name.unraw().to_string();
    let (export, path, text) =
        (Symbol::Type.export(&name), symbol::item_name(&name), type_text(ty));
    quote! {
        #export
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::persisted::<#ty>(#path, #text);
    }
}
