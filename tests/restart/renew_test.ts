/**
 * What cannot go live in a running program is what another process of the same
 * executable begins with: without cargo, unless that decides how it is built.
 */

import { assertEquals } from "@std/assert";
import { testNeeding } from "../harness/needs.ts";
import { play, restarts, type Scene, type Step } from "./scene.ts";

const MAIN = "app/src/main.rs";
const ENGINE = "engine/src/lib.rs";

/** Edits a file, and waits until that is live in the same process. */
async function lives(
  { workspace, program }: Scene,
  path: string,
  ...edits: [from: string, to: string][]
): Promise<void> {
  const pid = await program.ask("pid");
  await workspace.edit(path, ...edits);
  await program.reported("live", workspace.path(path));
  assertEquals(await program.ask("pid"), pid);
}

const AUTO: Record<string, Step> = {
  "a type whose values the program holds": async (scene) => {
    const { program } = scene;
    assertEquals(await program.ask("account"), "1 cents");
    assertEquals(await program.ask("count"), "15");
    const start = await program.ask("start");
    assertEquals(
      await restarts(
        scene,
        ENGINE,
        ["pub cents: u32,", "pub owner: String,\n    pub cents: u32,"],
        ["cents: 1 }", 'owner: "me".to_owned(), cents: 1 }'],
        ['{} cents", self', '{} has {} cents", self.owner, self'],
      ),
      true,
    );
    assertEquals(await program.ask("account"), "me has 1 cents");
    // Its state starts afresh, and it was started as before.
    assertEquals(await program.ask("count"), "15");
    assertEquals(await program.ask("start"), start);
  },
  "edits of the new process go live, and its values stay": async (scene) => {
    const { program } = scene;
    await lives(scene, ENGINE, ["has {} cents", "owns {} cents"]);
    assertEquals(await program.ask("account"), "me owns 1 cents");
    assertEquals(await program.ask("count"), "17");
    await lives(scene, ENGINE, ["owns {} cents", "has {} cents"]);
    assertEquals(await program.ask("account"), "me has 1 cents");
    assertEquals(await program.ask("count"), "19");
    await lives(scene, MAIN, ["OWN.get() + 1)", "OWN.get() + 2)"]);
    assertEquals(await program.ask("own"), "5");
    assertEquals(await program.ask("own"), "7");
  },
  "what it starts begins with the same code": async ({ program }) => {
    assertEquals(await program.ask("child"), "me has 1 cents");
  },
  "a `main` that has begun, of whatever type": async (scene) => {
    const { program } = scene;
    const edit = ['say("what?")', 'say("pardon?")'] as [string, string];
    assertEquals(await restarts(scene, MAIN, edit), true);
    assertEquals(await program.ask("nothing"), "pardon?");
    assertEquals(
      await restarts(
        scene,
        MAIN,
        ["fn main() {", "fn main() -> Result<(), String> {"],
        [
          "return say(&Account::open().tell());",
          "say(&Account::open().tell());\n        return Ok(());",
        ],
        [
          '_ => say("pardon?"),\n        }\n    }\n',
          '_ => say("what?"),\n        }\n    }\n    Err("over".to_owned())\n',
        ],
      ),
      true,
    );
    assertEquals(await program.ask("nothing"), "what?");
  },
  "a signature that a table of functions holds": async (scene) => {
    const { program } = scene;
    const { workspace } = scene;
    const text = await workspace.edited(MAIN, [
      "[fn(u32) -> u32; 1]",
      "[fn(u64) -> u32; 1]",
    ]);
    await workspace.edit(ENGINE, ["count(more: u32)", "count(more: u64)"], [
      "    OWN.set(",
      "    let more = more as u32 * 100;\n    OWN.set(",
    ]);
    await program.reported("broken", workspace.path(ENGINE));
    await workspace.save(MAIN, text);
    const { isRenewed } = await program.restarted(workspace.path(MAIN));
    assertEquals(isRenewed, true);
    assertEquals(await program.ask("count"), "114");
  },
  "what a static begins with, once a restart is asked for": async (scene) => {
    const { program } = scene;
    await lives(scene, ENGINE, ["AtomicU32::new(10)", "AtomicU32::new(20)"]);
    assertEquals(await program.ask("count"), "215");
    program.kill("SIGUSR2");
    const { isRenewed, cause } = await program.restarted();
    assertEquals([isRenewed, cause], [true, "request"]);
    assertEquals(await program.ask("count"), "124");
  },
  "what does not compile leaves the program running": async (scene) => {
    const { workspace, program } = scene;
    const pid = await program.ask("pid");
    await workspace.edit(MAIN, ['say("what?")', "say(what)"]);
    await program.reported("broken", workspace.path(MAIN));
    assertEquals(await program.ask("pid"), pid);
    const edit = ["say(what)", 'say("pardon?")'] as [string, string];
    assertEquals(await restarts(scene, MAIN, edit), true);
    assertEquals(await program.ask("nothing"), "pardon?");
  },
  "a crash, and the save that mends it": async (scene) => {
    const { workspace, program } = scene;
    await lives(scene, ENGINE, [
      "    OWN.set(",
      "    assert!(more > 100);\n    OWN.set(",
    ]);
    await program.send("abort");
    await program.heard(/the program was ended by SIGABRT/);
    await workspace.edit(ENGINE, ["    assert!(more > 100);\n", ""]);
    const { cause, isRenewed } = await program.restarted(
      workspace.path(ENGINE),
    );
    assertEquals([cause, isRenewed], ["crash", true]);
    assertEquals(await program.ask("count"), "124");
  },
  "the executable's own thread-locals take cargo": async (scene) => {
    const { program } = scene;
    assertEquals(await program.ask("own"), "5");
    const edits: [string, string][] = [
      ["Cell::new(5)", "Cell::new(6)"],
      ['say("pardon?")', 'say("what?")'],
    ];
    assertEquals(await restarts(scene, MAIN, ...edits), false);
    await program.said(/thread-locals of the executable begin otherwise/);
    assertEquals(await program.ask("own"), "6");
    assertEquals(await program.ask("nothing"), "what?");
  },
  "so does what runs before `main`": async (scene) => {
    const { program } = scene;
    const before = '#[used]\n#[unsafe(link_section = ".init_array")]\n' +
      'static BEFORE: extern "C" fn() = before;\n\n' +
      'extern "C" fn before() {\n    COUNT.store(1000, Relaxed);\n}\n\n' +
      "/// The program holds";
    const edits: [string, string][] = [
      ["/// The program holds", before],
      [
        'owner: "me".to_owned(), cents: 1 }',
        'owner: "you".to_owned(), cents: 1, more: 2 }',
      ],
      ["pub cents: u32,", "pub cents: u32,\n    pub more: u32,"],
    ];
    assertEquals(await restarts(scene, ENGINE, ...edits), false);
    await program.said(/functions would have run before `main`/);
    assertEquals(await program.ask("account"), "you has 1 cents");
    assertEquals(await program.ask("count"), "1104");
  },
  "and another executable in the place of the one that runs": async (scene) => {
    const { workspace, program } = scene;
    const path = workspace.path("target/debug/app");
    await Deno.copyFile(path, `${path}.copy`);
    await Deno.rename(`${path}.copy`, path);
    const edit = ['say("what?")', 'say("pardon?")'] as [string, string];
    assertEquals(await restarts(scene, MAIN, edit), false);
    await program.said(/the executable is not the one that runs/);
    assertEquals(await program.ask("nothing"), "pardon?");
  },
  "the exit code is that of the last": async ({ program }) => {
    await program.send("exit");
    assertEquals((await program.end()).code, 1);
  },
};

await testNeeding(
  ["Linux on x86-64"],
  "renew: without cargo",
  async (t) => {
    await play(t, { name: "renewed", restart: "auto" }, AUTO);
  },
);
