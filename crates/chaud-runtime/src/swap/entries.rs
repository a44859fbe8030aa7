//! Redirection: which old functions lead to which new ones when a patch goes live. Planned as a whole, then written.

use std::ffi::CString;
use std::fmt::Display;
use std::ops::Range;
use std::path::Path;

use super::entry_code::Entry;
use super::object::Object;
use super::open_code::Open;
use super::{processors, system};
use crate::messages;
use crate::protocol::{Reason, Redirect, Refusal};

/// The writes that make old functions lead to new ones.
pub(crate) struct Plan {
    /// The code to open, with the entries in it and where they lead.
    parts: Vec<(Open, Vec<(Entry, Target)>)>,
    /// Entries that are what they shall be.
    kept: usize,
}

/// What an old function shall run.
#[derive(Clone, Copy)]
enum Target {
    Other(usize),
    /// Its own code, which is the newest again.
    Own,
}

impl Plan {
    /// Does it, and says how many entries lead to the newest code now.
    pub(crate) fn write(&self) -> usize {
        let mut ready = Vec::new();
        for (open, entries) in &self.parts {
            for (entry, target) in entries {
                let aims = match target {
                    Target::Other(address) => entry.aim(*address, open),
                    Target::Own => true,
                };
                if aims {
                    ready.push((open, entry, target));
                }
            }
        }
        // No processor may be led to what it would see half of.
        if ready.is_empty() || !processors::synchronise() {
            return self.kept;
        }
        let led = ready.iter().filter(|(open, entry, target)| match target {
            Target::Other(_) => entry.lead(open),
            Target::Own => entry.restore(open),
        });
        let count = self.kept + led.count();
        // None goes on with what it has fetched before.
        processors::synchronise();
        count
    }
}

/// Plans what the driver asks for; what does not have the layout of an entry, or cannot be written to, stays. A
/// function that shall lead to itself runs its own code again: if that is impossible, those that lead to it would never
/// end, so nothing goes live.
///
/// Nor does anything where a function of code that comes just now (`is_new` tells, by the path of its file) cannot lead
/// elsewhere as it shall: its body may be empty. These are written first of all.
pub(crate) fn plan(
    redirects: &[Redirect],
    objects: &[&Object],
    is_new: impl Fn(&str) -> bool,
) -> Result<Plan, Refusal> {
    let mut plan = Plan { parts: Vec::new(), kept: 0 };
    let (new, old): (Vec<_>, Vec<_>) =
        redirects.iter().partition(|redirect| is_new(&redirect.image));
    for redirect in new {
        plan.add(redirect, objects, true)?;
    }
    for redirect in old {
        plan.add(redirect, objects, false)?;
    }
    Ok(plan)
}

impl Plan {
    /// Plans for the functions of one file, all of which `must` lead where they shall.
    fn add(
        &mut self,
        Redirect { image, dylib, pairs }: &Redirect,
        objects: &[&Object],
        must: bool,
    ) -> Result<(), Refusal> {
        let refuse = |what: &dyn Display| {
            let details = vec![format!("{image}: {what}")];
            Err(Refusal { reason: Reason::Load, details })
        };
        let (Some(old), Some(new)) = (find(objects, image), find(objects, dylib)) else {
            return if must { refuse(&UNBOUND) } else { Ok(()) };
        };
        let mut entries = Vec::with_capacity(pairs.len());
        let mut touched: Option<Range<usize>> = None;
        let mut restores = false;
        for &(from, to) in pairs {
            let (from, to) = (old.address(from), new.address(to));
            let code = new.code_at(to).and_then(|_| old.code_at(from));
            let Some(entry) = code.and_then(|code| Entry::at(from, code)) else {
                if must {
                    return refuse(&UNBOUND);
                }
                continue;
            };
            let target = if from == to { Target::Own } else { Target::Other(to) };
            if matches!(target, Target::Own) {
                if !entry.leads() {
                    self.kept += 1;
                    continue;
                }
                restores = true;
            }
            let range = touched.get_or_insert(from..from);
            let Range { start, end } = entry.bytes();
            *range = range.start.min(start)..range.end.max(end);
            entries.push((entry, target));
        }
        match touched.as_ref().map(Open::new) {
            Some(Ok(open)) => self.parts.push((open, entries)),
            Some(Err(error)) if must || restores => return refuse(&error),
            Some(Err(error)) => messages::text_closed(image, &error),
            None => {}
        }
        Ok(())
    }
}

/// What stands in the way of new code whose functions must lead elsewhere.
const UNBOUND: &str = "a function of it cannot lead to what the program has";

/// The object that was loaded from a path.
pub(crate) fn find<'a>(objects: &[&'a Object], path: &str) -> Option<&'a Object> {
    let name = CString::new(path).ok()?;
    objects.iter().find(|object| object.name == name).copied().or_else(|| {
        // The executable is the first, and the loader does not know its name.
        let executable = system::executable()?;
        objects.first().copied().filter(|_| executable == Path::new(path))
    })
}
