/** Features of dependencies that are switched on and off while a program runs. */

import { assertEquals, assertNotEquals } from "@std/assert";
import { MANIFEST, play, type Scene, type Step } from "./scene.ts";
import { ENGINE } from "../harness/small_program.ts";

type Edit = [from: string, to: string];

/** A feature of each, switched on. */
const FEATURES: Record<string, { edit: Edit; on: string }> = {
  "of a crate of the workspace": {
    edit: [
      'path = "../engine" }',
      'path = "../engine", features = ["loud"] }',
    ],
    on: "TRACE loud",
  },
  "of a crate from a registry": {
    edit: [
      'log = "0.4"',
      'log = { version = "0.4", features = ["max_level_warn"] }',
    ],
    on: "WARN quiet",
  },
};
const OFF = "TRACE quiet";

let word = "begin";
let edits = 0;

/** What the program says, and what it says after an edit. */
async function says(
  { workspace, program }: Scene,
  features: string,
): Promise<void> {
  assertEquals(await program.ask("features"), `${word} ${features}`);
  const pid = await program.ask("pid");
  const next = `edit${++edits}`;
  await workspace.edit(ENGINE, [`"${word} {level}`, `"${next} {level}`]);
  await program.reported("live", workspace.path(ENGINE));
  word = next;
  assertEquals(await program.ask("features"), `${word} ${features}`);
  assertEquals(await program.ask("pid"), pid);
}

function restarts({ edit: [off, on], on: values }: typeof FEATURES[string]) {
  return async (scene: Scene) => {
    const { workspace, program } = scene;
    await says(scene, OFF);
    for (const [from, to, expected] of [[off, on, values], [on, off, OFF]]) {
      const pid = await program.ask("pid");
      await workspace.edit(MANIFEST, [from ?? "", to ?? ""]);
      const { cause } = await program.restarted(workspace.path(MANIFEST));
      assertEquals(cause, "build");
      assertNotEquals(await program.ask("pid"), pid);
      await says(scene, expected ?? "");
    }
  };
}

function isRefused({ edit: [off, on] }: typeof FEATURES[string]) {
  return async (scene: Scene) => {
    const { workspace, program } = scene;
    const pid = await program.ask("pid");
    await workspace.edit(MANIFEST, [off, on]);
    const path = workspace.path(MANIFEST);
    assertEquals((await program.reported("refused", path)).reason, "build");
    await says(scene, OFF);
    await workspace.edit(MANIFEST, [on, off]);
    await program.reported("unchanged", path);
    await says(scene, OFF);
    assertEquals(await program.ask("pid"), pid);
  };
}

/** Switches both at once, and one of them back while it is being built. */
async function hurries(scene: Scene): Promise<void> {
  const { workspace, program } = scene;
  const all = Object.values(FEATURES).map(({ edit }) => edit);
  await workspace.edit(MANIFEST, ...all);
  await program.heard(/^ +Rebuilding /);
  const [loud, warn] = all.map(([off, on]): Edit => [on, off]);
  await workspace.edit(MANIFEST, warn ?? ["", ""]);
  // The first build may have been faster than the second save.
  do await program.restarted(workspace.path(MANIFEST)); while (
    !(await program.ask("features")).endsWith(" TRACE loud")
  );
  await says(scene, "TRACE loud");
  await workspace.edit(MANIFEST, loud ?? ["", ""]);
  await program.restarted(workspace.path(MANIFEST));
  await says(scene, OFF);
}

for (
  const [restart, steps] of Object.entries({
    auto: { ...mapped(restarts), "in a hurry": hurries },
    never: mapped(isRefused),
  })
) {
  Deno.test(`features: --restart=${restart}`, async (t) => {
    word = "begin";
    const args = ["--offline"];
    const policy = restart as "auto" | "never";
    await play(t, { name: "configured", restart: policy, args }, steps);
  });
}

function mapped(
  make: (feature: typeof FEATURES[string]) => Step,
): Record<string, Step> {
  return Object.fromEntries(
    Object.entries(FEATURES).map(([name, feature]) => [name, make(feature)]),
  );
}
