//! What goes live with one patch: the names that it defines, and the imports that shall reach them.

use std::collections::HashMap;
use std::ffi::CStr;

use super::definitions::Definitions;
use super::import_index::Patches;
use super::imports::{self, Plan};
use super::object::Object;

/// By the address of its dynamic section: the patch with which an object last went live, if not with the program.
pub(crate) type Ages = HashMap<usize, u32>;

/// The objects of one patch.
pub(crate) struct Commit<'a> {
    pub(crate) patch: u32,
    /// Of its own dylibs, and of those that earlier patches brought.
    pub(crate) new: Vec<&'a Object>,
    /// What the program began with, and shall be the newest again.
    pub(crate) old: Vec<&'a Object>,
    /// The addresses of the dynamic sections of what was loaded just now.
    pub(crate) fresh: Vec<usize>,
}

impl<'a> Commit<'a> {
    /// Notes what its objects define, unless it is `foreign` to all older code: returns the names.
    pub(crate) fn define(
        &self,
        definitions: &mut Definitions,
        foreign: impl Fn(&CStr) -> bool,
    ) -> Vec<&'a CStr> {
        let mut defined = Vec::new();
        let mut define = |definitions: &mut Definitions, name: &'a CStr, address| {
            if definitions.define(name, address, self.patch, foreign(name)) {
                defined.push(name);
            }
        };
        for object in &self.new {
            definitions.reserve(object.symbol_count());
            object.for_each_definition(|name, address| {
                if imports::is_replaceable(name) {
                    define(definitions, name, address);
                }
            });
        }
        for object in &self.old {
            object.for_each_definition(|name, address| {
                // What no patch has defined is the newest anyway.
                if definitions.newest(name).is_some() {
                    define(definitions, name, address);
                }
            });
        }
        defined
    }

    /// Plans for every import that it may concern: all of `others`, which are no patches, all of its own objects, and
    /// elsewhere those of the names that it has `defined`.
    pub(crate) fn plan(
        &self,
        others: &'a [Object],
        patches: &'a Patches,
        defined: &[&CStr],
        context: (&Definitions, &Ages),
    ) -> Plan<'a> {
        let (definitions, ages) = context;
        let age = |object: &Object| ages.get(&object.dynamic).copied().unwrap_or(0);
        let mut plan = Plan::new();
        let is_fresh = |object: &Object| self.fresh.contains(&object.dynamic);
        for object in others {
            plan.add_all(object, age(object), is_fresh(object), definitions);
        }
        for object in self.new.iter().filter(|object| !is_fresh(object)) {
            plan.add_all(object, self.patch, false, definitions);
        }
        for name in defined {
            patches.for_each_use(name, |object, import| {
                // Its own were looked at as a whole.
                let age = age(object);
                if age != self.patch {
                    plan.add(object, age, import, definitions);
                }
            });
        }
        plan
    }
}
