/**
 * What programs may do that hot reload might stumble over: parts of the
 * workspace of {@linkcode PLAIN_PROGRAM} in other words.
 *
 * @module
 */

import { PLAIN_PROGRAM } from "./plain.ts";

const MAIN = "app/src/main.rs";

/** Memory comes from an allocator of its own, and a panic ends it. */
export const OWN_ALLOCATOR: Record<string, string> = {
  "Cargo.toml": `${PLAIN_PROGRAM["Cargo.toml"]}
[profile.dev]
panic = "abort"
`,
  [MAIN]: withMain(`use std::alloc::{GlobalAlloc, Layout, System};

/// Gives more than it is asked for, so that no other can take it back.
struct Shifted;

unsafe impl GlobalAlloc for Shifted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let layout = shifted(layout);
        unsafe { System.alloc(layout).add(layout.align()) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        let layout = shifted(layout);
        unsafe { System.dealloc(memory.sub(layout.align()), layout) }
    }
}

fn shifted(layout: Layout) -> Layout {
    Layout::from_size_align(layout.size() + layout.align(), layout.align()).unwrap()
}

#[global_allocator]
static ALLOCATOR: Shifted = Shifted;
`),
};

/** It forbids itself to change the protection of its memory. */
export const SECCOMP: Record<string, string> = {
  [MAIN]: withMain(
    `#[repr(C)]
struct Step(u16, u8, u8, u32);

#[repr(C)]
struct Filter(u16, *const Step);

unsafe extern "C" {
    fn prctl(option: i32, a: u64, b: u64, c: u64, d: u64) -> i32;
    fn syscall(number: i64, ...) -> i64;
}

/// For all threads; what is forbidden fails with EPERM.
fn forbid_mprotect() {
    let steps = [Step(0x20, 0, 0, 0), Step(0x15, 0, 1, 10), Step(6, 0, 0, 0x5_0001), Step(6, 0, 0, 0x7fff_0000)];
    let filter = Filter(4, steps.as_ptr());
    let done = unsafe { (prctl(38, 1, 0, 0, 0), syscall(317, 1_u32, 1_u32, &raw const filter)) };
    assert_eq!(done, (0, 0));
}
`,
    "forbid_mprotect();",
  ),
};

/** The program's main file with more items, and more at the start of `main`. */
function withMain(items: string, start = ""): string {
  const text = PLAIN_PROGRAM[MAIN] ?? "";
  return text.replace("#![forbid(unsafe_code)]\n", "")
    .replace("fn main() {\n", `${items}\nfn main() {\n    ${start}\n`);
}
