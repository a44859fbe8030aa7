//! Which of the three expansions is wanted.

/// The build that the macros expand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// No hot reload: items stay what they are.
    Cold,
    /// The base: the program as it is started. It defines slots and persisted statics.
    Hot,
    /// A patch: it refers to what the base defines.
    Reload,
}

impl Mode {
    /// Expansions name the variable in an `option_env!`, so that cargo rebuilds when it changes.
    pub(crate) fn current() -> Self {
        if !cfg!(feature = "unsafe-hot-reload") {
            Mode::Cold
        } else if std::env::var_os("__CHAUD_RELOAD").is_none() {
            Mode::Hot
        } else {
            Mode::Reload
        }
    }
}
