/** Ways in which a workspace may be set up: a reload works in each. */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ProgramOptions,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";

/** What differs from the small program. */
interface Variant extends ProgramOptions {
  /** It is another program of `tests/programs`. */
  program?: string;
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

const VARIANTS: Record<string, Variant> = {
  "v0 mangling": flags("-Csymbol-mangling-version=v0"),
  "one codegen unit": profile("codegen-units = 1"),
  "no debug info": profile("debug = 0"),
  "split debug info": profile('split-debuginfo = "unpacked"'),
  "packed debug info": profile('split-debuginfo = "packed"'),
  "panic = abort": profile('panic = "abort"'),
  "some optimisation": profile("opt-level = 1"),
  "a global allocator": { program: "counting_allocator" },
  "a procedural macro, a build script, and a library beside main": {
    program: "rich",
    base: "first made",
  },
  "a crate that nothing names yet": {
    files: {
      "idle/Cargo.toml": '[package]\nname = "idle"\nedition = "2024"\n',
      "idle/src/lib.rs": "pub fn idle() {}\n",
    },
    appended: { "engine/Cargo.toml": 'idle = { path = "../idle" }\n' },
  },
  "a folder with spaces and letters": { name: "ça va, Größe 'ñ' 日本 $x" },
};

async function copyVariant(variant: Variant): Promise<ScratchWorkspace> {
  const { program = "small", appended = {}, ...options } = variant;
  const workspace = await copyProgram(program, options);
  for (const [path, text] of Object.entries(appended)) {
    await workspace.append(path, text);
  }
  return workspace;
}

for (const [name, variant] of Object.entries(VARIANTS)) {
  Deno.test(`variants: ${name}`, async () => {
    await using workspace = await copyVariant(variant);
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
    await using workspace = await copyVariant(profile(`lto = ${kind}`));
    await using program = new DrivenProgram({ cwd: workspace.folder });
    await program.ready();
    const sentence = await program.said(/link-time optimisation is on/);
    assertMatch(sentence, /lto = "(thin|fat)"/);
    assertEquals(await program.ask("work"), "first part, calls 1, drops 0");
    assertEquals((await program.end()).code, 0);
  });
}
