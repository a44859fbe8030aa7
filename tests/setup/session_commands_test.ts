/** A running session is asked, from another terminal, to do something. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import schema from "../../lib/report/event_schema.json" with { type: "json" };
import type { SessionEvent } from "../../lib/report/event.ts";
import { DrivenProgram, driverCommand } from "../harness/driven_program.ts";
import { breaches } from "../harness/json_schema.ts";
import { finish, type Finished } from "../harness/process_tree.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

function eventsIn(text: string): SessionEvent[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("session commands: pause, resume, restart, log and events", async (t) => {
  await using workspace = await copyProgram("small");
  const file = workspace.path("events");
  const chaud = async (...args: string[]): Promise<Finished> => {
    const words = [...driverCommand(), ...args];
    const cwd = workspace.folder;
    return await finish({ program: Deno.execPath(), args: words, cwd });
  };
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await chaud(...args);
    assertEquals([code, stderr], [0, ""]);
    return stdout;
  };

  await t.step("without a session", async () => {
    const { code, stderr } = await chaud("restart");
    assertEquals(code, 101);
    assertMatch(stderr, /^error: no session of .* is running/);
  });

  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
    args: ["--events", file],
  });
  const following = done("events", "--follow");

  await t.step("saves wait while it is paused", async () => {
    await done("pause");
    await workspace.edit(ENGINE, ["first", "second"]);
    assertMatch(await done("status"), /^ {2}saves +none; paused$/m);
    await done("resume");
    const report = await program.reported("live", workspace.path(ENGINE));
    assert((report.live ?? []).length > 0);
    assertMatch(await done("status"), /^ {2}saves +1 live; /m);
  });
  await t.step("its log shows elsewhere", async () => {
    const log = await done("log");
    assertMatch(log, /^ {4}Watching 2 crates/m);
    assertMatch(log, /^ {4}Reloaded .* live in \d+ ms$/m);
  });
  await t.step("the program is started afresh", async () => {
    await done("restart");
    const report = await program.restarted();
    assertEquals([report.kind, report.cause], ["restart", "request"]);
  });
  await t.step("one that is not there is not asked", async () => {
    const { code, stderr } = await chaud("pause", "--pid", "1");
    assertEquals(code, 101);
    assertMatch(stderr, /^error: no session of /);
  });
  await t.step("events are told as they come, and to the end", async () => {
    await program.end();
    const told = eventsIn(await Deno.readTextFile(file));
    for (const event of told) assertEquals(breaches(event, schema), []);
    const kinds = told.map(({ event }) => event);
    assertEquals(kinds[0], "session");
    assert(
      ["watching", "report"].every((kind) =>
        kinds.some((each) => each === kind)
      ),
      `${kinds}`,
    );
    // With cargo or without: that is not what is tried here.
    assert(kinds.includes("renew") || kinds.includes("rebuild"), `${kinds}`);
    const followed = eventsIn(await following);
    assertEquals(followed.slice(0, 1), told.slice(0, 1));
    assert(followed.length <= told.length);
  });
});
