/** Finds statics, and what reaches them, in what the real compiler writes. */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Elf } from "./elf.ts";
import {
  staticsOf,
  type StaticWord,
  type Storage,
  THROUGH_WORDS,
  wordsOf,
} from "./statics.ts";
import {
  askForEach,
  type ThreadLocalPlace,
  usesOwnThreadLocals,
} from "./thread_locals.ts";
import { succeed } from "../../tests/harness/process_tree.ts";
import { testNeeding } from "../../tests/harness/needs.ts";

const SOURCE = `
use std::{cell::{Cell, RefCell}, sync::{Mutex, LazyLock, atomic::*}};
static COUNT: AtomicU32 = AtomicU32::new(1);
static mut PLAIN: u32 = 5;
pub static SEEN: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static LAZY: LazyLock<String> = LazyLock::new(|| "x".to_string());
static TEXT: &str = "read only";
pub static NUMBER: u32 = 77;
static OTHER: &AtomicU32 = &COUNT;
static PAIR: [AtomicU32; 2] = [const { AtomicU32::new(0) }; 2];
thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
    static NAMES: RefCell<String> = RefCell::new(String::new());
}
pub fn all(n: usize) -> u32 {
    static INNER: AtomicU32 = AtomicU32::new(3);
    CALLS.set(CALLS.get() + 1);
    unsafe { PLAIN += 1 };
    COUNT.fetch_add(1, Ordering::Relaxed) + unsafe { PLAIN } + SEEN.lock().unwrap().len() as u32
        + LAZY.len() as u32 + INNER.load(Ordering::Relaxed) + PAIR[n].load(Ordering::Relaxed)
        + NAMES.with_borrow(|name| name.len() as u32) + TEXT.len() as u32 + NUMBER
        + OTHER.load(Ordering::Relaxed) + CALLS.get()
}
`;

const VALUES = "COUNT INNER LAZY PAIR PLAIN SEEN".split(" ");

/** A crate's objects, and the dylib made of them as a patch is. */
class Crate implements AsyncDisposable {
  constructor(readonly folder: string, readonly objects: string[]) {}

  static async compile(...flags: string[]): Promise<Crate> {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(join(folder, "lib.rs"), SOURCE);
    await succeed({
      program: "rustc",
      args: ["--edition=2024", "--crate-type=lib", "--crate-name=demo"].concat(
        ["-Cincremental=inc", "-Ccodegen-units=4", "-Cdebuginfo=2"],
        ["-Aunstable-features", `-Ctarget-feature=${THROUGH_WORDS}`],
        ["-Zunstable-options", "-Csymbol-mangling-version=legacy"],
        ["--emit=obj", "lib.rs", ...flags],
      ),
      env: { RUSTC_BOOTSTRAP: "1" },
      cwd: folder,
    });
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    const objects = names.filter((name) => name.endsWith(".o"));
    return new Crate(folder, objects.map((name) => join(folder, name)));
  }

  async link(): Promise<Elf> {
    const out = join(this.folder, "patch.so");
    const flags = ["-shared", "-nostdlib", "-Wl,-Bsymbolic,--no-relax"];
    const args = [...flags, "-Wl,-z,norelro", ...this.objects, "-o", out];
    await succeed({ program: "cc", args, cwd: this.folder });
    return new Elf(await Deno.readFile(out));
  }

  /** Makes the objects ask for each thread-local: what they cannot. */
  async askForEach(
    known = new Map<string, ThreadLocalPlace>(),
  ): Promise<string[]> {
    const impossible = await Promise.all(this.objects.map(async (path) => {
      const bytes = await Deno.readFile(path);
      const elf = new Elf(bytes);
      if (!usesOwnThreadLocals(elf)) return [];
      const names = askForEach(bytes, elf, known);
      await Deno.writeFile(path, bytes);
      return names;
    }));
    return impossible.flat();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** The last name of a symbol of the older kind. */
function ownName(symbol: string): string {
  return /([A-Z]+)17h[0-9a-f]{16}E$/.exec(symbol)?.[1] ?? symbol;
}

function names(words: StaticWord[]): string[] {
  return [...new Set(words.map((word) => ownName(word.static.name)))].sort();
}

await testNeeding(
  ["Linux on x86-64"],
  "statics: those that can be changed, and all words that tell of them",
  async () => {
    await using crate = await Crate.compile();
    assertEquals(await crate.askForEach(), []);
    const elf = await crate.link();
    const statics = staticsOf(elf);
    const common = statics.filter(({ storage }) => storage === "static");
    assertEquals(common.map(({ name }) => ownName(name)).sort(), VALUES);
    const words = wordsOf(elf, statics);
    const of = (storage: Storage) =>
      words.filter((word) => word.static.storage === storage);
    assertEquals(names(of("static")), VALUES);
    // Both thread-locals, each by words of its own.
    const perThread = of("thread");
    assertEquals(perThread.length, 2);
    assertEquals(new Set(perThread.map((word) => word.static.value)).size, 2);
    // `OTHER` points to another static: such words count as well.
    const count = words.filter((word) => ownName(word.static.name) === "COUNT");
    assert(count.length >= 2);
    assert(words.every(({ offset }) => offset === 0));
  },
);

await testNeeding(
  ["Linux on x86-64"],
  "statics: optimised code asks once for thread-locals that lie together",
  async () => {
    await using crate = await Crate.compile("-Copt-level=3");
    await using own = await Crate.compile("-Copt-level=3");
    // Not known where they are: their distance is not known either.
    const impossible = await own.askForEach();
    assertEquals(impossible.length, 2);
    const place = (value: number) => ({ image: "base", value });
    const known = new Map(
      impossible.map((name, i) => [name, place(64 + 64 * i)]),
    );
    assertEquals(await crate.askForEach(known), []);
    const elf = await crate.link();
    const words = wordsOf(elf, staticsOf(elf));
    assertEquals(
      words.filter((word) => word.static.storage === "thread").length,
      1,
    );
  },
);
