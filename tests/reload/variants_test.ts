/** Ways in which a workspace may be set up: a reload works in each. */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  type ScratchOptions,
  writeWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND, SMALL_PROGRAM } from "../programs/small.ts";

/** What differs from the small program. */
interface Variant extends ScratchOptions {
  /** Files that are added, by path. */
  files?: Record<string, string>;
  /** Text that is added to files, by path. */
  appended?: Record<string, string>;
  /** What the first answer is, with its end. */
  base?: string;
}

const MANIFEST = "Cargo.toml";
const CONFIG = ".cargo/config.toml";
const MAIN = "app/src/main.rs";

function profile(settings: string): Variant {
  return { appended: { [MANIFEST]: `\n[profile.dev]\n${settings}\n` } };
}

function flags(...rustflags: string[]): Variant {
  const text = `[build]\nrustflags = ${JSON.stringify(rustflags)}\n`;
  return { files: { [CONFIG]: text } };
}

const COUNTING_ALLOCATOR = `
struct Counting;

unsafe impl std::alloc::GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: std::alloc::Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        unsafe { std::alloc::System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: std::alloc::Layout) {
        unsafe { std::alloc::System.dealloc(pointer, layout) }
    }
}

static ALLOCATIONS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

#[global_allocator]
static GLOBAL: Counting = Counting;
`;

/** A procedural macro, a build script, and a library beside the program. */
const RICH: Variant = {
  files: {
    "letters/Cargo.toml":
      '[package]\nname = "letters"\nedition = "2024"\n[lib]\nproc-macro = true\n',
    "letters/src/lib.rs": `#[proc_macro]
pub fn made(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    "\\"made\\"".parse().unwrap()
}
`,
    "engine/build.rs": `fn main() {
    println!("cargo::rustc-env=BUILT=built");
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/name.rs"), "letters::made!()").unwrap();
}
`,
    "engine/src/part.rs": `pub(crate) const NAME: &str = {
    const _: &str = env!("BUILT");
    include!(concat!(env!("OUT_DIR"), "/name.rs"))
};
`,
    "app/src/lib.rs": "pub use engine::work;\n",
    [MAIN]: (SMALL_PROGRAM[MAIN] ?? "").replaceAll("engine::", "app::"),
  },
  appended: {
    [MANIFEST]: "",
    "engine/Cargo.toml": 'letters = { path = "../letters" }\n',
  },
  base: "first made",
};

const VARIANTS: Record<string, Variant> = {
  "v0 mangling": flags("-Csymbol-mangling-version=v0"),
  "one codegen unit": profile("codegen-units = 1"),
  "no debug info": profile("debug = 0"),
  "split debug info": profile('split-debuginfo = "unpacked"'),
  "packed debug info": profile('split-debuginfo = "packed"'),
  "panic = abort": profile('panic = "abort"'),
  "some optimisation": profile("opt-level = 1"),
  "a global allocator": { appended: { [MAIN]: COUNTING_ALLOCATOR } },
  "a procedural macro, a build script, and a library beside main": RICH,
  "a crate that nothing names yet": {
    files: {
      "idle/Cargo.toml": '[package]\nname = "idle"\nedition = "2024"\n',
      "idle/src/lib.rs": "pub fn idle() {}\n",
    },
    appended: { "engine/Cargo.toml": 'idle = { path = "../idle" }\n' },
  },
  "a folder with spaces and letters": { name: "ça va, Größe 'ñ' 日本 $x" },
};

function filesOf({ files, appended = {} }: Variant): Record<string, string> {
  const all = { ...SMALL_PROGRAM, ...files };
  for (const [path, text] of Object.entries(appended)) {
    all[path] = `${all[path] ?? ""}${text}`;
  }
  return all;
}

for (const [name, variant] of Object.entries(VARIANTS)) {
  Deno.test(`variants: ${name}`, async () => {
    await using workspace = await writeWorkspace(filesOf(variant), variant);
    await using program = await DrivenProgram.start({ cwd: workspace.folder });
    const { base = "first part" } = variant;
    const work = async (expected: string) => {
      assertEquals(await program.ask("work"), expected);
    };
    await work(`${base}, calls 1, drops 0`);
    await workspace.edit(ENGINE, FIRST_TO_SECOND);
    await program.reported("live", workspace.path(ENGINE));
    await work(`${base.replace("first", "second")}, calls 2, drops 1`);

    await workspace.edit(MAIN, [
      "use std::io",
      "use std::io as _;\nuse std::io",
    ]);
    await program.reported("live", workspace.path(MAIN));
    await work(`${base.replace("first", "second")}, calls 3, drops 2`);
    assertEquals((await program.end()).code, 0);
  });
}

for (const kind of ['"thin"', "true"]) {
  Deno.test(`variants: lto = ${kind} is named, and the program runs`, async () => {
    const files = filesOf(profile(`lto = ${kind}`));
    await using workspace = await writeWorkspace(files, {});
    await using program = new DrivenProgram({ cwd: workspace.folder });
    await program.ready();
    const sentence = await program.said(/link-time optimisation is on/);
    assertMatch(sentence, /lto = "(thin|fat)"/);
    assertEquals(await program.ask("work"), "first part, calls 1, drops 0");
    assertEquals((await program.end()).code, 0);
  });
}
