//! What the process held when the session began: code that a patch may lead back to. Such files are never opened.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::object::{self, Object};
use super::system;
use crate::stage::Staged;

/// The program as it was started.
pub(crate) struct Base {
    /// Path and dynamic section of each object that was loaded.
    objects: Vec<(CString, usize)>,
    /// Each slot that has ever changed, with what it held before.
    slots: Vec<First>,
}

struct First {
    path: &'static str,
    slot: &'static AtomicPtr<()>,
    function: *mut (),
}

impl Base {
    pub(crate) fn new() -> Self {
        let all = object::loaded(|_| false);
        let objects = all.into_iter().enumerate().filter_map(|(index, object)| {
            // The loader does not know the name of the executable, which is the first.
            let path = if index == 0 {
                let executable = system::executable()?;
                CString::new(executable.as_os_str().as_bytes()).ok()?
            } else {
                object.name
            };
            Some((path, object.dynamic))
        });
        Self { objects: objects.collect(), slots: Vec::new() }
    }

    /// Tells the object at `path`, if it was loaded then.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        let known = |(name, _): &&(CString, usize)| name.as_bytes() == path.as_bytes();
        self.objects.iter().find(known).map(|(_, dynamic)| *dynamic)
    }

    /// Points a hot function's slot at its new version; the function's name if that is another than before.
    pub(crate) fn point_slot(&mut self, staged: &Staged) -> Option<String> {
        let (slot, latest) = staged.function?;
        let before = slot.swap(latest, Ordering::AcqRel);
        if !self.slots.iter().any(|first| std::ptr::eq(first.slot, slot)) {
            self.slots.push(First { path: staged.item.path(), slot, function: before });
        }
        (before != latest).then(|| staged.item.path().to_owned())
    }

    /// Points the slots of the functions that `object` began with at these again; the names of those that changed.
    pub(crate) fn restore_slots(&self, object: &Object) -> Vec<String> {
        let own =
            self.slots.iter().filter(|first| object.code_at(first.function as usize).is_some());
        own.filter(|first| first.slot.swap(first.function, Ordering::AcqRel) != first.function)
            .map(|first| first.path.to_owned())
            .collect()
    }
}
