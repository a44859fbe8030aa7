//! One whole reload: admit, load, stage, validate, plan, commit. Nothing in the program changes before the commit, and the
//! commit cannot fail. What each of these means stands in the modules that are called.

use std::ffi::CStr;
use std::rc::Rc;
use std::time::Instant;

use super::announced::{Announced, Announcements};
use super::base::Base;
use super::beginning::Beginning;
use super::commit::{Ages, Commit};
use super::definitions::{Definitions, Newest};
use super::dylib::Dylib;
use super::import_index::Patches;
use super::object::Object;
use super::session_folder::SessionFolder;
use super::validate::validate;
use super::{beginning, bindings, entries, filters, object, system};
use crate::protocol::{Binding, Done, Reason, Redirect, Refusal};
use crate::{cycle, messages, stage};

/// What this process remembers of its patches.
pub(crate) struct Session {
    folder: SessionFolder,
    base: Base,
    definitions: Definitions,
    announcements: Announcements,
    /// The dylibs that are live, or were: they stay loaded.
    live: Vec<Rc<Dylib>>,
    /// The objects of `live`.
    patches: Patches,
    ages: Ages,
    /// The program has not begun: no value of it exists, of whatever type.
    is_waiting: bool,
}

impl Session {
    pub(crate) fn new(folder: SessionFolder, is_waiting: bool) -> Self {
        Self {
            folder,
            base: Base::new(),
            definitions: Definitions::new(),
            announcements: Announcements::default(),
            live: Vec::new(),
            patches: Patches::new(),
            ages: Ages::new(),
            is_waiting,
        }
    }

    /// Goes on with another descriptor of the session's folder.
    pub(crate) fn move_to(&mut self, folder: SessionFolder) {
        self.folder = folder;
    }

    /// Notes old functions that lead to new ones once `patch` goes live.
    pub(crate) fn redirect(&mut self, patch: u32, mut redirect: Redirect) {
        self.as_loaded([&mut redirect.image, &mut redirect.dylib]);
        self.announcements.of(patch).redirects.push(redirect);
    }

    /// Notes what a program that waits begins with once `patch` is live.
    pub(crate) fn begin_with(&mut self, patch: u32, mut redirect: Redirect) {
        self.as_loaded([&mut redirect.image, &mut redirect.dylib]);
        self.announcements.of(patch).begin = Some(redirect);
    }

    /// The program begins.
    pub(crate) fn begins(&mut self) {
        self.is_waiting = false;
    }

    /// Notes statics that `patch` shares with what is loaded.
    pub(crate) fn bind(&mut self, patch: u32, mut binding: Binding) {
        self.as_loaded([&mut binding.image, &mut binding.dylib]);
        self.announcements.of(patch).bindings.push(binding);
    }

    /// Makes paths those by which the dynamic loader knows the files.
    fn as_loaded(&mut self, paths: [&mut String; 2]) {
        let _ = self.folder.renew();
        for path in paths {
            // What was loaded earlier may have been found by way of another descriptor.
            let live = self.live.iter().find(|dylib| dylib.file.path.to_bytes() == path.as_bytes());
            let known = live.map(|dylib| dylib.file.held.to_string_lossy().into_owned());
            if let Some(name) = known.or_else(|| self.folder.loaded_name(path)) {
                *path = name;
            }
        }
    }

    /// Notes symbols of `patch` that code loaded before it must not use.
    pub(crate) fn withhold(&mut self, patch: u32, symbols: Vec<String>) {
        self.announcements.of(patch).withheld.extend(symbols);
    }

    /// Finds out what of a reload of `patch` would end the program.
    pub(crate) fn try_calls(&mut self, patch: u32) {
        self.announcements.of(patch).deadly = Some(filters::deadly());
    }

    /// Notes what a file of `patch` held when it was checked.
    pub(crate) fn expect_sum(&mut self, patch: u32, file: String, sum: u64) {
        self.announcements.of(patch).sums.push((file, sum));
    }

    /// Makes the dylibs at `paths` live as `patch`, or changes nothing. What the program began with may be among them,
    /// and what earlier patches brought: then it is the newest again.
    pub(crate) fn reload(&mut self, patch: u32, paths: &[String]) -> Result<Done, Refusal> {
        let started = Instant::now();
        let mut announced = self.announcements.take(patch);
        follows(patch, paths)?;
        let first: Vec<_> = paths.iter().filter_map(|path| self.base.find(path)).collect();
        let dylibs = self.open(paths, &announced).map_err(|refusal| announced.explain(refusal))?;
        let others = object::loaded(|dynamic| self.patches.has(dynamic));
        let objects: Vec<_> = others.iter().chain(self.patches.objects()).collect();
        let new =
            dylibs.iter().map(|dylib| dylib.object(&objects)).collect::<Result<Vec<_>, _>>()?;
        let staged = stage::by(|| new.iter().for_each(|object| object.announce_items()));
        let items = staged.iter().map(|staged| staged.item);
        if !self.is_waiting {
            validate(items, |name| system::running_item(name, |symbol| self.defined(symbol)))?;
        }
        let is_first = |object: &&Object| first.contains(&object.dynamic);
        let old = others.iter().filter(is_first).collect();
        let commit = Commit { patch, new, old, fresh: self.fresh(&dylibs) };
        let is_new = |path: &str| self.is_new(path, paths, &dylibs);
        let entries = entries::plan(&announced.redirects, &objects, is_new)?;
        let beginning = self.beginning(&announced, &objects)?;
        let bindings = bindings::plan(&announced.bindings, &objects)?;
        let load_us = micros(started);

        // From here on nothing fails.
        let started = Instant::now();
        bindings.write();
        // Before anything else can reach new code, the functions of it that lead elsewhere do.
        let entries = entries.write();
        let withheld = announced.withheld();
        let mut defined = commit.define(&mut self.definitions, |name| withheld.has(name));
        let own = if self.is_waiting { beginning::items(&staged, &commit.new) } else { Vec::new() };
        for (name, address) in &own {
            if self.definitions.define(name, *address, patch, false) {
                defined.push(name);
            }
        }
        let live = commit.new.iter().chain(&commit.old);
        self.ages.extend(live.map(|object| (object.dynamic, patch)));
        let context = (&self.definitions, &self.ages);
        let plan = commit.plan(&others, &self.patches, &defined, context);
        let mut functions: Vec<_> =
            staged.iter().filter_map(|staged| self.base.point_slot(staged)).collect();
        functions.extend(commit.old.iter().flat_map(|object| self.base.restore_slots(object)));
        let imports = plan.write();
        beginning.into_iter().for_each(Beginning::write);
        for dylib in &dylibs {
            dylib.keep();
        }
        cycle::advance(patch);
        let commit_us = micros(started);

        if let Some((count, name)) = plan.out_of_reach {
            messages::out_of_reach(count, name);
        }
        let fresh = commit.fresh;
        self.remember(others, dylibs, &fresh);
        Ok(Done { epoch: patch, imports, entries, load_us, commit_us, functions })
    }

    /// Where a patch has put something that the program began with elsewhere.
    fn defined(&self, symbol: &CStr) -> Option<usize> {
        self.definitions.newest(symbol).map(Newest::address)
    }

    fn beginning(
        &self,
        announced: &Announced,
        objects: &[&Object],
    ) -> Result<Option<Beginning>, Refusal> {
        let Some(redirect) = &announced.begin else { return Ok(None) };
        let detail = "the program has begun".to_owned();
        let refusal = Refusal { reason: Reason::Protocol, details: vec![detail] };
        if self.is_waiting { Beginning::plan(redirect, objects).map(Some) } else { Err(refusal) }
    }

    /// Loads the dylibs in this order. If one fails, those loaded before are dropped.
    fn open(&mut self, paths: &[String], announced: &Announced) -> Result<Vec<Rc<Dylib>>, Refusal> {
        announced.admit()?;
        let mut admitted = Vec::new();
        // All files are looked at before code of the first one runs.
        for path in paths.iter().filter(|path| self.base.find(path).is_none()) {
            admitted.push(self.folder.admit(path, announced.sum(path))?);
        }
        admitted.into_iter().map(|file| Dylib::open_once(file, &self.live)).collect()
    }

    /// Those of `dylibs` that were loaded just now, by the addresses of their dynamic sections.
    fn fresh(&self, dylibs: &[Rc<Dylib>]) -> Vec<usize> {
        let is_live = |dynamic| self.live.iter().any(|dylib| dylib.dynamic == dynamic);
        dylibs.iter().map(|dylib| dylib.dynamic).filter(|dynamic| !is_live(*dynamic)).collect()
    }

    /// Whether the file at a path comes with a reload of `paths`, and for the first time.
    fn is_new(&self, path: &str, paths: &[String], dylibs: &[Rc<Dylib>]) -> bool {
        let names = |dylib: &Rc<Dylib>| {
            [&dylib.file.held, &dylib.file.path]
                .iter()
                .any(|name| name.as_bytes() == path.as_bytes())
        };
        let is_live = self.live.iter().any(names);
        !is_live && (dylibs.iter().any(names) || paths.iter().any(|known| known == path))
    }

    /// Notes what has gone live for the first time.
    fn remember(&mut self, objects: Vec<Object>, dylibs: Vec<Rc<Dylib>>, fresh: &[usize]) {
        for object in objects.into_iter().filter(|object| fresh.contains(&object.dynamic)) {
            self.patches.add(object);
        }
        self.live.extend(dylibs.into_iter().filter(|dylib| fresh.contains(&dylib.dynamic)));
    }
}

fn follows(patch: u32, paths: &[String]) -> Result<(), Refusal> {
    let epoch = cycle::current();
    let detail = if paths.is_empty() {
        format!("patch {patch} has no dylibs")
    } else if patch <= epoch {
        format!("patch {patch} does not follow epoch {epoch}")
    } else {
        return Ok(());
    };
    Err(Refusal { reason: Reason::Protocol, details: vec![detail] })
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
