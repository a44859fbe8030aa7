//! Redirection: which old functions lead to which new ones when a patch goes live. Planned as a whole, then written.

use std::ffi::CString;
use std::ops::Range;
use std::path::Path;

use super::entry_code::Entry;
use super::object::Object;
use super::open_code::Open;
use super::system;
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
        let mut count = self.kept;
        for (open, entries) in &self.parts {
            for (entry, target) in entries {
                let done = match target {
                    Target::Other(address) => entry.lead(*address, open),
                    Target::Own => entry.restore(open),
                };
                count += usize::from(done);
            }
        }
        count
    }
}

/// Plans what the driver asks for; what does not have the layout of an entry, or cannot be written to, stays. A
/// function that shall lead to itself runs its own code again: if that is impossible, those that lead to it would never
/// end, so nothing goes live.
pub(crate) fn plan(redirects: &[Redirect], objects: &[&Object]) -> Result<Plan, Refusal> {
    let mut plan = Plan { parts: Vec::new(), kept: 0 };
    for Redirect { image, dylib, pairs } in redirects {
        let (Some(old), Some(new)) = (find(objects, image), find(objects, dylib)) else { continue };
        let mut entries = Vec::with_capacity(pairs.len());
        let mut touched: Option<Range<usize>> = None;
        let mut must = false;
        for &(from, to) in pairs {
            let (from, to) = (old.address(from), new.address(to));
            let (Some(code), Some(_)) = (old.code_at(from), new.code_at(to)) else { continue };
            let Some(entry) = Entry::at(from, code) else { continue };
            let target = if from == to { Target::Own } else { Target::Other(to) };
            if matches!(target, Target::Own) {
                if !entry.leads() {
                    plan.kept += 1;
                    continue;
                }
                must = true;
            }
            let range = touched.get_or_insert(from..from);
            *range = range.start.min(from - 16)..range.end.max(from + 2);
            entries.push((entry, target));
        }
        match touched.as_ref().map(Open::new) {
            Some(Ok(open)) => plan.parts.push((open, entries)),
            Some(Err(error)) if must => {
                let details = vec![format!("{image}: {error}")];
                return Err(Refusal { reason: Reason::Load, details });
            }
            Some(Err(error)) => messages::text_closed(image, &error),
            None => {}
        }
    }
    Ok(plan)
}

/// The object that was loaded from a path.
pub(crate) fn find<'a>(objects: &[&'a Object], path: &str) -> Option<&'a Object> {
    let name = CString::new(path).ok()?;
    objects.iter().find(|object| object.name == name).copied().or_else(|| {
        // The executable is the first, and the loader does not know its name.
        let executable = system::executable()?;
        objects.first().copied().filter(|_| executable == Path::new(path))
    })
}
