// expand/src/lib.rs as rustc sees it in the base.
//! Every form of chaud's attributes, once.
//!
//! `../expanded_cold.rs` shows what becomes of this file without the feature `unsafe-hot-reload`,
//! `../expanded_hot.rs` with it, and `../expanded_reload.rs` in a patch.
#![forbid(unsafe_code)]
#![deny(missing_docs, warnings)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

#[doc = " How often something was counted."]
#[unsafe(export_name = "_CHAUD::expand::COUNT$expand$0.1.0")]
pub static COUNT: AtomicU64 = AtomicU64::new(0);
const _: () = {
    const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
    #[unsafe(export_name = "_CHAUD_TYPE::expand::COUNT$expand$0.1.0")]
    static CHAUD_ITEM: ::chaud::__private::Item =
        ::chaud::__private::Item::persisted::<AtomicU64>("expand::COUNT$expand$0.1.0", "AtomicU64");
};

#[doc = " The smallest hot function."]
pub fn count() {
    #[allow(clippy::pedantic)]
    #[inline(never)]
    fn __chaud_count() {
        COUNT.fetch_add(1, Ordering::Relaxed);
    }
    const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
    #[unsafe(export_name = "_CHAUD::expand::count$expand$0.1.0")]
    static CHAUD_SLOT: ::chaud::__private::Slot<fn()> =
        ::chaud::__private::Slot::new(__chaud_count);
    #[unsafe(export_name = "_CHAUD_TYPE::expand::count$expand$0.1.0")]
    static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
        "expand::count$expand$0.1.0",
        "fn()",
        &[::chaud::__private::layout::<()>()],
    );
    CHAUD_SLOT.get()()
}

#[doc = " Parameters, a result, attributes, and a call of itself."]
#[must_use]
#[allow(clippy::manual_is_multiple_of)]
pub fn collatz(n: u64, argument_1: &str) -> u64 {
    #[allow(clippy::pedantic)]
    #[inline(never)]
    fn __chaud_collatz(mut n: u64, _: &str) -> u64 {
        if n <= 1 {
            return 0;
        }
        n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
        1 + collatz(n, "again")
    }
    const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
    #[unsafe(export_name = "_CHAUD::expand::collatz$expand$0.1.0")]
    static CHAUD_SLOT: ::chaud::__private::Slot<fn(u64, &str) -> u64> =
        ::chaud::__private::Slot::new(__chaud_collatz);
    #[unsafe(export_name = "_CHAUD_TYPE::expand::collatz$expand$0.1.0")]
    static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
        "expand::collatz$expand$0.1.0",
        "fn(u64, &str) -> u64",
        &[
            ::chaud::__private::layout::<u64>(),
            ::chaud::__private::layout::<&str>(),
            ::chaud::__private::layout::<u64>(),
        ],
    );
    CHAUD_SLOT.get()(n, argument_1)
}

#[doc = " Lifetimes, elided and named."]
#[must_use]
pub fn longest<'a>(one: &'a str, other: &'a str, _separator: &str) -> &'a str {
    #[allow(clippy::pedantic)]
    #[inline(never)]
    fn __chaud_longest<'a>(one: &'a str, other: &'a str, _separator: &str) -> &'a str {
        if one.len() < other.len() { other } else { one }
    }
    const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
    #[unsafe(export_name = "_CHAUD::expand::longest$expand$0.1.0")]
    static CHAUD_SLOT: ::chaud::__private::Slot<for<'a> fn(&'a str, &'a str, &str) -> &'a str> =
        ::chaud::__private::Slot::new(__chaud_longest);
    #[unsafe(export_name = "_CHAUD_TYPE::expand::longest$expand$0.1.0")]
    static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
        "expand::longest$expand$0.1.0",
        "for<'a> fn(&'a str, &'a str, &str) -> &'a str",
        &[
            ::chaud::__private::layout::<&'static str>(),
            ::chaud::__private::layout::<&'static str>(),
            ::chaud::__private::layout::<&str>(),
            ::chaud::__private::layout::<&'static str>(),
        ],
    );
    CHAUD_SLOT.get()(one, other, _separator)
}

/// A type with hot methods.
pub struct Shape {
    side: f64,
    name: String,
}

impl Shape {
    #[doc = " A hot method."]
    #[must_use]
    pub fn area(&self) -> f64 {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn __chaud_area(this: &Shape) -> f64 {
            this.side * this.side
        }
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD::expand::Shape::area$expand$0.1.0")]
        static CHAUD_SLOT: ::chaud::__private::Slot<fn(&Shape) -> f64> =
            ::chaud::__private::Slot::new(__chaud_area);
        #[unsafe(export_name = "_CHAUD_TYPE::expand::Shape::area$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
            "expand::Shape::area$expand$0.1.0",
            "fn(&Shape) -> f64",
            &[::chaud::__private::layout::<&Shape>(), ::chaud::__private::layout::<f64>()],
        );
        CHAUD_SLOT.get()(self)
    }

    #[doc = " A hot method that changes its value."]
    pub fn grow(&mut self, by: f64) {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn __chaud_grow(this: &mut Shape, by: f64) {
            this.side += by;
        }
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD::expand::Shape::grow$expand$0.1.0")]
        static CHAUD_SLOT: ::chaud::__private::Slot<fn(&mut Shape, f64)> =
            ::chaud::__private::Slot::new(__chaud_grow);
        #[unsafe(export_name = "_CHAUD_TYPE::expand::Shape::grow$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
            "expand::Shape::grow$expand$0.1.0",
            "fn(&mut Shape, f64)",
            &[
                ::chaud::__private::layout::<&mut Shape>(),
                ::chaud::__private::layout::<f64>(),
                ::chaud::__private::layout::<()>(),
            ],
        );
        CHAUD_SLOT.get()(self, by)
    }

    #[doc = " A hot method that returns a reference."]
    #[must_use]
    pub fn name<'this>(&'this self, default: &'static str) -> &'this str {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn __chaud_name<'this>(this: &'this Shape, default: &'static str) -> &'this str {
            if this.name.is_empty() { default } else { &this.name }
        }
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD::expand::Shape::name$expand$0.1.0")]
        static CHAUD_SLOT: ::chaud::__private::Slot<
            for<'this> fn(&'this Shape, &'static str) -> &'this str,
        > = ::chaud::__private::Slot::new(__chaud_name);
        #[unsafe(export_name = "_CHAUD_TYPE::expand::Shape::name$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
            "expand::Shape::name$expand$0.1.0",
            "for<'this> fn(&'this Shape, &'static str) -> &'this str",
            &[
                ::chaud::__private::layout::<&'static Shape>(),
                ::chaud::__private::layout::<&'static str>(),
                ::chaud::__private::layout::<&'static str>(),
            ],
        );
        CHAUD_SLOT.get()(self, default)
    }
}

impl Drop for Shape {
    #[doc = " A hot method of a trait."]
    fn drop(&mut self) {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn __chaud_drop(this: &mut Shape) {
            this.side = 0.0;
        }
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD::expand::Shape::drop$expand$0.1.0")]
        static CHAUD_SLOT: ::chaud::__private::Slot<fn(&mut Shape)> =
            ::chaud::__private::Slot::new(__chaud_drop);
        #[unsafe(export_name = "_CHAUD_TYPE::expand::Shape::drop$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
            "expand::Shape::drop$expand$0.1.0",
            "fn(&mut Shape)",
            &[::chaud::__private::layout::<&mut Shape>(), ::chaud::__private::layout::<()>()],
        );
        CHAUD_SLOT.get()(self)
    }
}

/// Hot and persisted items in the body of a function.
pub fn remember(word: &str) -> usize {
    #[unsafe(export_name = "_CHAUD::expand::WORDS$expand$0.1.0")]
    static WORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    const _: () = {
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD_TYPE::expand::WORDS$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item =
            ::chaud::__private::Item::persisted::<Mutex<Vec<String>>>(
                "expand::WORDS$expand$0.1.0",
                "Mutex<Vec<String>>",
            );
    };

    fn shorten(word: &str) -> String {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn __chaud_shorten(word: &str) -> String {
            word.chars().take(8).collect()
        }
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD::expand::shorten$expand$0.1.0")]
        static CHAUD_SLOT: ::chaud::__private::Slot<fn(&str) -> String> =
            ::chaud::__private::Slot::new(__chaud_shorten);
        #[unsafe(export_name = "_CHAUD_TYPE::expand::shorten$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
            "expand::shorten$expand$0.1.0",
            "fn(&str) -> String",
            &[::chaud::__private::layout::<&str>(), ::chaud::__private::layout::<String>()],
        );
        CHAUD_SLOT.get()(word)
    }

    let Ok(mut words) = WORDS.lock() else { return 0 };
    words.push(shorten(word));
    words.len()
}

/// Items in a module, one behind `cfg`, and a mutable static.
pub mod nested {
    #[unsafe(export_name = "_CHAUD::expand::nested::MODE$expand$0.1.0")]
    pub(crate) static mut MODE: u8 = 0;
    const _: () = {
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD_TYPE::expand::nested::MODE$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item =
            ::chaud::__private::Item::persisted::<u8>("expand::nested::MODE$expand$0.1.0", "u8");
    };

    /// Where the mode is.
    #[must_use]
    pub fn mode() -> *const u8 {
        &raw const MODE
    }

    #[doc = " Only in builds with debug assertions."]
    pub fn count_in_debug() {
        #[allow(clippy::pedantic)]
        #[inline(never)]
        fn __chaud_count_in_debug() {
            super::count();
        }
        const _: ::core::option::Option<&str> = ::core::option::Option::None::<&'static str>;
        #[unsafe(export_name = "_CHAUD::expand::nested::count_in_debug$expand$0.1.0")]
        static CHAUD_SLOT: ::chaud::__private::Slot<fn()> =
            ::chaud::__private::Slot::new(__chaud_count_in_debug);
        #[unsafe(export_name = "_CHAUD_TYPE::expand::nested::count_in_debug$expand$0.1.0")]
        static CHAUD_ITEM: ::chaud::__private::Item = ::chaud::__private::Item::function(
            "expand::nested::count_in_debug$expand$0.1.0",
            "fn()",
            &[::chaud::__private::layout::<()>()],
        );
        CHAUD_SLOT.get()()
    }
}
