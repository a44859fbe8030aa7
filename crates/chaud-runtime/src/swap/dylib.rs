//! The dylibs of a patch: how they come into the process and, where their patch is refused, out of it again. Whether
//! they go live is not decided here.

use std::cell::Cell;
use std::ffi::CStr;
use std::rc::Rc;

use super::object::{self, Object};
use super::session_folder::Admitted;
use super::system::Library;
use crate::protocol::{Reason, Refusal};

/// A loaded dylib of a patch; unloaded when dropped, unless it was kept.
pub(crate) struct Dylib {
    pub(crate) file: Admitted,
    /// Tells its object from all others.
    pub(crate) dynamic: usize,
    library: Cell<Option<Library>>,
}

impl Dylib {
    /// Loads a file.
    pub(crate) fn open(file: Admitted) -> Result<Self, Refusal> {
        let library = Library::open(&file.held);
        let library =
            library.map_err(|error| Refusal { reason: Reason::Load, details: vec![error] })?;
        if !file.is_same() {
            return Err(about(&file.path, Reason::Path, "has changed while it was loaded"));
        }
        let Some(dynamic) = library.dynamic() else {
            return Err(about(&file.path, Reason::Load, "the dynamic loader does not know it"));
        };
        Ok(Self { file, dynamic, library: Cell::new(Some(library)) })
    }

    /// Loads a file, unless it is one of those that are `live`: an earlier patch once more, since the driver undoes
    /// what came after it.
    pub(crate) fn open_once(file: Admitted, live: &[Rc<Self>]) -> Result<Rc<Self>, Refusal> {
        match live.iter().find(|dylib| dylib.file.path == file.path) {
            Some(dylib) if dylib.file.is(&file) => Ok(Rc::clone(dylib)),
            Some(_) => Err(about(&file.path, Reason::Path, "has changed since it was loaded")),
            None => Self::open(file).map(Rc::new),
        }
    }

    /// Which of `objects` it is.
    pub(crate) fn object<'a>(&self, objects: &[&'a Object]) -> Result<&'a Object, Refusal> {
        let object = objects.iter().find(|object| object.dynamic == self.dynamic).copied();
        object.ok_or_else(|| about(&self.file.path, Reason::Load, "has no symbols"))
    }

    /// Leaves it loaded for the rest of the process.
    pub(crate) fn keep(&self) {
        if let Some(library) = self.library.take() {
            library.leak();
        }
    }
}

impl Drop for Dylib {
    fn drop(&mut self) {
        // A constructor may have left pointers to the dylib anywhere.
        let objects = object::loaded(|_| false);
        let object = objects.iter().find(|object| object.dynamic == self.dynamic);
        if object.is_none_or(Object::has_constructors) {
            self.keep();
        }
    }
}

fn about(path: &CStr, reason: Reason, what: &str) -> Refusal {
    Refusal { reason, details: vec![format!("{}: {what}", path.to_string_lossy())] }
}
