//! One whole reload: check, load, validate, commit. Nothing in the program changes before the commit, and the commit
//! cannot fail.

use std::cell::Cell;
use std::ffi::CStr;
use std::rc::Rc;
use std::time::Instant;

use super::base::Base;
use super::commit::{Ages, Commit};
use super::definitions::Definitions;
use super::entries;
use super::import_index::Patches;
use super::object::{self, Object};
use super::session_folder::{Admitted, SessionFolder};
use super::system::{self, Library};
use super::validate::validate;
use crate::protocol::{Done, Reason, Redirect, Refusal};
use crate::stage::{self, Staged};
use crate::{cycle, messages};

/// What this process remembers of its patches.
pub(crate) struct Session {
    folder: SessionFolder,
    base: Base,
    definitions: Definitions,
    /// The dylibs that are live, or were: they stay loaded.
    live: Vec<Rc<Dylib>>,
    /// What the driver has asked to redirect, with the patch that it goes with.
    redirects: Vec<(u32, Redirect)>,
    /// Symbols that code loaded before must not use, with the patch that brings them.
    kept: Vec<(u32, Vec<String>)>,
    /// What files held when the driver checked them, with the patch that they are of.
    sums: Vec<(u32, (String, u64))>,
    /// The objects of `live`.
    patches: Patches,
    ages: Ages,
}

impl Session {
    pub(crate) fn new(folder: SessionFolder) -> Self {
        Self {
            folder,
            base: Base::new(),
            definitions: Definitions::new(),
            live: Vec::new(),
            redirects: Vec::new(),
            kept: Vec::new(),
            sums: Vec::new(),
            patches: Patches::new(),
            ages: Ages::new(),
        }
    }

    /// Notes old functions that lead to new ones once `patch` goes live.
    pub(crate) fn redirect(&mut self, patch: u32, mut redirect: Redirect) {
        for path in [&mut redirect.image, &mut redirect.dylib] {
            if let Some(name) = self.folder.loaded_name(path) {
                *path = name;
            }
        }
        self.redirects.push((patch, redirect));
    }

    /// Notes symbols of `patch` that code loaded before it must not use.
    pub(crate) fn keep(&mut self, patch: u32, symbols: Vec<String>) {
        self.kept.push((patch, symbols));
    }

    /// Notes what a file of `patch` held when it was checked.
    pub(crate) fn expect_sum(&mut self, patch: u32, file: String, sum: u64) {
        self.sums.push((patch, (file, sum)));
    }

    /// Makes the dylibs at `paths` live as `patch`, or changes nothing. What the program began with may be among them,
    /// and what earlier patches brought: then it is the newest again.
    pub(crate) fn reload(&mut self, patch: u32, paths: &[String]) -> Result<Done, Refusal> {
        let started = Instant::now();
        let redirects = of_patch(&mut self.redirects, patch);
        let foreign = Foreign::new(&of_patch(&mut self.kept, patch));
        let sums = of_patch(&mut self.sums, patch);
        follows(patch, paths)?;
        let first: Vec<_> = paths.iter().filter_map(|path| self.base.find(path)).collect();
        let dylibs = self.open(paths, &sums)?;
        let staged = || dylibs.iter().flat_map(|dylib| &dylib.staged);
        validate(staged().map(|staged| staged.item), system::running_item)?;
        let others = object::loaded(|dynamic| self.patches.has(dynamic));
        let objects: Vec<_> = others.iter().chain(self.patches.objects()).collect();
        let is_live = |dynamic| self.live.iter().any(|dylib| dylib.dynamic == dynamic);
        let fresh = dylibs.iter().map(|dylib| dylib.dynamic).filter(|dynamic| !is_live(*dynamic));
        let is_first = |object: &&Object| first.contains(&object.dynamic);
        let commit = Commit {
            patch,
            new: objects_of(&dylibs, &objects)?,
            old: others.iter().filter(is_first).collect(),
            fresh: fresh.collect(),
        };
        let entries = entries::plan(&redirects, &objects)?;
        let load_us = micros(started);

        // From here on nothing fails.
        let started = Instant::now();
        let defined = commit.define(&mut self.definitions, |name| foreign.has(name));
        let live = commit.new.iter().chain(&commit.old);
        self.ages.extend(live.map(|object| (object.dynamic, patch)));
        let plan = commit.plan(&others, &self.patches, &defined, (&self.definitions, &self.ages));
        let mut functions: Vec<_> =
            staged().filter_map(|staged| self.base.point_slot(staged)).collect();
        functions.extend(commit.old.iter().flat_map(|object| self.base.restore_slots(object)));
        let imports = plan.write();
        let entries = entries.write();
        for dylib in &dylibs {
            dylib.keep();
        }
        cycle::advance(patch);
        let commit_us = micros(started);

        if let Some((count, name)) = plan.out_of_reach {
            messages::out_of_reach(count, name);
        }
        let fresh = commit.fresh;
        for object in others.into_iter().filter(|object| fresh.contains(&object.dynamic)) {
            self.patches.add(object);
        }
        self.live.extend(dylibs.into_iter().filter(|dylib| fresh.contains(&dylib.dynamic)));
        Ok(Done { epoch: patch, imports, entries, load_us, commit_us, functions })
    }

    /// Loads the dylibs in this order. If one fails, those loaded before are dropped.
    fn open(&self, paths: &[String], sums: &[(String, u64)]) -> Result<Vec<Rc<Dylib>>, Refusal> {
        let mut admitted = Vec::new();
        // All files are looked at before code of the first one runs.
        for path in paths.iter().filter(|path| self.base.find(path).is_none()) {
            let sum = sums.iter().find(|(name, _)| name == path).map(|(_, sum)| *sum);
            admitted.push(self.folder.admit(path, sum)?);
        }
        admitted.into_iter().map(|file| self.open_one(file)).collect()
    }

    fn open_one(&self, file: Admitted) -> Result<Rc<Dylib>, Refusal> {
        match self.live.iter().find(|dylib| dylib.file.path == file.path) {
            // An earlier patch once more: the driver undoes what came after it.
            Some(dylib) if dylib.file == file => Ok(Rc::clone(dylib)),
            Some(_) => Err(refusal(&file.path, Reason::Path, "has changed since it was loaded")),
            None => Dylib::open(file).map(Rc::new),
        }
    }
}

/// Takes what was noted for `patch`; what was noted for others was for patches that never came.
fn of_patch<T>(noted: &mut Vec<(u32, T)>, patch: u32) -> Vec<T> {
    let all = std::mem::take(noted).into_iter();
    all.filter(|(wanted, _)| *wanted == patch).map(|(_, value)| value).collect()
}

/// The symbols of a patch that are not for code that was loaded before.
struct Foreign {
    all: bool,
    sorted: Vec<String>,
}

impl Foreign {
    fn new(symbols: &[Vec<String>]) -> Self {
        let mut sorted = symbols.concat();
        sorted.sort_unstable();
        Self { all: sorted.iter().any(|symbol| symbol == "*"), sorted }
    }

    fn has(&self, name: &CStr) -> bool {
        let name = name.to_bytes();
        self.all || self.sorted.binary_search_by(|symbol| symbol.as_bytes().cmp(name)).is_ok()
    }
}

/// A loaded dylib of a patch; unloaded when dropped, unless it was kept.
struct Dylib {
    file: Admitted,
    /// Tells its object from all others.
    dynamic: usize,
    staged: Vec<Staged>,
    library: Cell<Option<Library>>,
}

impl Dylib {
    fn open(file: Admitted) -> Result<Self, Refusal> {
        let library = Library::open(&file.held);
        let staged = stage::take();
        let library =
            library.map_err(|error| Refusal { reason: Reason::Load, details: vec![error] })?;
        if !file.is_same() {
            return Err(refusal(&file.path, Reason::Path, "has changed while it was loaded"));
        }
        let Some(dynamic) = library.dynamic() else {
            return Err(refusal(&file.path, Reason::Load, "the dynamic loader does not know it"));
        };
        Ok(Self { file, dynamic, staged, library: Cell::new(Some(library)) })
    }

    /// Leaves it loaded for the rest of the process.
    fn keep(&self) {
        if let Some(library) = self.library.take() {
            library.leak();
        }
    }
}

impl Drop for Dylib {
    fn drop(&mut self) {
        // A constructor that is not ours may have left pointers to the dylib anywhere.
        let objects = object::loaded(|_| false);
        let object = objects.iter().find(|object| object.dynamic == self.dynamic);
        if object.is_none_or(|object| object.constructor_count() != self.staged.len()) {
            self.keep();
        }
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

/// The objects of `dylibs`, in that order.
fn objects_of<'a>(
    dylibs: &[Rc<Dylib>],
    objects: &[&'a Object],
) -> Result<Vec<&'a Object>, Refusal> {
    let find = |dylib: &Rc<Dylib>| {
        let object = objects.iter().find(|object| object.dynamic == dylib.dynamic);
        let object = object.copied();
        object.ok_or_else(|| refusal(&dylib.file.path, Reason::Load, "has no symbols"))
    };
    dylibs.iter().map(find).collect()
}

fn refusal(path: &CStr, reason: Reason, what: &str) -> Refusal {
    Refusal { reason, details: vec![format!("{}: {what}", path.to_string_lossy())] }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
