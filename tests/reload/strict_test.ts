/** With `--strict`, a changed type is refused before anything is loaded. */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type Report, run } from "../../mod.ts";
import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import { succeed } from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { guarded } from "../harness/transcript.ts";

const LIBRARY = "engine/src/lib.rs";

type Edit = [from: string, to: string];

const FIELD: Edit[] = [
  ["    pub y: u32,", "    pub y: u32,\n    pub z: [u64; 500],"],
  ["Point { x: 1, y: 2 }", "Point { x: 1, y: 2, z: [4; 500] }"],
  ['"first {} {}", point.x', '"{} {} {}", point.z[499], point.x'],
];
const BODY: Edit = ['"first {} {}"', '"second {} {}"'];

/** The patches that are part of a process. */
async function patches(pid: number): Promise<string[]> {
  const text = await succeed({ program: "cat", args: [`/proc/${pid}/maps`] });
  const names = Array.from(text.matchAll(/\/(patch-[^/]+\.so)/g));
  return [...new Set(names.map(([, name = ""]) => name))];
}

async function scene(
  options: Partial<DriveOptions>,
  act: (workspace: ScratchWorkspace, program: DrivenProgram) => Promise<void>,
): Promise<void> {
  await using workspace = await copyProgram("strict");
  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
    args: ["--strict"],
    ...options,
  });
  await act(workspace, program).catch((error) => {
    throw new Error(`${error}\n${program.transcript}`);
  });
}

Deno.test("strict: nothing of a changed type is loaded", () =>
  scene({}, async (workspace, program) => {
    const path = workspace.path(LIBRARY);
    const pid = Number(await program.ask("pid"));
    const before = await workspace.read(LIBRARY);
    await workspace.edit(LIBRARY, ...FIELD);
    const { reason } = await program.reported("refused", path);
    assertEquals(reason, "strict");
    await program.said(/`?Point`?/);
    assertEquals(await patches(pid), []);
    assertEquals(await program.ask("?"), "first 1 2 first 1 2");

    await workspace.save(LIBRARY, before);
    await program.reported("unchanged", path);
    await workspace.edit(LIBRARY, BODY);
    await program.reported("live", path);
    assertEquals((await patches(pid)).length, 1);
    assertEquals(await program.ask("?"), "second 1 2 second 1 2");

    // From one save to the next: the type goes back, and a body changes.
    await workspace.edit(LIBRARY, FIELD[0] ?? BODY, FIELD[1] ?? BODY);
    await program.reported("refused", path);
    assertEquals(await program.ask("?"), "second 1 2 second 1 2");
    await workspace.save(LIBRARY, before.replace("first", "third"));
    await program.reported("live", path);
    assertEquals(await program.ask("?"), "third 1 2 third 1 2");
    assertEquals((await patches(pid)).length, 2);
    assertEquals((await program.end()).code, 0);
  }));

Deno.test("strict: a restart has the changed type", () =>
  scene({ restart: "auto" }, async (workspace, program) => {
    const pid = await program.ask("pid");
    await workspace.edit(LIBRARY, ...FIELD);
    const { cause } = await program.restarted(workspace.path(LIBRARY));
    assertEquals(cause, "refused");
    assertNotEquals(await program.ask("pid"), pid);
    assertMatch(await program.ask("?"), /^4 1 2 4 1 2$/);
    await workspace.edit(LIBRARY, ['"{} {} {}"', '"new {} {} {}"']);
    await program.reported("live", workspace.path(LIBRARY));
    assertMatch(await program.ask("?"), /^new 4 1 2 new 4 1 2$/);
  }));

Deno.test("strict: by a program that runs another", async () => {
  await using workspace = await copyProgram("strict");
  const watched = Promise.withResolvers<number>();
  const warm = Promise.withResolvers<void>();
  await using program = await run({
    args: ["--quiet", "--", "serve"],
    cwd: workspace.folder,
    strict: true,
    restart: "never",
    listener: {
      onWatching: (_, pid) => watched.resolve(pid),
      onWarm: () => warm.resolve(),
    },
  });
  const pid = await guarded("watching", watched.promise);
  await guarded("the reload build", warm.promise);
  const reports = program.reports[Symbol.asyncIterator]();
  const next = async (): Promise<Report | undefined> => {
    const { value } = await guarded("a report", reports.next());
    return value;
  };
  const first = next();
  const before = await workspace.read(LIBRARY);
  await workspace.saveByRename(
    LIBRARY,
    await workspace.edited(LIBRARY, ...FIELD),
  );
  const report = await first;
  assertEquals(report?.kind === "refused" && report.reason, "strict");
  assertEquals(await patches(pid), []);
  await workspace.saveByRename(LIBRARY, before.replace("first", "second"));
  assertEquals((await next())?.kind, "live");
  assertEquals((await patches(pid)).length, 1);
  await guarded("the end", program.stop());
});
