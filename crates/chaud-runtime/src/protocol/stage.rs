//! How far a program is when it attaches.

use std::fmt;

use super::{Fields, Malformed};

/// How far a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It has begun; had it been told to, it would have waited before that.
    Running,
    /// It has not begun, and waits for what it shall begin with.
    Waiting,
}

const STAGES: [(Stage, &str); 2] = [(Stage::Running, "running"), (Stage::Waiting, "waiting")];

impl Fields<'_> {
    pub(super) fn stage(&mut self) -> Result<Stage, Malformed> {
        let field = self.rest.next();
        let known = STAGES.iter().find(|(_, word)| Some(*word) == field);
        known.map(|(stage, _)| *stage).ok_or_else(|| self.malformed("stage", field))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = STAGES.iter().find(|(known, _)| known == self).map_or("", |(_, word)| word);
        f.write_str(word)
    }
}
