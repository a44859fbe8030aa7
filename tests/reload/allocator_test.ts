/** Memory that a library's `#[global_allocator]` gave out goes back to it, whatever was reloaded meanwhile. */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { writeWorkspace } from "../harness/scratch_workspace.ts";
import { ENGINE, SMALL_PROGRAM } from "../programs/small.ts";

/** Each block begins with the address of the allocator that it came from. */
const ALLOCATOR = `use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub struct Book {
    given: AtomicUsize,
    taken: AtomicUsize,
}

#[chaud::persist]
#[global_allocator]
static BOOK: Book = Book {
    given: AtomicUsize::new(0),
    taken: AtomicUsize::new(0),
};

const ROOM: usize = 64;

fn around(layout: Layout) -> Layout {
    Layout::from_size_align(layout.size() + ROOM, ROOM).unwrap()
}

unsafe impl GlobalAlloc for Book {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.given.fetch_add(1, Relaxed);
        unsafe {
            let start = System.alloc(around(layout));
            start.cast::<usize>().write((&raw const *self).addr());
            start.add(ROOM)
        }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.taken.fetch_add(1, Relaxed);
        unsafe {
            let start = pointer.sub(ROOM);
            if start.cast::<usize>().read() != (&raw const *self).addr() {
                std::process::abort();
            }
            System.dealloc(start, around(layout));
        }
    }
}

/// The allocator that the caller's code has, and what it says of itself.
pub fn book() -> (&'static Book, String) {
    let given = BOOK.given.load(Relaxed) > 1000;
    let taken = BOOK.taken.load(Relaxed) > 1000;
    (&BOOK, format!("{given} {taken}"))
}

pub fn boxed() -> Box<u32> {
    Box::new(1)
}

pub fn drop_it(number: Box<u32>) -> u32 {
    *number
}
`;

const files = (persisted: boolean): Record<string, string> => ({
  ...SMALL_PROGRAM,
  [ENGINE]: persisted
    ? ALLOCATOR
    : ALLOCATOR.replace("#[chaud::persist]\n", ""),
  "app/src/main.rs": `use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let (first, _) = engine::book();
    let mut kept = vec![engine::boxed()];
    say("ready");
    for _ in stdin().lines().map_while(Result::ok) {
        for number in 0..2000 {
            let number = Box::new(number);
            engine::drop_it(number);
        }
        let numbers: u32 = kept.drain(..).map(engine::drop_it).sum();
        kept.push(engine::boxed());
        drop(engine::boxed());
        let (now, text) = engine::book();
        say(&format!("{numbers} {} {text}", std::ptr::eq(first, now)));
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
});

async function check(persisted: boolean, after: string) {
  await using workspace = await writeWorkspace(files(persisted), {});
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  assertEquals(await program.ask("go"), "1 true true true");
  await workspace.edit(ENGINE, ["Box::new(1)", "Box::new(2)"]);
  await program.reported("live", workspace.path(ENGINE));
  // What was allocated before is dropped, and what is allocated now.
  assertEquals(await program.ask("go"), after.replace("#", "1"));
  assertEquals(await program.ask("go"), after.replace("#", "2"));
  assertEquals((await program.end()).code, 0);
}

Deno.test("allocator: a persisted one is the same before and after", () =>
  check(true, "# true true true"));

// Its code stays as it is, and so does its static; new code has another one.
Deno.test("allocator: one that is not persisted serves old and new code", () =>
  check(false, "# false false false"));
