//! What a hot function or a persisted static looks like, so that a patch can be compared with the running program.

/// Describes one hot function or persisted static.
#[derive(Debug)]
pub struct Item {
    /// Function or static.
    pub kind: Kind,
    /// `module::path::NAME`, and after a `#` what tells its crate from others of that name; symbols are made of it.
    pub name: &'static str,
    /// The type as written, without parameter names.
    pub type_text: &'static str,
    /// Size and alignment: of the static, or of each parameter and then of what the function returns.
    pub layout: &'static [(usize, usize)],
}

/// What an [`Item`] describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A hot function.
    Function,
    /// A persisted static.
    Static,
}

impl Item {
    /// Describes a hot function.
    #[must_use]
    pub const fn function(
        name: &'static str,
        type_text: &'static str,
        layout: &'static [(usize, usize)],
    ) -> Self {
        Self { kind: Kind::Function, name, type_text, layout }
    }

    /// What it is called in Rust, `module::path::NAME`.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.name.split_once('$').map_or(self.name, |(path, _)| path)
    }

    /// Describes a persisted static of type `T`.
    #[must_use]
    pub const fn persisted<T>(name: &'static str, type_text: &'static str) -> Self {
        Self { kind: Kind::Static, name, type_text, layout: const { &[layout::<T>()] } }
    }
}

/// Size and alignment of `T`.
#[must_use]
pub const fn layout<T>() -> (usize, usize) {
    (size_of::<T>(), align_of::<T>())
}
