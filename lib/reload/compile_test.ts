/** Compiles crates with a stand-in for rustc, whose acts the tests choose. */

import { setTimeout } from "node:timers/promises";
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { KnownWarnings } from "../build/rustc/diagnostics.ts";
import { type ReloadBuild, reloadBuild } from "../build/rustc/replay.ts";
import { describeUnit, type Unit } from "../build/rustc/unit.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";
import { Fault } from "../report/fault.ts";
import { guarded } from "../../tests/harness/transcript.ts";
import { compile, type CompileContext } from "./compile.ts";
import { BuildState } from "./state/build_state.ts";
import { readContent } from "./state/file_contents.ts";

/** Notes that it was started, and does what the test has written for a crate. */
const RUSTC = `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    --crate-name) name=$2 ;;
    --out-dir) out=$2 ;;
  esac
  shift
done
mkdir -p "$out"
say() {
  echo "{\\"\\$message_type\\":\\"artifact\\",\\"artifact\\":\\"$1\\",\\"emit\\":\\"$2\\"}" >&2
}
metadata() {
  : > "$out/lib$name.rmeta"
  say "$out/lib$name.rmeta" metadata
}
objects() {
  cat "$FOLDER/$name.rs" > "$out/$name.1.rcgu.o"
  say "$out/$name.1.rcgu.o" obj
  printf '%s: it\\n\\n' "$out/$name.d" > "$out/$name.d"
  for file in "$FOLDER/$name.rs" "$@"; do
    echo "$file:" >> "$out/$name.d"
  done
}
echo "$name" >> "$FOLDER/started"
. "$FOLDER/$name.sh"
`;

/** `mid` depends on `leaf`; `other` on nothing. */
class Crates implements AsyncDisposable {
  readonly folder: string;
  readonly state: BuildState;
  readonly context: CompileContext;
  readonly #build: ReloadBuild;
  readonly #units: Record<"leaf" | "mid" | "other", Unit>;

  private constructor(folder: string) {
    this.folder = folder;
    this.#units = {
      leaf: this.#unit("leaf"),
      mid: this.#unit("mid", "leaf"),
      other: this.#unit("other"),
    };
    const units = Object.values(this.#units);
    const graph = new UnitGraph(units);
    const how = { debugInfo: false, color: false, inheritsStatics: false };
    const reloadFolder = join(folder, "reload");
    this.#build = reloadBuild(graph, { ...how, reloadFolder });
    const files = units.map(({ id }): [string, string[]] => [
      id,
      [this.path(`${id}.rs`)],
    ]);
    this.state = new BuildState(graph, new Map(files));
    const warnings = new KnownWarnings();
    this.context = { build: this.#build, state: this.state, warnings };
  }

  static async make(): Promise<Crates> {
    const crates = new Crates(await Deno.makeTempDir());
    await Deno.writeTextFile(crates.path("rustc"), RUSTC, { mode: 0o755 });
    for (const name of ["leaf", "mid", "other"]) {
      await crates.act(name, "metadata; objects");
      await crates.save(name, `// ${name}`);
      const file = crates.path(`${name}.rs`);
      crates.state.contents.noteBase(file, await readContent(file));
    }
    return crates;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  #unit(name: string, ...dependencies: string[]): Unit {
    const deps = this.path("deps");
    const externs = dependencies.flatMap((each) => [
      "--extern",
      `${each}=${deps}/lib${each}.rmeta`,
    ]);
    return describeUnit({
      args: [
        ...[this.path("rustc"), "--crate-name", name, `${name}.rs`],
        ...["--crate-type", "lib", "--out-dir", deps, ...externs],
      ],
      env: { PATH: Deno.env.get("PATH") ?? "", FOLDER: this.folder },
      cwd: this.folder,
      flags: [],
    });
  }

  /** What rustc does for a crate. */
  async act(name: string, script: string): Promise<void> {
    await Deno.writeTextFile(this.path(`${name}.sh`), script);
  }

  async save(name: string, text: string): Promise<void> {
    const file = this.path(`${name}.rs`);
    await Deno.writeTextFile(file, text);
    // Older than any compile.
    await Deno.utime(file, 10, 10);
    await this.state.contents.read(file);
  }

  compile(
    names: ("leaf" | "mid" | "other")[],
    { signal = new AbortController().signal, background = false } = {},
  ) {
    const units = names.map((name) => this.#units[name]);
    return compile(this.context, units, { signal, background });
  }

  /** The crates that rustc was called for, in order. */
  async started(): Promise<string[]> {
    const text = await Deno.readTextFile(this.path("started"))
      .catch(() => "");
    return text.split("\n").filter((name) => name !== "");
  }

  objectsOf(name: "leaf" | "mid" | "other"): string[] {
    return this.state.objectsOf(this.#units[name])
      .map((path) => path.slice(this.#build.folder.length + 1));
  }

  stale(): string[] {
    return this.state.stale().map(({ id }) => id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.state.history.complete();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("compile: all that is stale, each crate after what it depends on", async () => {
  await using crates = await Crates.make();
  const { ok, diagnostics } = await crates.compile(["leaf", "mid", "other"]);
  assertEquals([ok, diagnostics], [true, { errors: [], warnings: [] }]);
  const started = await crates.started();
  assertEquals(started.toSorted(), ["leaf", "mid", "other"]);
  assertEquals(started.indexOf("leaf") < started.indexOf("mid"), true);
  assertEquals(crates.stale(), []);
  assertEquals(crates.objectsOf("mid"), ["mid/mid.1.rcgu.o"]);
});

Deno.test("compile: a dependent starts when the metadata is there, not later", async () => {
  await using crates = await Crates.make();
  await new Deno.Command("mkfifo", { args: [crates.path("gate")] }).output();
  // Each side of the gate waits for the other.
  await crates.act("leaf", 'metadata; read _ < "$FOLDER/gate"; objects');
  await crates.act("mid", 'echo > "$FOLDER/gate"; metadata; objects');
  const compiling = crates.compile(["leaf", "mid"]);
  assertEquals((await guarded("both", compiling)).ok, true);
  assertEquals(await crates.started(), ["leaf", "mid"]);
});

Deno.test("compile: a crate that fails ends what runs beside it", async () => {
  await using crates = await Crates.make();
  const error = { $message_type: "diagnostic", level: "error", rendered: "no" };
  await new Deno.Command("mkfifo", { args: [crates.path("gate")] }).output();
  await crates.act(
    "leaf",
    `read _ < "$FOLDER/gate"; echo '${JSON.stringify(error)}' >&2; exit 1`,
  );
  // It would never end by itself.
  await crates.act("other", 'echo > "$FOLDER/gate"; read _ < "$FOLDER/gate"');
  const compiling = crates.compile(["leaf", "mid", "other"]);
  const { ok, diagnostics } = await guarded("all", compiling);
  assertEquals([ok, diagnostics.errors], [false, ["no"]]);
  assertEquals((await crates.started()).includes("mid"), false);
  assertEquals(crates.stale(), ["leaf", "mid", "other"]);
});

Deno.test("compile: what makes it stale ends it; what was compiled counts", async () => {
  await using crates = await Crates.make();
  await new Deno.Command("mkfifo", { args: [crates.path("gate")] }).output();
  await crates.act("mid", 'echo > "$FOLDER/gate"; read _ < "$FOLDER/gate"');
  const newer = new AbortController();
  const compiling = crates.compile(["leaf", "mid"], newer);
  compiling.catch(() => {});
  await guarded("mid", Deno.readTextFile(crates.path("gate")));
  const isLeafThere = async () => {
    while (crates.stale().includes("leaf")) await setTimeout(1);
  };
  await guarded("leaf", isLeafThere());
  newer.abort();
  await assertRejects(() => compiling, DOMException);
  assertEquals(crates.stale(), ["mid", "other"]);
});

Deno.test("compile: what is wrong with the machine is no error of the sources", async () => {
  await using crates = await Crates.make();
  await crates.act("leaf", "kill -KILL $$");
  const fault = await assertRejects(() => crates.compile(["leaf"]), Fault);
  assertEquals(fault.reason, "killed");
});

Deno.test("compile: new files of a crate are known, but for those saved since", async () => {
  await using crates = await Crates.make();
  await crates.compile(["leaf"]);
  const [known, saved] = ["known", "saved"].map((name) =>
    crates.path(`${name}.rs`)
  ) as [string, string];
  await Deno.writeTextFile(known, "// Known.");
  await Deno.utime(known, 10, 10);
  await crates.save("leaf", "mod known; mod saved;");
  await crates.act(
    "leaf",
    `touch -t 210001010000 '${saved}'; metadata; objects '${known}' '${saved}'`,
  );
  assertEquals((await crates.compile(["leaf"])).ok, true);
  const { contents } = crates.state;
  assertEquals(contents.baseline(known)?.text, "// Known.");
  assertEquals(contents.baseline(saved), undefined);
  assertEquals(crates.state.files().has(saved), true);
});

Deno.test("compile: behind edits, what a file held must be what was noted", async () => {
  await using crates = await Crates.make();
  await crates.compile(["leaf"]);
  await crates.save("leaf", "// Noted.");
  await crates.act(
    "leaf",
    'echo "// More." >> "$FOLDER/leaf.rs"; metadata; objects',
  );
  const { ok } = await crates.compile(["leaf"], { background: true });
  assertEquals([ok, crates.stale().includes("leaf")], [true, true]);
});

Deno.test("compile: of rustc's warnings, those that are new are told", async () => {
  await using crates = await Crates.make();
  const warn = (text: string) =>
    `echo '${
      JSON.stringify({
        $message_type: "diagnostic",
        level: "warning",
        rendered: text,
      })
    }' >&2; metadata; objects`;
  await crates.act("leaf", warn("first"));
  const first = await crates.compile(["leaf"]);
  assertEquals(first.diagnostics.warnings, ["first"]);
  const again = await crates.compile(["leaf"]);
  assertEquals(again.diagnostics.warnings, []);
});

Deno.test("compile: objects of before are removed, and equal ones are the same", async () => {
  await using crates = await Crates.make();
  await crates.compile(["leaf"]);
  const { state } = crates;
  state.adopt(state.changed(), false);
  await crates.act(
    "leaf",
    'metadata; objects 2> /dev/null; cp "$out/leaf.1.rcgu.o" "$out/leaf.2.rcgu.o";' +
      ' say "$out/leaf.2.rcgu.o" obj',
  );
  await crates.compile(["leaf"]);
  await state.history.complete();
  const folder = crates.path("reload/leaf");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assertEquals(names.includes("leaf.1.rcgu.o"), false);
  assertEquals(crates.objectsOf("leaf"), ["leaf/leaf.2.rcgu.o"]);
  assertEquals(state.changed(), []);
});

Deno.test("compile: the object of a whole crate is kept beside the next", async () => {
  await using crates = await Crates.make();
  const whole = 'mkdir -p "$out"; metadata; objects 2> /dev/null;' +
    ' mv "$out/leaf.1.rcgu.o" "$out/leaf.o"; say "$out/leaf.o" obj';
  await crates.act("leaf", whole);
  await crates.compile(["leaf"]);
  const { state } = crates;
  state.adopt(state.changed(), false);
  const live = crates.objectsOf("leaf");
  await Deno.writeTextFile(crates.path("leaf.rs"), "new");
  await crates.compile(["leaf"]);
  const both = [...live, ...crates.objectsOf("leaf")];
  assertEquals(new Set(both).size, 2);
  const texts = both.map((path) =>
    Deno.readTextFileSync(crates.path(`reload/${path}`))
  );
  assertEquals(new Set(texts).size, 2);
});
