//! Macros that make statics, in the ways that widespread crates have.

/// As `lazy_static!` does.
macro_rules! lazy {
    ($(static $name:ident: $type:ty = $value:expr;)*) => {
        $(
            #[allow(non_camel_case_types)]
            struct $name;

            impl std::ops::Deref for $name {
                type Target = $type;

                fn deref(&self) -> &$type {
                    fn stable() -> &'static $type {
                        static LAZY: std::sync::OnceLock<$type> = std::sync::OnceLock::new();
                        LAZY.get_or_init(|| $value)
                    }
                    stable()
                }
            }
        )*
    };
}

/// A static where it is called, as loggers have them.
macro_rules! counter {
    ($name:literal) => {{
        static SITE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        std::hint::black_box($name);
        SITE.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1
    }};
}
