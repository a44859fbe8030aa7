//! Entries that can be redirected: rustc leaves room at the start of each function.

use crate::call::Call;

/// Made from `lib/build/scripts.ts`, which a test compares it with: the switches for entries on x86-64, those on Arm, those
/// that keep the names of symbols as they are without unstable switches, and those for imports; each on a line.
const FLAGS: &str = include_str!("entry_flags.txt");

/// The switches for a crate of a program with hot reload. Where it is optimised, there are no entries: the compiler lets
/// callers rely on more than a function's signature. There, each call reads the import that it goes through.
pub(crate) fn flags(call: &Call) -> Vec<&'static str> {
    let mut lines = FLAGS.lines();
    let mut next = || lines.next().unwrap_or_default().split_whitespace();
    let (x86_64, aarch64, names, imports) = (next(), next(), next(), next());
    let first = match call.machine() {
        _ if call.is_optimised => imports,
        "x86_64" => x86_64,
        "aarch64" => aarch64,
        _ => return Vec::new(),
    };
    if call.names_symbols { first.collect() } else { first.chain(names).collect() }
}
