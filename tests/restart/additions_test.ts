/** New crates and dependencies go live in the program that runs. */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import {
  depends,
  lives,
  MANIFEST,
  play,
  RESTART_PROGRAM,
  type Step,
} from "../programs/restart.ts";
import { ENGINE } from "../programs/small.ts";

const MAIN = "app/src/main.rs";

let pid = "";

const STEPS: Record<string, Step> = {
  "a crate of the workspace": async (scene) => {
    const { workspace, program } = scene;
    pid = await program.ask("pid");
    assertEquals(await program.ask("work"), "first part, calls 1, drops 0");
    await workspace.save(
      "extra/Cargo.toml",
      `[package]\nname = "extra"\nedition = "2024"\n\n[dependencies]\n`,
    );
    await workspace.save(
      "extra/src/lib.rs",
      `pub fn extra() -> String {
    inner().to_owned()
}

#[inline(never)]
fn inner() -> &'static str {
    "extra"
}
`,
    );
    await workspace.edit("Cargo.toml", ['"words"', '"words", "extra"']);
    await program.reported("unchanged", workspace.path("Cargo.toml"));
    const line = 'extra = { path = "../extra" }';
    assertEquals(await depends(scene, "engine/Cargo.toml", line), ["extra"]);
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
    await workspace.save(
      "../outside/Cargo.toml",
      `[package]\nname = "outside"\nedition = "2024"\n\n[workspace]\n`,
    );
    await workspace.save(
      "../outside/src/lib.rs",
      "pub fn outside() -> u32 {\n    1\n}\n",
    );
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
      await workspace.edit(MANIFEST, ["default = []", 'default = ["loud"]']);
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
      await workspace.edit(MANIFEST, ["default = []", 'default = ["loud"]']);
      const path = workspace.path(MANIFEST);
      assertEquals((await program.reported("refused", path)).reason, "build");
      assertMatch(await program.ask("facts"), /^plain spoken false 2 quiet/);
      await lives(scene, "extra/src/lib.rs", ['"{} {}"', '"{}, {}"']);
      assertMatch(await program.ask("work"), /^2, true part, calls 9/);
      await workspace.edit(MANIFEST, ['default = ["loud"]', "default = []"]);
      await program.reported("unchanged", path);
      assertEquals(await program.ask("pid"), pid);
    },
  },
};

/** What only macros use stays another library than what the program uses. */
const FILES: Record<string, string> = {
  ...RESTART_PROGRAM,
  "Cargo.toml": `${RESTART_PROGRAM["Cargo.toml"]}
[profile.dev.build-override]
debug = false
`,
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
    await play(t, { ...options, args: ["--offline"] }, steps, FILES);
  });
}
