//! Entries that can be redirected: rustc leaves room at the start of each function.

use crate::call::Call;

/// Made from `lib/build/scripts.ts`, which a test compares it with: the switches for entries, on the second line those
/// that keep the names of symbols as they are without unstable switches, and on the third those for imports.
const FLAGS: &str = include_str!("entry_flags.txt");

/// The switches for a crate of a program with hot reload. Where it is optimised, there are no entries: the compiler lets
/// callers rely on more than a function's signature. There, each call reads the import that it goes through.
pub(crate) fn flags(call: &Call) -> Vec<&'static str> {
    let mut lines = FLAGS.lines();
    let mut next = || lines.next().unwrap_or_default().split_whitespace();
    let (entries, names, imports) = (next(), next(), next());
    let first = if call.is_optimised {
        imports
    } else if cfg!(target_arch = "x86_64") {
        entries
    } else {
        return Vec::new();
    };
    if call.names_symbols { first.collect() } else { first.chain(names).collect() }
}
