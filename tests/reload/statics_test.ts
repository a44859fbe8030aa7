/** Statics of every kind keep their values, whatever is edited beside them. */

import { assertEquals } from "@std/assert";
import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import { type Need, testNeeding } from "../harness/needs.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";

const ENGINE = "engine/src/lib.rs";
const MAIN = "app/src/main.rs";

/** All that the program counts up, whenever it is asked. */
const COUNTED = [
  ..."private public once lazy registry array reference mutable".split(" "),
  ..."exported in_module made local lazy_local dropped in_method".split(" "),
  ..."in_generic in_function by_macro own own_local of_worker".split(" "),
];

/** A program that runs, and how often it was asked. */
class Scene {
  #asked = 0;

  constructor(
    readonly workspace: ScratchWorkspace,
    readonly program: DrivenProgram,
  ) {}

  /** Asks for the values: those that are not what was counted. */
  async ask(): Promise<Record<string, number>> {
    this.#asked++;
    const values = await this.program.values();
    return Object.fromEntries(
      COUNTED.filter((name) => values[name] !== this.#asked)
        .map((name) => [name, values[name] ?? NaN]),
    );
  }

  /** Makes an edit live. */
  async edit(path: string, ...edits: [string, string][]): Promise<void> {
    await this.workspace.edit(path, ...edits);
    await this.program.reported("live", this.workspace.path(path));
  }
}

async function start(options: Partial<DriveOptions>): Promise<Scene> {
  const workspace = await copyProgram("statics", options);
  const program = await DrivenProgram.start({
    cwd: workspace.folder,
    ...options,
  });
  return new Scene(workspace, program);
}

const ONE = "pub fn version() -> u32 {\n    1\n}";
const TWO = ONE.replace("1", "2");
const THREE = ONE.replace("1", "3");

/** What is edited while the values stay. */
const EDITS: Record<string, [path: string, ...edits: [string, string][]]> = {
  "a function of the library": [ENGINE, [ONE, TWO]],
  "the same once more": [ENGINE, [TWO, THREE]],
  "back again": [ENGINE, [THREE, ONE]],
  "a function of the program": [MAIN, [
    "fn version() -> u32 {\n    1",
    "fn version() -> u32 {\n    2",
  ]],
  "functions that use statics": [
    ENGINE,
    ["    LOCAL.set(LOCAL.get() + 1);", "    LOCAL.set(1 + LOCAL.get());"],
    ["PRIVATE.fetch_add(1, Relaxed) + 1", "1 + PRIVATE.fetch_add(1, Relaxed)"],
    [
      "IN_METHOD.fetch_add(1, Relaxed) + 1",
      "1 + IN_METHOD.fetch_add(1, Relaxed)",
    ],
  ],
  "a static is added": [
    ENGINE,
    [
      "fn other() -> u32 {\n    0",
      "static NEW: AtomicU32 = AtomicU32::new(0);\n" +
      "thread_local! { static NEWER: Cell<u32> = const { Cell::new(0) }; }\n" +
      "fn other() -> u32 {\n    NEWER.set(NEWER.get() + 1);\n" +
      "    NEW.fetch_add(1, Relaxed) + NEWER.get() - 1",
    ],
  ],
  "what was added stays, too": [ENGINE, [
    "NEW.fetch_add(1, Relaxed) +",
    "0 + NEW.fetch_add(1, Relaxed) +",
  ]],
};

async function keepAll(t: Deno.TestContext, options: Partial<DriveOptions>) {
  const scene = await start(options);
  await using _workspace = scene.workspace;
  await using program = scene.program;
  const step = stepsWith(t, program);
  assertEquals(await scene.ask(), {});
  assertEquals(await scene.ask(), {});
  for (const [name, [path, ...edits]] of Object.entries(EDITS)) {
    await step(name, async () => {
      await scene.edit(path, ...edits);
      assertEquals(await scene.ask(), {});
      assertEquals(await scene.ask(), {});
    });
  }
  const added = (await program.values())["callback"];
  assertEquals(added, 1 + 2 * 4);
  assertEquals((await program.end()).code, 0);
}

const ON_LINUX: Need[] = ["Linux"];

await testNeeding(
  ON_LINUX,
  "statics: keep their values",
  (t) => keepAll(t, {}),
);

await testNeeding(
  ON_LINUX,
  "statics: keep their values in one executable",
  (t) => keepAll(t, { monolithic: true }),
);

await testNeeding(
  ON_LINUX,
  "statics: keep their values by the newer kind of symbols",
  (t) => keepAll(t, { env: { RUSTFLAGS: "-Csymbol-mangling-version=v0" } }),
);

await testNeeding(
  ON_LINUX,
  "statics: keep their values in optimised code",
  async () => {
    const scene = await start({ release: true });
    await using _workspace = scene.workspace;
    await using program = scene.program;
    assertEquals(await scene.ask(), {});
    await scene.edit(ENGINE, [ONE, TWO]);
    assertEquals(await scene.ask(), {});
    assertEquals((await program.end()).code, 0);
  },
);

await testNeeding(
  ON_LINUX,
  "statics: start afresh in edited crates where that is wanted",
  async () => {
    const scene = await start({ args: ["--fresh-statics"] });
    await using _workspace = scene.workspace;
    await using program = scene.program;
    assertEquals(await scene.ask(), {});
    await scene.edit(ENGINE, [ONE, TWO]);
    const left = COUNTED.filter((name) => !name.startsWith("own"));
    const fresh = Object.entries(await scene.ask());
    assertEquals(fresh.map(([name]) => name), left);
    assertEquals(fresh.filter(([, value]) => value > 1), []);
    assertEquals((await program.end()).code, 0);
  },
);

await testNeeding(
  ON_LINUX,
  "statics: what an edit of one comes to",
  async (t) => {
    const scene = await start({});
    await using _workspace = scene.workspace;
    await using program = scene.program;
    const { workspace } = scene;
    const step = stepsWith(t, program);
    assertEquals(await scene.ask(), {});

    await step("another initial value is for the next start", async () => {
      await workspace.edit(
        ENGINE,
        [
          "static PRIVATE: AtomicU32 = AtomicU32::new(0)",
          "static PRIVATE: AtomicU32 = AtomicU32::new(7)",
        ],
        [
          "LOCAL: Cell<u32> = const { Cell::new(0)",
          "LOCAL: Cell<u32> = const { Cell::new(7)",
        ],
      );
      const report = await program.reported("live", workspace.path(ENGINE));
      assertEquals(report.unusedValues?.toSorted(), ["LOCAL", "PRIVATE"]);
      await program.said(
        /`PRIVATE`, `LOCAL` keep their values: the new ones are for the next start/,
      );
      assertEquals(await scene.ask(), {});
    });

    await step("another type is refused", async () => {
      const before = await workspace.read(ENGINE);
      await workspace.edit(
        ENGINE,
        ["ONCE: OnceLock<Mutex<u32>>", "ONCE: OnceLock<Mutex<u64>>"],
        [
          "ONCE.get().map_or(0, add)",
          "ONCE.get().map_or(0, |n| { *n.lock().unwrap() += 1; 1 })",
        ],
      );
      await program.reported("refused", workspace.path(ENGINE));
      await program.said(
        /^ *ONCE: OnceLock<Mutex<u32>> → OnceLock<Mutex<u64>>$/,
      );
      assertEquals(await scene.ask(), {});
      await workspace.save(ENGINE, before);
      await program.report();
    });

    await step("so is another type within", async () => {
      const before = await workspace.read(ENGINE);
      await workspace.edit(ENGINE, ["struct Tally(u32)", "struct Tally(i32)"], [
        "        tally.0\n",
        "        tally.0 as u32\n",
      ]);
      await program.reported("refused", workspace.path(ENGINE));
      await program.said(/^ *DROPPED: RefCell<Tally>: `Tally` has changed$/);
      assertEquals(await scene.ask(), {});
      await workspace.save(ENGINE, before);
      await program.report();
    });

    await step("what an edited macro call made is another one", async () => {
      await scene.edit(ENGINE, [
        'counter!("by macro")',
        'counter!("by another")',
      ]);
      assertEquals(await scene.ask(), { by_macro: 1 });
      await program.said(/` starts? afresh for new code/);
      await scene.edit(ENGINE, [ONE, TWO]);
      assertEquals(await scene.ask(), { by_macro: 2 });
    });
    assertEquals((await program.end()).code, 0);
  },
);
