//! What the macros do not support. Every sentence names the limit and the way round it.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;

use crate::mode::Mode;
use crate::symbol;

pub(crate) const ABI: &str = "a hot function has the Rust ABI: keep the `extern` function, and call a hot function without `extern` from it";
pub(crate) const ASYNC: &str = "a hot function cannot be `async`: \
    make the synchronous steps hot and call them from the `async` function, or return a boxed future";
pub(crate) const BODY: &str =
    "a hot function needs a body: put the attribute on its definition, in the `impl`";
pub(crate) const CFG_PARAMETER: &str = "a parameter of a hot function cannot be behind `#[cfg]`: \
    write one function for each configuration, with `#[cfg]` on the function";
pub(crate) const CONST: &str = "a hot function cannot be `const`, since it is called through a pointer that changes: remove `const`";
pub(crate) const EXPORTED_STATIC: &str = "a persisted static has a symbol name of chaud's: \
    export a second static, or a function that returns a reference to this one";
pub(crate) const GENERIC: &str = "a hot function cannot have type or const parameters, \
    since a reload cannot know every instance: make the function that does the work hot, with concrete types";
pub(crate) const IMPL_TRAIT: &str = "a hot function cannot use `impl Trait`: name the type, or use `&dyn Trait` or `Box<dyn Trait>`";
pub(crate) const LIFETIME_BOUND: &str = "a lifetime of a hot function cannot have bounds: \
    use one lifetime for both, or move the work into a hot function whose lifetimes are independent";
pub(crate) const LIFETIME_OF_IMPL: &str = "a hot function cannot use a lifetime of the `impl` around it: \
    write `'_`, or declare it on the function";
pub(crate) const LIFETIME_RETURNED: &str = "a lifetime of a hot function must appear in a parameter: use `'static` for what does not borrow from one";
pub(crate) const NOT_A_FUNCTION: &str = "`#[chaud::hot]` goes on a function: use `#[chaud::persist]` for a static, and hot functions for everything else";
pub(crate) const NOT_A_STATIC: &str = "`#[chaud::persist]` goes on a `static`: \
    keep the value in a static, with a `Mutex`, an atomic or a `OnceLock` if it changes";
pub(crate) const NO_CARGO: &str = "hot reload cannot tell this crate from others of its name, since it is not built by cargo: \
    set `CARGO_PKG_NAME` and `CARGO_PKG_VERSION` for it as cargo does, and `CARGO_BIN_NAME` for a program";
pub(crate) const PATTERN: &str =
    "a parameter of a hot function is a plain name: take it apart in the body, with `let`";
pub(crate) const PERSIST_ARGUMENT: &str =
    "`#[chaud::persist]` takes no argument: write it without parentheses";
pub(crate) const RECEIVER: &str = "a hot method names its receiver: write `#[chaud::hot(self)]`, and `this: &Type` or `this: &mut Type` for `self`";
pub(crate) const SELF_TYPE: &str = "`Self` cannot be used in a hot function, whose body is moved out of the `impl`: write the type's name";
pub(crate) const SELF_VALUE: &str =
    "`self` cannot be used in a hot method, whose body is moved out of the `impl`: use `this`";
pub(crate) const TARGET_FEATURE: &str = "a hot function cannot have `#[target_feature]`, \
    since its pointer would be unsafe to call: put the attribute on a function that it calls";
pub(crate) const THIS: &str = "`#[chaud::hot(self)]` takes a method whose first parameter is `this: &Type` or \
    `this: &mut Type`: write it so, or use `#[chaud::hot]` if the function has no receiver";
pub(crate) const THREAD_LOCAL: &str = "a thread-local value cannot be persisted, since each thread has its own: \
    use a `static` with a `Mutex` or an atomic";
pub(crate) const UNINITIALISED: &str = "a persisted static needs an initial value: put the attribute on its definition, not on a foreign static";
pub(crate) const UNSAFE: &str = "a hot function cannot be `unsafe`: \
    make a safe function hot and keep the `unsafe` block inside it, or call the hot function from the `unsafe` one";
pub(crate) const VARIADIC: &str = "a hot function cannot be variadic: take a slice";
pub(crate) const WHERE: &str = "a hot function cannot have a `where` clause: \
    it has no type parameters, so move the bound to the function that has some";

pub(crate) fn unknown_hot_argument(argument: &str) -> String {
    format!(
        "unknown argument `{argument}`: write `#[chaud::hot]`, or `#[chaud::hot(self)]` for a method"
    )
}

/// The limits that one item runs into, reported together.
#[derive(Default)]
pub(crate) struct Limits {
    errors: Option<Error>,
    /// Whether rustc refuses the item too, as long as it is there.
    invalid: bool,
}

impl Limits {
    /// Reports a limit at `span`.
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.add(Error::new(span, message));
    }

    /// Reports a limit at the place of `tokens`.
    pub(crate) fn refuse(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(Error::new_spanned(tokens, message));
    }

    /// Reports a crate whose items could have the same symbols as another's.
    pub(crate) fn check_owner(&mut self, mode: Mode) {
        if mode != Mode::Cold && symbol::owner().is_none() {
            self.push(Span::call_site(), NO_CARGO);
        }
    }

    pub(crate) fn add(&mut self, error: Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Leaves out the item, so that rustc does not report the same mistake in its own words.
    pub(crate) fn leave_out_item(&mut self) {
        self.invalid = true;
    }

    /// The errors, if there are any. The item follows, so that those who use it do not report it missing.
    pub(crate) fn report(self, item: &TokenStream) -> Option<TokenStream> {
        let mut tokens = self.errors?.into_compile_error();
        if !self.invalid {
            tokens.extend(item.clone());
        }
        Some(tokens)
    }
}
