//! Why a patch was not loaded, as the messages have it.

use std::fmt;

/// Why a patch was not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: Reason,
    pub(crate) details: Vec<String>,
}

/// The kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A hot function or persisted static has another type than the running one.
    Type,
    /// The dynamic loader could not load a dylib, or the file is not a whole dylib.
    Load,
    /// A file lies outside the session directory or is not what it should be.
    Path,
    /// The session directory is out of the program's reach: it has changed its root directory, say.
    Unreachable,
    /// The program has no file descriptor left.
    Limit,
    /// A filter of system calls forbids what a reload does.
    Filter,
    /// A file is not what the driver has read.
    Damaged,
    /// The request itself makes no sense.
    Protocol,
}

pub(crate) const REASONS: [(Reason, &str); 8] = [
    (Reason::Type, "type"),
    (Reason::Load, "load"),
    (Reason::Path, "path"),
    (Reason::Unreachable, "unreachable"),
    (Reason::Limit, "limit"),
    (Reason::Filter, "filter"),
    (Reason::Damaged, "damaged"),
    (Reason::Protocol, "protocol"),
];

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = REASONS.iter().find(|(reason, _)| reason == self).map_or("", |(_, word)| word);
        f.write_str(word)
    }
}
