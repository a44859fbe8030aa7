//! Names that the base, its patches and the driver agree on.

use proc_macro2::TokenStream;
use quote::quote;

/// What a symbol stands for; the second part of its name is the item's path.
#[derive(Clone, Copy)]
pub(crate) enum Symbol {
    /// The value that everybody uses: a persisted static, or a hot function's slot.
    Value,
    /// The same as a patch would first define it. The driver links it as the value if the process has none.
    Init,
    /// The description of its type.
    Type,
}

impl Symbol {
    fn prefix(self) -> &'static str {
        match self {
            Symbol::Value => "_CHAUD::",
            Symbol::Init => "_CHAUD_INIT::",
            Symbol::Type => "_CHAUD_TYPE::",
        }
    }

    /// For what this crate defines.
    pub(crate) fn export(self, name: &str) -> TokenStream {
        let (prefix, name) = (self.prefix(), format!("::{name}"));
        quote!(#[unsafe(export_name = ::core::concat!(#prefix, ::core::module_path!(), #name))])
    }

    /// For what the running program defines.
    pub(crate) fn link(self, name: &str) -> TokenStream {
        let (prefix, name) = (self.prefix(), format!("::{name}"));
        quote!(#[link_name = ::core::concat!(#prefix, ::core::module_path!(), #name)])
    }
}

/// The item's path, `module::path::NAME`.
pub(crate) fn path(name: &str) -> TokenStream {
    let name = format!("::{name}");
    quote!(::core::concat!(::core::module_path!(), #name))
}

/// Makes cargo and rustc notice the variable that `Mode::current` reads.
pub(crate) fn tracked_variable() -> TokenStream {
    quote!(
        const _: ::core::option::Option<&str> = ::core::option_env!("__CHAUD_RELOAD");
    )
}
