//! Entries that can be redirected: rustc leaves room at the start of each function.

use crate::call::Call;

/// Made from `lib/build/scripts.ts`, which a test compares it with: the switches for entries, and on the second line those
/// that keep the names of symbols as they are without unstable switches.
const FLAGS: &str = include_str!("entry_flags.txt");

/// The switches for a crate of a program with hot reload. None where it is optimised: there the compiler lets callers
/// rely on more than a function's signature.
pub(crate) fn flags(call: &Call) -> Vec<&'static str> {
    if call.is_optimised || !cfg!(target_arch = "x86_64") {
        return Vec::new();
    }
    let lines = if call.names_symbols { 1 } else { 2 };
    FLAGS.lines().take(lines).flat_map(str::split_whitespace).collect()
}
