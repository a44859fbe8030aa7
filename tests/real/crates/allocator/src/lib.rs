#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How much the allocator has put aside for a value.
pub fn room_for<T>(value: &T) -> usize {
    // SAFETY: it only looks at its own records of what it has allocated.
    unsafe { libmimalloc_sys::mi_usable_size((&raw const *value).cast()) }
}
