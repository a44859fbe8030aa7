/**
 * What rustc makes of a crate in which all bodies but those of a few functions
 * are emptied: the same symbols, and none for what nobody needs. No program
 * takes part.
 */

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { loadRustParser } from "../../lib/analysis/grammar.ts";
import { Overlay, type Root, ROOT_STATIC } from "../../lib/analysis/overlay.ts";
import { SourceTree } from "../../lib/analysis/source_tree.ts";
import { Words } from "../../lib/analysis/words.ts";
import {
  functionCall,
  functionFolders,
  overlayPath,
} from "../../lib/build/rustc/function_call.ts";
import {
  outputFolder,
  type ReloadBuild,
  replay,
} from "../../lib/build/rustc/replay.ts";
import { describeUnit, type Unit } from "../../lib/build/rustc/unit.ts";
import { Elf } from "../../lib/object/elf.ts";
import type { Call } from "../../lib/system/process.ts";

/** The functions that are compiled, by the start of their lines. */
const ROOTS: Record<string, string[]> = {
  "src/lib.rs": ["pub fn edited"],
  "src/inner.rs": ["    pub fn show", "    fn eq"],
};

async function sourceOf(name: string): Promise<string> {
  return await Deno.readTextFile(join(PROGRAM, name));
}

function rootsIn(name: string, text: string): Root[] {
  const lines = text.split("\n");
  return ROOTS[name]!.map((start) => ({
    name: start.split(" ").at(-1)!,
    line: lines.findIndex((line) => line.startsWith(start)) + 1,
  }));
}

const PROGRAM = join(import.meta.dirname!, "../programs/functions");
const parser = await loadRustParser();

/** A crate in a folder of its own, and its reload build. */
class Crate implements AsyncDisposable {
  readonly unit: Unit;
  readonly build: ReloadBuild;

  private constructor(readonly folder: string, edition: string) {
    const deps = join(folder, "target/debug/deps");
    const env = Object.fromEntries(
      ["PATH", "HOME", "RUSTUP_HOME", "CARGO_HOME", "RUSTUP_TOOLCHAIN"]
        .flatMap((name) => {
          const value = Deno.env.get(name);
          return value === undefined ? [] : [[name, value]];
        }),
    );
    const args = ["rustc", "--crate-name", "small", `--edition=${edition}`];
    args.push("src/lib.rs", "--error-format=json", "--json=artifacts");
    args.push("--crate-type", "lib", "--emit=metadata,link");
    args.push("-C", "extra-filename=-1", "-C", "metadata=1");
    args.push("--out-dir", deps, "-C", `incremental=${deps}`);
    this.unit = describeUnit({ args, env, cwd: folder, flags: [] });
    this.build = {
      folder: join(folder, "target/reload"),
      units: new Map([[this.unit.id, this.unit]]),
      debugInfo: false,
      color: false,
      inheritsStatics: false,
    };
  }

  static async make(edition: string): Promise<Crate> {
    const folder = await Deno.makeTempDir({ prefix: "overlay-" });
    return new Crate(await Deno.realPath(folder), edition);
  }

  /** Writes a source, and how rustc is to see it. */
  async write(name: string, text: string): Promise<void> {
    using source = SourceTree.parse(parser, text);
    const roots = rootsIn(name, text);
    const { text: overlay, doubts } = Overlay.of(source, new Words()).render(
      roots,
      source,
    );
    assertEquals(doubts, []);
    const file = join(this.folder, name);
    const folders = functionFolders(this.build, this.unit);
    for (
      const [path, content] of [
        [file, text],
        [overlayPath(folders, file), overlay],
      ] as const
    ) {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, content);
    }
  }

  /** Compiles the functions, or the whole crate. */
  async compile(what: "functions" | "whole") {
    const { build, unit } = this;
    const isWhole = what === "whole";
    const call = isWhole ? replay(build, unit) : functionCall(build, unit);
    const folder = isWhole
      ? outputFolder(build, unit)
      : functionFolders(build, unit).objects;
    await Deno.mkdir(folder, { recursive: true });
    const { code, said } = await run(call);
    return { code, said, symbols: await symbolsIn(folder) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function run({ program, args, env, cwd }: Call) {
  const command = new Deno.Command(program, { args, env, cwd });
  const { code, stderr } = await command.output();
  return { code, said: new TextDecoder().decode(stderr) };
}

/** The symbols that objects in a folder define. */
async function symbolsIn(folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".o")) continue;
    const elf = new Elf(await Deno.readFile(join(folder, name)));
    for (const { name, kind, section } of elf.symbols()) {
      if (section === 0 || (kind !== "function" && kind !== "object")) continue;
      names.add(name);
    }
  }
  return names;
}

for (const edition of ["2015", "2018", "2021", "2024"]) {
  Deno.test(`functions alone are compiled to the same symbols: ${edition}`, async () => {
    await using crate = await Crate.make(edition);
    for (const name of Object.keys(ROOTS)) {
      await crate.write(name, await sourceOf(name));
    }
    const whole = await crate.compile("whole");
    assertEquals(whole.code, 0, whole.said);
    const functions = await crate.compile("functions");
    assertEquals(functions.code, 0, functions.said);
    const isOwn = (name: string) => name.includes("5small");
    const own = [...functions.symbols].filter(isOwn)
      .filter((name) => !name.includes(ROOT_STATIC));
    assertEquals(own.filter((name) => !whole.symbols.has(name)), []);
    const has = (symbols: Set<string>, name: string) =>
      [...symbols].some((each) => each.includes(`${name.length}${name}`));
    for (const name of ["edited", "show", "eq", "needed", "SEEN"]) {
      assert(has(functions.symbols, name), `no symbol of \`${name}\``);
    }
    assert(has(whole.symbols, "unneeded"));
    assert(!has(functions.symbols, "unneeded"));
    const roots = [...functions.symbols]
      .filter((name) => name.includes(ROOT_STATIC));
    assertEquals(roots.length, 3);
  });
}

Deno.test("an error in an edited body is told with the user's file, line and text", async () => {
  await using crate = await Crate.make("2024");
  const lib = await sourceOf("src/lib.rs");
  const inner = await sourceOf("src/inner.rs");
  await crate.write("src/lib.rs", lib);
  await crate.write(
    "src/inner.rs",
    inner.replace("shown(&self.1)", "shown(&self.missing)"),
  );
  const { code, said } = await crate.compile("functions");
  assertEquals(code, 1);
  const error = said.split("\n").filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .find(({ level, spans }) => level === "error" && spans?.length > 0);
  const { file_name, line_start, column_start, text } = error.spans[0];
  const expected = '        format!("{} {}", self.0, shown(&self.missing))';
  assertEquals([file_name, line_start], ["src/inner.rs", 6]);
  assertEquals(text[0].text, expected);
  assertEquals(column_start, expected.indexOf("missing") + 1);
});
