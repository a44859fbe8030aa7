/** Edits that are wrong, and code that panics: the program goes on. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";
import { stepsWith } from "../harness/steps.ts";

type Replacement = [from: string, to: string];

/** A workspace with its program running. */
interface Scene {
  workspace: ScratchWorkspace;
  program: DrivenProgram;
  /** Calls of `work` so far; as many guards were dropped. */
  calls: number;
}

/** Asks for work, which must come from that version of the code. */
async function works(scene: Scene, version: string, request = "work") {
  const drops = scene.calls++;
  const expected = `${version}, calls ${scene.calls}, drops ${drops}`;
  assertEquals(await scene.program.ask(request), expected);
}

/** Saves an edit that is refused or broken, then takes it back. */
async function tryAndTakeBack(
  scene: Scene,
  kind: "broken" | "refused",
  says: RegExp,
  ...replacements: Replacement[]
) {
  const { workspace, program } = scene;
  const good = await workspace.read(ENGINE);
  const bad = await workspace.edited(ENGINE, ...replacements);
  await workspace.saveByRename(ENGINE, bad);
  await program.reported(kind, workspace.path(ENGINE));
  await program.said(says);
  await works(scene, "first part");
  await workspace.saveByRename(ENGINE, good);
  await program.reported("unchanged", workspace.path(ENGINE));
  await works(scene, "first part");
}

async function deleteFile(scene: Scene) {
  const { workspace, program } = scene;
  const part = "engine/src/part.rs";
  const text = await workspace.read(part);
  await workspace.remove(part);
  await program.reported("broken", workspace.path(part));
  await program.said(/^error\[E0583\]: file not found for module `part`/);
  await works(scene, "first part");
  await workspace.save(part, text.replace('"part"', '"part again"'));
  await program.reported("live", workspace.path(part));
  await works(scene, "first part again");
  await workspace.saveByRename(part, text);
  await program.reported("live", workspace.path(part));
  await works(scene, "first part");
}

async function panic(scene: Scene) {
  const { workspace, program } = scene;
  const live = () => program.reported("live", workspace.path(ENGINE));
  const good = await workspace.read(ENGINE);
  const formatted = 'format!("first {}, calls {}, drops {drops}", ';
  const edited = await workspace.edited(ENGINE, [
    formatted,
    'panic!("patched {} {} {drops}", ',
  ]);
  await workspace.saveByRename(ENGINE, edited);
  await live();
  assertEquals(await program.ask("catch"), "caught");
  assertEquals(await program.ask("thread"), "died");
  // Unwinding ran the destructors of the patch's frames.
  scene.calls += 2;
  await program.said(new RegExp(`^patched part ${scene.calls} `));
  await workspace.saveByRename(ENGINE, good);
  await live();
  await works(scene, "first part", "catch");
  await works(scene, "first part", "thread");
}

Deno.test("faults: the program goes on with the code it has", async (t) => {
  await using workspace = await copyProgram("small");
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  const scene = { workspace, program, calls: 0 };
  const FAULTS: Record<string, () => Promise<void>> = {
    "a syntax error": () =>
      tryAndTakeBack(scene, "broken", /^error: .*delimiter/, ["n\n}", "(n\n}"]),
    "a type error": () =>
      tryAndTakeBack(scene, "broken", /^error\[E0308\]/, ["n\n}", '"n"\n}']),
    "another signature of a hot function": () =>
      tryAndTakeBack(scene, "refused", /engine::scale: fn\(u32\) -> u32 → fn/, [
        "fn scale(n: u32) -> u32",
        "fn scale(n: u32) -> u64",
      ], ["n\n}", "u64::from(n)\n}"]),
    "another type of a persisted static": () =>
      tryAndTakeBack(scene, "refused", /engine::CALLS: AtomicU32 → /, [
        "static CALLS: AtomicU32 = AtomicU32::new(0)",
        "static CALLS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0)",
      ], ["+ 1;", "as u32 + 1;"]),
    "a symbol that exists nowhere": () =>
      tryAndTakeBack(
        scene,
        "refused",
        /`no_such_function`: not a symbol of Rust/,
        [
          "n\n}",
          "n + unsafe { no_such_function() }\n}\n" +
          "unsafe extern { safe fn unused(); fn no_such_function() -> u32; }",
        ],
      ),
    "a deleted file, and its return": () => deleteFile(scene),
    "a panic in a hot function": () => panic(scene),
  };
  const step = stepsWith(t, program);
  for (const [name, act] of Object.entries(FAULTS)) await step(name, act);
  assertEquals((await program.end()).code, 0);
});

Deno.test("faults: a driver that was killed", async (t) => {
  await using workspace = await copyProgram("small");
  const options = {
    cwd: workspace.folder,
    // So that what it leaves behind is removed with the workspace.
    env: { TMPDIR: workspace.folder },
  };
  await t.step("leaves the program alone", async () => {
    await using program = await DrivenProgram.start(options);
    const scene = { workspace, program, calls: 0 };
    await workspace.edit(ENGINE, FIRST_TO_SECOND);
    await program.reported("live", workspace.path(ENGINE));
    await works(scene, "second part");
    program.kill("SIGKILL");
    assertEquals((await program.status).signal, "SIGKILL");
    await works(scene, "second part");
    await works(scene, "second part", "thread");
    await program.said(/the driver went away; .* with epoch 1, without hot/);
    await program.said(/Start the program again to have hot reload again/);
  });
  await t.step("does not trouble the next", async () => {
    await using program = await DrivenProgram.start(options);
    const scene = { workspace, program, calls: 0 };
    await works(scene, "second part");
    const [first, second] = FIRST_TO_SECOND;
    await workspace.edit(ENGINE, [second, first]);
    await program.reported("live", workspace.path(ENGINE));
    await works(scene, "first part");
    const { code } = await program.end();
    assertEquals(code, 0);
    assertStringIncludes(`${program.transcript}`, "Finished");
    // It has tidied up after the one that was killed, too.
    const names = await Array.fromAsync(Deno.readDir(workspace.folder));
    const left = names.filter(({ name }) => name.startsWith("chaud-"));
    assertEquals(left, []);
  });
});

Deno.test("faults: two drivers do not trouble each other", async () => {
  await using workspace = await copyProgram("small");
  const options = { cwd: workspace.folder };
  await using one = await DrivenProgram.start(options);
  await using other = await DrivenProgram.start(options);
  const [first, second] = FIRST_TO_SECOND;
  const edits = [[first, second], [second, first], [first, second]] as const;
  for (const [i, [from, to]] of edits.entries()) {
    await workspace.edit(ENGINE, [from, to]);
    for (const program of [one, other]) {
      await program.reported("live", workspace.path(ENGINE));
      const part = i % 2 === 0 ? "second part" : "first part";
      await works({ workspace, program, calls: i }, part);
    }
  }
  for (const program of [one, other]) {
    assertEquals((await program.end()).code, 0);
  }
});
