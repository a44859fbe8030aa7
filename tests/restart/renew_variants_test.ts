/** Programs that are built in other ways, and other processes of them. */

import { assertEquals } from "@std/assert";
import { DrivenProgram, driverCommand } from "../harness/driven_program.ts";
import { testNeeding } from "../harness/needs.ts";
import { play, restarts, type Scene, type Step } from "./scene.ts";

const MAIN = "app/src/main.rs";
const ENGINE = "engine/src/lib.rs";

const owner = (scene: Scene) =>
  restarts(
    scene,
    ENGINE,
    ["pub cents: u32,", "pub owner: String,\n    pub cents: u32,"],
    ["cents: 1 }", 'owner: "me".to_owned(), cents: 1 }'],
    ['{} cents", self', '{} has {} cents", self.owner, self'],
  );

const STEPS: Record<string, Step> = {
  "a type whose values the program holds": async (scene) => {
    const { program } = scene;
    assertEquals(await program.ask("account"), "1 cents");
    assertEquals(await owner(scene), true);
    assertEquals(await program.ask("account"), "me has 1 cents");
    assertEquals(await program.ask("count"), "15");
  },
  "a `main` that has begun": async (scene) => {
    const edit = ['say("what?")', 'say("pardon?")'] as [string, string];
    assertEquals(await restarts(scene, MAIN, edit), true);
    assertEquals(await scene.program.ask("nothing"), "pardon?");
    assertEquals(await scene.program.ask("account"), "me has 1 cents");
  },
  "and back": async (scene) => {
    const edit = ['say("pardon?")', 'say("what?")'] as [string, string];
    assertEquals(await restarts(scene, MAIN, edit), true);
    assertEquals(await scene.program.ask("nothing"), "what?");
    assertEquals((await scene.program.end()).code, 0);
  },
};

const VARIANTS = {
  "in one executable": { monolithic: true },
  optimised: { release: true },
  "by function": { functionPatches: "always" as const },
};

for (const [name, variant] of Object.entries(VARIANTS)) {
  testNeeding(["Linux on x86-64"], `renew: ${name}`, async (t) => {
    await play(t, { name: "renewed", restart: "auto", ...variant }, STEPS);
  });
}

const OTHERS: Record<string, Step> = {
  "one that comes later begins with the same code": async (scene) => {
    const { program, workspace } = scene;
    assertEquals(await owner(scene), true);
    await using other = new DrivenProgram({
      cwd: workspace.folder,
      command: [Deno.execPath(), ...driverCommand(), "run", "--attach"],
      isCargo: true,
    });
    await other.ready();
    assertEquals(await other.ask("account"), "me has 1 cents");
    const text = ["has {} cents", "owns {} cents"] as [string, string];
    await workspace.edit(ENGINE, text);
    const { programs } = await program.reported("live", workspace.path(ENGINE));
    assertEquals(programs, 2);
    assertEquals(await other.ask("account"), "me owns 1 cents");
    // It goes on with the old code when the program is replaced once more.
    const edit = ['say("what?")', 'say("pardon?")'] as [string, string];
    assertEquals(await restarts(scene, MAIN, edit), true);
    assertEquals(await program.ask("nothing"), "pardon?");
    assertEquals(await other.ask("nothing"), "what?");
    await other.send("exit");
    assertEquals((await other.end()).code, 0);
  },
};

testNeeding(["Linux on x86-64"], "renew: other instances", async (t) => {
  await play(t, { name: "renewed", restart: "auto" }, OTHERS);
});
