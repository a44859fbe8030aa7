//! Functions of many kinds, each of which is edited while the program runs.

pub mod places;
pub mod shapes;

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};

static HELPED: AtomicU32 = AtomicU32::new(0);
static DROPPED: AtomicU32 = AtomicU32::new(0);
static TURNED: AtomicU32 = AtomicU32::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
/// Set once, by `main`.
static NAMES: OnceLock<Mutex<BTreeMap<u32, String>>> = OnceLock::new();

pub fn begin() {
    NAMES.set(Mutex::new(BTreeMap::new())).unwrap();
    HELD.store(held as *const () as usize, Relaxed);
    places::begin();
}

fn helper(n: u32) -> u32 {
    HELPED.fetch_add(1, Relaxed);
    n % 7
}

pub fn plain() -> u32 {
    let helped = helper(8);
    helped + 10
}

fn held() -> u32 {
    let helped = helper(9);
    helped + 10
}

fn recursive(n: u32) -> u32 {
    if n < 2 { 1 } else { recursive(n - 1) + recursive(n - 2) + helper(0) }
}

fn largest<T: Copy + PartialOrd>(all: &[T]) -> T {
    helper(1);
    all.iter().copied().reduce(|a, b| if a > b { a } else { b }).unwrap()
}

pub fn generic() -> u32 {
    let most = largest(&[1_u32, 5, 3]);
    most + helper(7)
}

fn sum_of(make: impl Fn(u32) -> u32) -> u32 {
    (0..4).map(|n| make(n) + helper(7)).sum()
}

pub fn closure() -> u32 {
    let factor = helper(2);
    sum_of(|n| n * factor)
}

struct Guard(u32);

impl Drop for Guard {
    fn drop(&mut self) {
        let helped = helper(7);
        DROPPED.store(self.0 + helped, Relaxed);
    }
}

pub fn dropping() -> u32 {
    drop(Guard(1));
    helper(9) + DROPPED.load(Relaxed)
}

unsafe fn reckless(at: *const u32) -> u32 {
    let helped = helper(7);
    unsafe { *at + helped }
}

extern "C" fn foreign(n: u32) -> u32 {
    let helped = helper(7);
    n + helped + 1
}

fn by_pointer() -> u32 {
    let function: extern "C" fn(u32) -> u32 = foreign;
    function(3)
}

pub fn name_of(n: u32) -> u32 {
    let mut names = NAMES.get().unwrap().lock().unwrap();
    names.entry(n).or_insert_with(|| format!("name {n}")).len() as u32
}

fn fails(n: u32) -> u32 {
    let all = [n; 3];
    all[helper(8 + n * 2) as usize]
}

pub fn panicking() -> u32 {
    let result = catch_unwind(|| fails(1));
    result.map_or_else(|_| places::panicked(), |n| n + 1000)
}

/// What a loop calls that never ends.
pub fn turn() {
    let by = helper(8);
    TURNED.store(by, Relaxed);
}

pub fn turned() -> u32 {
    TURNED.load(Relaxed)
}

pub fn halved(n: u32) -> u32 {
    scale::scaled(n) / 4
}

pub fn values() -> Vec<(&'static str, u32)> {
    let held = HELD.load(Relaxed);
    let held: fn() -> u32 = unsafe { std::mem::transmute(held) };
    let number = 5;
    let mut all = vec![
        ("plain", plain()),
        ("held", held()),
        ("recursive", recursive(6)),
        ("generic", generic()),
        ("closure", closure()),
        ("dropping", dropping()),
        ("reckless", unsafe { reckless(&number) }),
        ("foreign", by_pointer()),
        ("name", name_of(12)),
        ("panicking", panicking()),
        ("halved", halved(8)),
    ];
    all.extend(shapes::values());
    all.extend(places::values());
    all
}
