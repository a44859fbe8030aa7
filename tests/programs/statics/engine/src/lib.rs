//! Statics of every kind, each counted up by one whenever the values are asked for.

#[macro_use]
mod made;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::sync::{LazyLock, Mutex, OnceLock, RwLock};

pub fn version() -> u32 {
    1
}

static PRIVATE: AtomicU32 = AtomicU32::new(0);
pub static PUBLIC: AtomicU32 = AtomicU32::new(0);
/// Filled by `main`, once.
static ONCE: OnceLock<Mutex<u32>> = OnceLock::new();
static LAZY: LazyLock<Mutex<u32>> = LazyLock::new(|| Mutex::new(0));
static REGISTRY: RwLock<BTreeMap<String, u32>> = RwLock::new(BTreeMap::new());
static ARRAY: [AtomicU32; 3] = [const { AtomicU32::new(0) }; 3];
static REFERENCE: &AtomicU32 = &ARRAY[2];
static mut MUTABLE: u32 = 0;
#[no_mangle]
pub static EXPORTED: AtomicU32 = AtomicU32::new(0);
static CALLBACK: AtomicUsize = AtomicUsize::new(0);

pub mod inner {
    use super::*;

    pub(crate) static IN_MODULE: AtomicU32 = AtomicU32::new(0);
}

lazy! {
    static MADE: Mutex<u32> = Mutex::new(0);
}

thread_local! {
    static LOCAL: Cell<u32> = const { Cell::new(0) };
    static LAZY_LOCAL: RefCell<Vec<u32>> = RefCell::new(Vec::new());
    static DROPPED: RefCell<Tally> = RefCell::new(Tally(0));
}

struct Tally(u32);

impl Drop for Tally {
    fn drop(&mut self) {
        PRIVATE.fetch_add(0, Relaxed);
    }
}

pub struct Engine;

impl Engine {
    fn count(&self) -> u32 {
        static IN_METHOD: AtomicU32 = AtomicU32::new(0);
        IN_METHOD.fetch_add(1, Relaxed) + 1
    }
}

fn generic<T: Default + Into<u32>>() -> u32 {
    static IN_GENERIC: AtomicU32 = AtomicU32::new(0);
    IN_GENERIC.fetch_add(1, Relaxed) + 1 + T::default().into()
}

fn counted() -> u32 {
    static IN_FUNCTION: AtomicU32 = AtomicU32::new(0);
    IN_FUNCTION.fetch_add(1, Relaxed) + 1
}

fn by_macro() -> u32 {
    counter!("by macro")
}

fn other() -> u32 {
    0
}

pub fn begin() {
    ONCE.set(Mutex::new(0)).unwrap();
    CALLBACK.store(counted as *const () as usize, Relaxed);
}

/// The thread-local of whoever calls it.
pub fn local() -> u32 {
    LOCAL.set(LOCAL.get() + 1);
    LOCAL.get()
}

fn add(count: &Mutex<u32>) -> u32 {
    let mut count = count.lock().unwrap();
    *count += 1;
    *count
}

pub fn values() -> Vec<(&'static str, u32)> {
    let lazy_local = LAZY_LOCAL.with_borrow_mut(|all| {
        all.push(1);
        all.len() as u32
    });
    let dropped = DROPPED.with_borrow_mut(|tally| {
        tally.0 += 1;
        tally.0
    });
    let mutable = unsafe {
        MUTABLE += 1;
        MUTABLE
    };
    vec![
        ("private", PRIVATE.fetch_add(1, Relaxed) + 1),
        ("public", PUBLIC.fetch_add(1, Relaxed) + 1),
        ("once", ONCE.get().map_or(0, add)),
        ("lazy", add(&LAZY)),
        (
            "registry",
            *REGISTRY.write().unwrap().entry("one".to_owned()).and_modify(|n| *n += 1).or_insert(1),
        ),
        ("array", ARRAY[1].fetch_add(1, Relaxed) + 1),
        ("reference", REFERENCE.fetch_add(1, Relaxed) + 1),
        ("mutable", mutable),
        ("exported", EXPORTED.fetch_add(1, Relaxed) + 1),
        ("callback", u32::from(CALLBACK.load(Relaxed) != 0) + other()),
        ("in_module", inner::IN_MODULE.fetch_add(1, Relaxed) + 1),
        ("made", add(&MADE)),
        ("local", local()),
        ("lazy_local", lazy_local),
        ("dropped", dropped),
        ("in_method", Engine.count()),
        ("in_generic", generic::<u8>()),
        ("in_function", counted()),
        ("by_macro", by_macro()),
    ]
}
