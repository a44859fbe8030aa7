//! Redirection: which old functions lead to which new ones when a patch goes live. Planned as a whole, then written.

use std::ffi::CString;
use std::ops::Range;
use std::path::Path;

use super::image::Object;
use super::text::{Entry, Open};
use crate::protocol::Redirect;
use crate::sentences;

/// The writes that make old functions lead to new ones.
pub(crate) struct Plan {
    /// The code to open, with the entries in it and where they lead.
    parts: Vec<(Open, Vec<(Entry, usize)>)>,
}

impl Plan {
    /// Does it, and says how many entries lead to new code now.
    pub(crate) fn write(&self) -> usize {
        let mut count = 0;
        for (open, entries) in &self.parts {
            for (entry, target) in entries {
                count += usize::from(entry.lead(*target, open));
            }
        }
        count
    }
}

/// Plans what the driver asks for; what does not have the layout of an entry, or cannot be written to, stays.
pub(crate) fn plan(redirects: &[Redirect], objects: &[Object]) -> Plan {
    let mut plan = Plan { parts: Vec::new() };
    for Redirect { image, dylib, pairs } in redirects {
        let (Some(old), Some(new)) = (find(objects, image), find(objects, dylib)) else { continue };
        let mut entries = Vec::with_capacity(pairs.len());
        let mut touched: Option<Range<usize>> = None;
        for &(from, to) in pairs {
            let (from, to) = (old.address(from), new.address(to));
            let (Some(code), Some(_)) = (old.code_at(from), new.code_at(to)) else { continue };
            let Some(entry) = Entry::at(from, code) else { continue };
            let range = touched.get_or_insert(from..from);
            *range = range.start.min(from - 16)..range.end.max(from + 2);
            entries.push((entry, to));
        }
        match touched.as_ref().map(Open::new) {
            Some(Ok(open)) => plan.parts.push((open, entries)),
            Some(Err(error)) => sentences::text_closed(image, &error),
            None => {}
        }
    }
    plan
}

fn find<'a>(objects: &'a [Object], path: &str) -> Option<&'a Object> {
    let name = CString::new(path).ok()?;
    objects.iter().find(|object| object.name == name).or_else(|| {
        // The executable is the first, and the loader does not know its name.
        let executable = std::env::current_exe().ok()?;
        objects.first().filter(|_| executable == Path::new(path))
    })
}
