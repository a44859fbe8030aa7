//! What a patch announces once it is loaded: nothing in the program changes before the loader commits.
//!
//! The macros write a function for each item, with a symbol that begins with `_CHAUD_STAGE::`. They are no constructors,
//! for those of a patch do not run: the program's own would run again.

use std::cell::RefCell;
use std::sync::atomic::AtomicPtr;

use crate::item::Item;
use crate::slot::{Slot, erase};

/// One item of a patch, as it was announced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Staged {
    pub(crate) item: &'static Item,
    /// For a function: the slot that calls go through, and the version that this patch brings.
    pub(crate) function: Option<(&'static AtomicPtr<()>, *mut ())>,
}

thread_local! {
    // So nobody else can add to a patch that is being loaded.
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

/// What `announce` stages on this thread.
pub(crate) fn by(announce: impl FnOnce()) -> Vec<Staged> {
    // What a refused patch has left is none of this one's.
    let _ = take();
    announce();
    take()
}

fn take() -> Vec<Staged> {
    STAGED.try_with(RefCell::take).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staging_changes_nothing() {
        static ITEM: Item = Item::function("demo::step", "fn() -> u32", &[(4, 4)]);
        static STATE: Item = Item::persisted::<u32>("demo::STATE", "u32");
        static SLOT: Slot<fn() -> u32> = Slot::new(|| 1);
        let staged = by(|| {
            stage_function(&ITEM, &SLOT, || 2);
            stage_static(&STATE);
        });
        assert_eq!(SLOT.get()(), 1);
        let names: Vec<_> = staged.iter().map(|staged| staged.item.name).collect();
        assert_eq!(names, ["demo::step", "demo::STATE"]);
        assert!(take().is_empty());
    }
}
