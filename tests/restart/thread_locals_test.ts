/**
 * A program that is started again with other thread-locals than before: patches
 * use the places where the new one keeps them.
 */

import { assertEquals } from "@std/assert";
import { play, type Scene, type Step } from "./scene.ts";

const MAIN = "app/src/main.rs";

/** Edits the function that uses them; only that is compiled anew. */
async function live(
  { workspace, program }: Scene,
  ...edits: [from: string, to: string][]
): Promise<void> {
  const pid = await program.ask("pid");
  await workspace.edit(MAIN, ...edits);
  await program.reported("live", workspace.path(MAIN));
  assertEquals(await program.ask("pid"), pid);
}

const NEW: Record<string, Step> = {
  "a patch uses those that the program has": async (scene) => {
    assertEquals(await scene.program.ask("answer"), "first 41 0");
    await live(scene, ["first", "second"]);
    assertEquals(await scene.program.ask("answer"), "second 42 0");
  },
  "one that is new leads to a restart, and to no more than one": async (
    scene,
  ) => {
    const { workspace, program } = scene;
    await workspace.edit(
      MAIN,
      [
        "thread_local! {",
        "thread_local! {\n    static MORE: Cell<u64> = const { Cell::new(5) };",
      ],
      ["ROOM.get()[0]", "ROOM.get()[0] + MORE.get()"],
    );
    const { cause } = await program.restarted(workspace.path(MAIN));
    assertEquals(cause, "refused");
    assertEquals(await program.ask("answer"), "second 41 5");
    await live(scene, ["second", "third"]);
    assertEquals(await program.ask("answer"), "third 42 5");
  },
};

Deno.test("restart: with one more thread-local", async (t) => {
  await play(t, { name: "changing_thread_locals", restart: "auto" }, NEW);
});

const GONE: Record<string, Step> = {
  "after a restart, the others are where they are then": async (scene) => {
    const { workspace, program } = scene;
    assertEquals(await program.ask("answer"), "first 41 0");
    await workspace.edit(
      MAIN,
      [
        "    static ROOM: Cell<[u64; 64]> = const { Cell::new([0; 64]) };\n",
        "",
      ],
      ["ROOM.get()[0]", "2"],
      ["say(&answer())", "say(&answer().to_string())"],
    );
    const { cause } = await program.restarted(workspace.path(MAIN));
    assertEquals(cause, "main");
    assertEquals(await program.ask("answer"), "first 41 2");
    await live(scene, ["first", "second"]);
    assertEquals(await program.ask("answer"), "second 42 2");
  },
};

Deno.test("restart: with one thread-local less", async (t) => {
  await play(t, { name: "changing_thread_locals", restart: "auto" }, GONE);
});
