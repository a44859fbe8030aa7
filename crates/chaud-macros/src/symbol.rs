//! Names that the base, its patches and the driver agree on: `<prefix>module::path::NAME$<owner>`.

use std::env;

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
    /// The function of a patch that announces it to the runtime.
    Stage,
}

impl Symbol {
    fn prefix(self) -> &'static str {
        match self {
            Symbol::Value => "_CHAUD::",
            Symbol::Init => "_CHAUD_INIT::",
            Symbol::Type => "_CHAUD_TYPE::",
            Symbol::Stage => "_CHAUD_STAGE::",
        }
    }

    /// For what this crate defines.
    pub(crate) fn export(self, name: &str) -> TokenStream {
        let (prefix, name) = (self.prefix(), suffix(name));
        quote!(#[unsafe(export_name = ::core::concat!(#prefix, ::core::module_path!(), #name))])
    }

    /// For what the running program defines.
    pub(crate) fn link(self, name: &str) -> TokenStream {
        let (prefix, name) = (self.prefix(), suffix(name));
        quote!(#[link_name = ::core::concat!(#prefix, ::core::module_path!(), #name)])
    }
}

/// What the names of an item's symbols have in common, `module::path::NAME$<owner>`.
pub(crate) fn item_name(name: &str) -> TokenStream {
    let name = suffix(name);
    quote!(::core::concat!(::core::module_path!(), #name))
}

fn suffix(name: &str) -> String {
    format!("::{name}${}", owner().unwrap_or_default())
}

/// Tells a crate from others of its name that are linked with it: a package may have a library and a program of one
/// name, and there may be two versions of it. `None` where it is not cargo that builds the crate.
pub(crate) fn owner() -> Option<String> {
    let [name, version] = ["CARGO_PKG_NAME", "CARGO_PKG_VERSION"].map(env::var);
    // Cargo sets the first for programs and examples only, the second for tests and benchmarks.
    let kind = if env::var_os("CARGO_BIN_NAME").is_some() {
        "$bin"
    } else if env::var_os("CARGO_TARGET_TMPDIR").is_some() {
        "$test"
    } else {
        ""
    };
    // Linkers' version scripts take `#` for a comment, and know neither `:` nor `+` in names.
    Some(format!("{}${}{kind}", name.ok()?, version.ok()?.replace('+', "$")))
}

/// Makes cargo and rustc notice the variable that `Mode::current` reads.
pub(crate) fn tracked_variable() -> TokenStream {
    quote!(
        const _: ::core::option::Option<&str> = ::core::option_env!("__CHAUD_RELOAD");
    )
}
