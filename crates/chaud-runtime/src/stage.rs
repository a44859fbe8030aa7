//! What the constructors of a patch leave behind: nothing in the program changes before the loader commits.

use std::cell::RefCell;
use std::sync::atomic::AtomicPtr;

use crate::item::Item;
use crate::slot::{Slot, erase};

/// One item of a patch, as its constructor announced it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Staged {
    pub(crate) item: &'static Item,
    /// For a function: the slot that calls go through, and the version that this patch brings.
    pub(crate) function: Option<(&'static AtomicPtr<()>, *mut ())>,
}

thread_local! {
    // `dlopen` runs constructors on the thread that called it, so nobody else can add to a patch that is being loaded.
    static STAGED: RefCell<Vec<Staged>> = const { RefCell::new(Vec::new()) };
}

/// Announces that a patch has a new version of a hot function.
// Inlined, with all that is generic in it: crates share the instances of generic functions, and one that only patches
// call would be missing from a program that never loaded a patch of the crate that has it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "no crate may need another crate's instance")]
pub fn stage_function<F: Copy>(item: &'static Item, slot: &'static Slot<F>, latest: F) {
    push(item, Some((slot.pointer(), erase(latest))));
}

/// Announces that a patch uses a persisted static, so that its type is compared with the running one.
pub fn stage_static(item: &'static Item) {
    push(item, None);
}

// Never inlined: the list belongs to the running program, and a patch cannot reach its thread-local.
#[inline(never)]
fn push(item: &'static Item, function: Option<(&'static AtomicPtr<()>, *mut ())>) {
    // It fails only on a thread that is ending or inside `take`: there is no reload to stage for.
    let _ = STAGED.try_with(|staged| {
        if let Ok(mut staged) = staged.try_borrow_mut() {
            staged.push(Staged { item, function });
        }
    });
}

/// Takes what this thread's constructors have staged.
pub(crate) fn take() -> Vec<Staged> {
    STAGED.try_with(RefCell::take).unwrap_or_default()
}

/// Runs a function as soon as the library that holds it is loaded: `constructor! { fn stage() { … } }`.
#[macro_export]
#[doc(hidden)]
macro_rules! constructor {
    (fn $name:ident() $body:block) => {
        const _: () = {
            extern "C" fn $name() $body

            #[used]
            #[cfg_attr(
                any(target_os = "linux", target_os = "android", target_os = "freebsd"),
                unsafe(link_section = ".init_array")
            )]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
            static CONSTRUCTOR: extern "C" fn() = $name;
        };
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staging_changes_nothing() {
        static ITEM: Item = Item::function("demo::step", "fn() -> u32", &[(4, 4)]);
        static STATE: Item = Item::persisted::<u32>("demo::STATE", "u32");
        static SLOT: Slot<fn() -> u32> = Slot::new(|| 1);
        stage_function(&ITEM, &SLOT, || 2);
        stage_static(&STATE);
        assert_eq!(SLOT.get()(), 1);
        let names: Vec<_> = take().iter().map(|staged| staged.item.name).collect();
        assert_eq!(names, ["demo::step", "demo::STATE"]);
        assert!(take().is_empty());
    }
}
