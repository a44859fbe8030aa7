//! Statics that a patch shares with what is loaded: its own words that tell where a static is are made to tell the
//! other's, before any of its code can be reached. Planned as a whole, then written.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::entries::find;
use super::object::Object;
use crate::protocol::{Binding, Reason, Refusal, Storage};

/// The writes that make a patch use the statics of others.
pub(crate) struct Plan<'a>(Vec<(&'a AtomicUsize, usize)>);

impl Plan<'_> {
    pub(crate) fn write(&self) {
        for (word, value) in &self.0 {
            word.store(*value, Ordering::Release);
        }
    }
}

/// Plans what the driver asks for. A static of a patch that this program never took is nobody's here, so the dylib's own
/// serves.
pub(crate) fn plan<'a>(bindings: &[Binding], objects: &[&'a Object]) -> Result<Plan<'a>, Refusal> {
    let mut plan = Plan(Vec::new());
    for Binding { storage, dylib, image, pairs } in bindings {
        let (Some(dylib), Some(image)) = (find(objects, dylib), find(objects, image)) else {
            continue;
        };
        for &(place, value) in pairs {
            let mut write = |place, value| {
                let word = dylib.word(dylib.address(place)).ok_or_else(|| closed(dylib))?;
                plan.0.push((word, value));
                Ok(())
            };
            match storage {
                Storage::Static => write(place, image.address(value))?,
                Storage::Thread => {
                    let words = image.thread_words(value).ok_or_else(|| closed(image))?;
                    write(place, words[0])?;
                    write(place.saturating_add(size_of::<usize>()), words[1])?;
                }
            }
        }
    }
    Ok(plan)
}

fn closed(object: &Object) -> Refusal {
    let detail = format!("{}: its statics cannot be shared", object.name.to_string_lossy());
    Refusal { reason: Reason::Load, details: vec![detail] }
}
