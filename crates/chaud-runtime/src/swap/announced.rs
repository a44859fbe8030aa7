//! What the driver says of a patch before it asks to load it, until that request comes.

use std::ffi::CStr;
use std::mem;

use crate::protocol::{Binding, Reason, Redirect, Refusal};

/// What is known of one patch that is to come.
#[derive(Default)]
pub(crate) struct Announced {
    /// Old functions that lead to new ones once it is live.
    pub(crate) redirects: Vec<Redirect>,
    /// What C's `main` of the program leads to, if it waits.
    pub(crate) begin: Option<Redirect>,
    /// Statics that its dylibs share with what is loaded.
    pub(crate) bindings: Vec<Binding>,
    /// Symbols of it that code loaded before must not use.
    pub(crate) withheld: Vec<String>,
    /// Where filters are upon the thread: the system calls of a reload that they end the program for.
    pub(crate) deadly: Option<Vec<&'static str>>,
    /// What its files held when they were checked, by path.
    pub(crate) sums: Vec<(String, u64)>,
}

impl Announced {
    /// What a file held when it was checked.
    pub(crate) fn sum(&self, path: &str) -> Option<u64> {
        self.sums.iter().find(|(name, _)| name == path).map(|(_, sum)| *sum)
    }

    /// A refusal if the reload would end the program.
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        let names = self.deadly.as_deref().unwrap_or_default();
        if names.is_empty() {
            return Ok(());
        }
        let details = names.iter().map(|name| format!("`{name}` would end the program")).collect();
        Err(Refusal { reason: Reason::Filter, details })
    }

    /// Why a file could not be loaded: where there are filters, it is for what they forbid.
    pub(crate) fn explain(&self, refusal: Refusal) -> Refusal {
        let is_of_system =
            matches!(refusal.reason, Reason::Path | Reason::Load | Reason::Unreachable);
        let reason =
            if self.deadly.is_some() && is_of_system { Reason::Filter } else { refusal.reason };
        Refusal { reason, ..refusal }
    }

    /// The symbols that are not for code that was loaded before.
    pub(crate) fn withheld(&mut self) -> Withheld {
        let mut sorted = mem::take(&mut self.withheld);
        sorted.sort_unstable();
        Withheld { all: sorted.iter().any(|symbol| symbol == "*"), sorted }
    }
}

/// Symbols of a patch that older code must not use.
pub(crate) struct Withheld {
    all: bool,
    sorted: Vec<String>,
}

impl Withheld {
    pub(crate) fn has(&self, name: &CStr) -> bool {
        let name = name.to_bytes();
        self.all || self.sorted.binary_search_by(|symbol| symbol.as_bytes().cmp(name)).is_ok()
    }
}

/// The patches that were announced, by number. The next one that is asked for ends all others: they never came.
#[derive(Default)]
pub(crate) struct Announcements(Vec<(u32, Announced)>);

impl Announcements {
    /// What is known of `patch` so far.
    pub(crate) fn of(&mut self, patch: u32) -> &mut Announced {
        let index = self.0.iter().position(|(number, _)| *number == patch);
        let index = index.unwrap_or_else(|| {
            self.0.push((patch, Announced::default()));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }

    /// Takes what is known of `patch`, and forgets the rest.
    pub(crate) fn take(&mut self, patch: u32) -> Announced {
        let mut all = mem::take(&mut self.0).into_iter();
        all.find(|(number, _)| *number == patch).map(|(_, announced)| announced).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_patch_belongs_to_that_patch_alone() {
        let mut all = Announcements::default();
        all.of(1).withheld.push("f".to_owned());
        all.of(2).withheld.push("g".to_owned());
        all.of(2).sums.push(("/p.so".to_owned(), 7));
        let mut second = all.take(2);
        assert_eq!((second.sum("/p.so"), second.sum("/q.so")), (Some(7), None));
        let withheld = second.withheld();
        assert!(withheld.has(c"g") && !withheld.has(c"f"));
        // The first one never came.
        assert!(!all.take(1).withheld().has(c"f"));
    }

    #[test]
    fn a_star_stands_for_every_symbol() {
        let mut announced = Announced::default();
        assert!(!announced.withheld().has(c"f"));
        announced.withheld.push("*".to_owned());
        assert!(announced.withheld().has(c"f"));
    }
}
