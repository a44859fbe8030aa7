//! What a program that waits begins with: the newest `main`, and newest definitions of persisted statics.
//!
//! One of the few files that hold `unsafe`: it writes a jump over the start of C's `main`, which nobody has run yet.
#![allow(unsafe_code)]

use std::ffi::CString;

use super::entries::find;
use super::object::Object;
use super::open_code::Open;
use super::system;
use crate::item::Kind;
use crate::protocol::{Reason, Redirect, Refusal};
use crate::stage::Staged;

/// A jump to the address in the eight bytes behind it.
const JUMP: [u8; 6] = [0xff, 0x25, 0, 0, 0, 0];
const LENGTH: usize = JUMP.len() + size_of::<usize>();

/// The write that makes the program begin with other code.
pub(crate) struct Beginning {
    open: Open,
    main: usize,
    target: usize,
}

impl Beginning {
    /// Plans it, for a program that has not begun. The driver knows that `main` is as long as that.
    pub(crate) fn plan(redirect: &Redirect, objects: &[&Object]) -> Result<Self, Refusal> {
        let refuse = |what: String| Refusal { reason: Reason::Load, details: vec![what] };
        let Redirect { image, dylib, pairs } = redirect;
        let (old, new) = (find(objects, image), find(objects, dylib));
        let (Some(old), Some(new), [(from, to)]) = (old, new, pairs.as_slice()) else {
            return Err(refuse(format!("{image}: no such `main`")));
        };
        let (main, target) = (old.address(*from), new.address(*to));
        let fits = old.code_at(main).is_some_and(|code| main + LENGTH <= code.end);
        if !cfg!(target_arch = "x86_64") || !fits || new.code_at(target).is_none() {
            return Err(refuse(format!("{image}: its `main` cannot lead elsewhere")));
        }
        match Open::new(&(main..main + LENGTH)) {
            Ok(open) => Ok(Self { open, main, target }),
            Err(error) => Err(refuse(format!("{image}: {error}"))),
        }
    }

    /// Does it.
    pub(crate) fn write(self) {
        let mut code = [0; LENGTH];
        code[..JUMP.len()].copy_from_slice(&JUMP);
        code[JUMP.len()..].copy_from_slice(&self.target.to_le_bytes());
        if self.open.holds(&(self.main..self.main + LENGTH)) {
            // SAFETY: the bytes are code of the executable, which is open, and of a function that is called once, when
            // all constructors are done: nobody runs it now.
            unsafe { (self.main as *mut [u8; LENGTH]).write(code) };
        }
    }
}

/// The names that a patch takes over from what the program would have begun with, and where they are in the patch: its
/// persisted statics, with their values, and the descriptions of its items.
pub(crate) fn items(staged: &[Staged], objects: &[&Object]) -> Vec<(CString, usize)> {
    let mut found = Vec::new();
    for Staged { item, .. } in staged {
        if let Some(symbol) = system::item_symbol(item.name) {
            found.push((symbol, std::ptr::from_ref(*item) as usize));
        }
    }
    let is_static = |name: &[u8]| {
        let is_of = |staged: &&Staged| staged.item.name.as_bytes() == name;
        staged.iter().find(is_of).is_some_and(|staged| staged.item.kind == Kind::Static)
    };
    for object in objects {
        object.for_each_definition(|symbol, address| {
            let Some(name) = symbol.to_bytes().strip_prefix(b"_CHAUD_INIT::") else { return };
            if is_static(name) {
                let symbol = [b"_CHAUD::", name].concat();
                found.extend(CString::new(symbol).map(|symbol| (symbol, address)));
            }
        });
    }
    found
}
