/**
 * New crates of all kinds, and new dependencies, go live in the program that
 * runs. The crates are those of `tests/programs/added`.
 */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { addFolder } from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";
import {
  depends,
  lives,
  MANIFEST,
  play,
  type Scene,
  splitDependencies,
  type Step,
} from "./scene.ts";

const MAIN = "app/src/main.rs";
const HOT = "hot/src/lib.rs";
const ENGINE_MANIFEST = "engine/Cargo.toml";

/** A new crate of the workspace. */
async function addMember(
  { workspace, program }: Scene,
  name: string,
): Promise<void> {
  await addFolder(`tests/programs/added/${name}`, workspace, name);
  await workspace.edit("Cargo.toml", ['"words"', `"words", "${name}"`]);
  await program.reported("unchanged", workspace.path("Cargo.toml"));
}

/** The same, upon which the library depends. */
async function addDependency(scene: Scene, name: string): Promise<void> {
  await addMember(scene, name);
  const line = `${name} = { path = "../${name}" }`;
  assertEquals(await depends(scene, ENGINE_MANIFEST, line), [name]);
}

/** A feature of the program itself needs a build. */
const LOUD: [from: string, to: string] = [
  "default = []",
  'default = ["loud"]',
];

let pid = "";

async function begins({ program }: Scene): Promise<void> {
  pid = await program.ask("pid");
  assertEquals(await program.ask("work"), "first part, calls 1, drops 0");
}

/** What is added one after the other. */
const STEPS: Record<string, Step> = {
  "a crate of the workspace": async (scene) => {
    const { program } = scene;
    await begins(scene);
    await addDependency(scene, "extra");
    await program.said(/`extra`: there for new code to use/);
    await lives(scene, ENGINE, ['"first {}', '"{} {}'], [
      "part::NAME,",
      "extra::extra(), part::NAME,",
    ]);
    assertEquals(await program.ask("work"), "extra part, calls 2, drops 1");
  },
  "its own edits": async (scene) => {
    const path = "extra/src/lib.rs";
    await lives(scene, path, ['"extra"', '"more"']);
    assertMatch(await scene.program.ask("work"), /^more part, calls 3/);
    await lives(scene, path, ["inner().to_owned()", "inner().to_uppercase()"]);
    assertMatch(await scene.program.ask("work"), /^MORE part, calls 4/);
    await lives(scene, path, ['"more"', '"extra"']);
    assertMatch(await scene.program.ask("work"), /^EXTRA part, calls 5/);
  },
  "a crate from a registry, of a crate that is new itself": async (scene) => {
    const line = 'unicode-ident = "1"';
    const added = await depends(scene, "extra/Cargo.toml", line);
    assertEquals(added, ["unicode_ident"]);
    await lives(scene, "extra/src/lib.rs", [
      "inner().to_uppercase()",
      "format!(\"{} {}\", inner(), unicode_ident::is_xid_start('é'))",
    ]);
    assertMatch(await scene.program.ask("work"), /^extra true part, calls 6/);
  },
  "the same in another crate, used before it is there": async (scene) => {
    const { workspace, program } = scene;
    await workspace.edit(MAIN, ["{ASSET} {}", "{ASSET} {} {}"], [
      "words::word!(), ",
      "words::word!(), unicode_ident::is_xid_start('1'), ",
    ]);
    await program.reported("broken", workspace.path(MAIN));
    const line = 'unicode-ident = "1"';
    assertEquals(await depends(scene, MANIFEST, line), ["unicode_ident"]);
    await program.reported("live", workspace.path(MAIN));
    assertMatch(await program.ask("facts"), /^plain spoken false quiet/);
  },
  "a path outside the workspace": async (scene) => {
    const { workspace, program } = scene;
    await addFolder("tests/programs/added/outside", workspace, "../outside");
    const line = 'outside = { path = "../../outside" }';
    assertEquals(await depends(scene, MANIFEST, line), ["outside"]);
    await lives(scene, MAIN, [
      "is_xid_start('1')",
      "is_xid_start('1'), outside::outside()",
    ], [
      "{ASSET} {} {}",
      "{ASSET} {} {} {}",
    ]);
    assertMatch(await program.ask("facts"), /^plain spoken false 1 quiet/);
    await lives(scene, "../outside/src/lib.rs", ["    1\n", "    2\n"]);
    assertMatch(await program.ask("facts"), /^plain spoken false 2 quiet/);
  },
  "all of it in one process": async ({ program }) => {
    assertMatch(await program.ask("work"), /^extra true part, calls 7/);
    assertEquals(await program.ask("pid"), pid);
  },
};

/** What cannot be added, at the end. */
const ENDS: Record<"auto" | "never", Record<string, Step>> = {
  auto: {
    "something else needs a restart": async ({ workspace, program }) => {
      await workspace.edit(MANIFEST, LOUD);
      const { cause } = await program.restarted(workspace.path(MANIFEST));
      assertEquals(cause, "build");
      assertMatch(await program.ask("facts"), /^plain spoken false 2 loud/);
      assertMatch(await program.ask("work"), /^extra true part, calls 1/);
      assertNotEquals(await program.ask("pid"), pid);
    },
  },
  never: {
    "one that is added while the sources do not compile": async (scene) => {
      const { workspace, program } = scene;
      const path = "extra/src/lib.rs";
      await workspace.edit(path, ["format!(", "inner() + format!("]);
      await program.reported("broken", workspace.path(path));
      await workspace.edit("extra/Cargo.toml", [
        "[dependencies]",
        '[dependencies]\noutside = { path = "../../outside" }',
      ]);
      const manifest = workspace.path("extra/Cargo.toml");
      await program.reported("broken", manifest);
      await workspace.edit(path, ["inner() + format!(", "format!("], [
        "inner(), ",
        "outside::outside(), ",
      ]);
      const { added } = await program.reported("unchanged", manifest);
      assertEquals(added, ["outside"]);
      await program.reported("live", workspace.path(path));
      assertMatch(await program.ask("work"), /^2 true part, calls 8/);
      assertEquals(await program.ask("pid"), pid);
    },
    "something else is refused": async (scene) => {
      const { workspace, program } = scene;
      await workspace.edit(MANIFEST, LOUD);
      const path = workspace.path(MANIFEST);
      assertEquals((await program.reported("refused", path)).reason, "build");
      assertMatch(await program.ask("facts"), /^plain spoken false 2 quiet/);
      await lives(scene, "extra/src/lib.rs", ['"{} {}"', '"{}, {}"']);
      assertMatch(await program.ask("work"), /^2, true part, calls 9/);
      await workspace.edit(MANIFEST, [LOUD[1], LOUD[0]]);
      await program.reported("unchanged", path);
      assertEquals(await program.ask("pid"), pid);
    },
  },
};

/** What a crate may be. */
const KINDS: Record<string, Step> = {
  "one with hot functions, and statics that are kept": async (scene) => {
    const { program } = scene;
    await begins(scene);
    await addDependency(scene, "hot");
    await lives(scene, ENGINE, ['"first {}', '"{} {}'], [
      "part::NAME,",
      "hot::count(), part::NAME,",
    ]);
    assertMatch(await program.ask("work"), /^hot 10 part, calls 2/);
    assertMatch(await program.ask("work"), /^hot 11 part, calls 3/);
    await lives(scene, HOT, ['"hot {}"', '"hotter {}"']);
    assertMatch(await program.ask("work"), /^hotter 12 part, calls 4/);
  },
  "a signature and a type in it are checked": async (scene) => {
    const { workspace, program } = scene;
    const good = await workspace.read(HOT);
    const bad = await workspace.edited(HOT, [
      "static COUNT: AtomicU32 = AtomicU32::new(10)",
      "static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(10)",
    ]);
    await workspace.saveByRename(HOT, bad);
    const { reason } = await program.reported("refused", workspace.path(HOT));
    assertEquals(reason, "type");
    assertMatch(await program.ask("work"), /^hotter 13 part, calls 5/);
    await workspace.saveByRename(HOT, good);
    await program.reported("unchanged", workspace.path(HOT));
  },
  "one of macros": async (scene) => {
    const { program } = scene;
    await addDependency(scene, "spells");
    await lives(scene, ENGINE, ["part::NAME,", "spells::spell!(),"]);
    assertMatch(await program.ask("work"), /^hotter 14 spelt, calls 6/);
  },
  "one from a registry, with a build script": async (scene) => {
    const { program } = scene;
    const line = 'proc-macro2 = "1"';
    const added = await depends(scene, ENGINE_MANIFEST, line);
    assertEquals(added, ["proc_macro2"]);
    await lives(scene, ENGINE, [
      "spells::spell!(),",
      "proc_macro2::Literal::u8_suffixed(7),",
    ]);
    assertMatch(await program.ask("work"), /^hotter 15 7u8, calls 7/);
    await lives(scene, ENGINE, ["suffixed(7)", "suffixed(8)"]);
    assertMatch(await program.ask("work"), /^hotter 16 8u8, calls 8/);
  },
  "one with a build script of one's own": async (scene) => {
    const { program } = scene;
    await addDependency(scene, "made");
    await lives(scene, ENGINE, [
      "proc_macro2::Literal::u8_suffixed(8),",
      "made::MADE,",
    ]);
    assertMatch(await program.ask("work"), /^hotter 17 by a script, calls 9/);
  },
  "all in one process, which is told nothing else": async (scene) => {
    const { workspace, program } = scene;
    assertEquals(await program.ask("pid"), pid);
    await workspace.edit("Cargo.lock", ["version = 4\n", "version = 4\n\n"]);
    await program.reported("unchanged", workspace.path("Cargo.lock"));
    await workspace.edit(MANIFEST, ['version = "1.0.0"', 'version = "1.0.1"']);
    const path = workspace.path(MANIFEST);
    assertEquals((await program.reported("refused", path)).reason, "build");
    assertMatch(await program.ask("work"), /^hotter 18 by a script, calls 10/);
    assertEquals(await program.ask("pid"), pid);
  },
};

for (
  const [base, options] of Object.entries(
    {
      "one dylib per crate": { restart: "auto" },
      "one executable": { restart: "auto", monolithic: true },
      "with no restart at all": { restart: "never" },
    } as const,
  )
) {
  Deno.test(`additions: ${base}`, async (t) => {
    const steps = { ...STEPS, ...ENDS[options.restart] };
    const all = { ...options, prepare: splitDependencies };
    await play(t, { ...all, args: ["--offline"] }, steps);
  });
}

for (const release of [false, true]) {
  const name = release ? "optimised" : "not optimised";
  Deno.test(`added crates: ${name}`, async (t) => {
    const options = { restart: "never", release } as const;
    const all = { ...options, prepare: splitDependencies };
    await play(t, { ...all, args: ["--offline"] }, KINDS);
  });
}
