/** Who decides about restarts, and what a program that runs another sees. */

import { assertEquals, assertMatch } from "@std/assert";
import { run } from "../../mod.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import { FACTS, MANIFEST, play, type Step } from "./scene.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";
import { guarded } from "../harness/transcript.ts";

const NEVER: Record<string, Step> = {
  "a change of the build is refused": async ({ workspace, program }) => {
    const pid = await program.ask("pid");
    await workspace.edit(MANIFEST, ["1.0.0", "2.0.0"]);
    await program.reported("refused", workspace.path(MANIFEST));
    await program.said(/^ {2}app\/Cargo.toml: manifest$/);
    await program.said(/restart `chaud run` to have it; the program goes on/);
    assertEquals(await program.ask("facts"), FACTS);
    assertEquals(await program.ask("pid"), pid);
  },
  "patches go live as before": async ({ workspace, program }) => {
    await workspace.edit(ENGINE, FIRST_TO_SECOND);
    await program.reported("live", workspace.path(ENGINE));
    assertMatch(await program.ask("work"), /^second part, calls 1/);
  },
  "a save that takes it back": async ({ workspace, program }) => {
    await workspace.edit(MANIFEST, ["2.0.0", "1.0.0"]);
    await program.reported("unchanged", workspace.path(MANIFEST));
  },
  "a crash is the end": async ({ workspace, program }) => {
    await workspace.edit(ENGINE, [
      "let _guard = Guard;",
      "std::process::abort();",
    ]);
    await program.reported("live", workspace.path(ENGINE));
    await program.send("work");
    await program.said(/the program was ended by SIGABRT/);
    assertEquals((await program.end()).code, 134);
  },
};

Deno.test("restart: never", async (t) => {
  await play(t, { restart: "never" }, NEVER);
});

const ASK: Record<string, Step> = {
  "a file that is saved once more": async ({ workspace, program }) => {
    await workspace.edit(MANIFEST, ["1.0.0", "2.0.0"]);
    await program.reported("refused", workspace.path(MANIFEST));
    await program.said(/save the file once more to restart/);
    assertEquals(await program.ask("facts"), FACTS);
    // A second later, as far as the file can tell.
    const path = workspace.path(MANIFEST);
    const { mtime } = await Deno.stat(path);
    const later = Date.now() / 1000 + 60;
    await Deno.utime(path, later, later);
    await program.heard(/^ +Rebuilding /);
    // It was not saved after it was built from.
    await Deno.utime(path, mtime ?? 0, mtime ?? 0);
    await program.restarted(path);
    assertEquals(await program.ask("facts"), FACTS.replace("1.", "2."));
  },
  "a signal": async ({ workspace, program }) => {
    await workspace.edit(ENGINE, [
      "static CALLS: AtomicU32 = AtomicU32::new(0)",
      "static CALLS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(40)",
    ], ["+ 1;", "as u32 + 1;"]);
    await program.reported("refused", workspace.path(ENGINE));
    assertMatch(await program.ask("work"), /^first part, calls 1/);
    program.kill("SIGUSR2");
    // What is saved meanwhile does not take it back.
    await program.heard(/another process of the program is to begin/);
    await workspace.edit(MANIFEST, ["[features]", "# Few.\n[features]"]);
    await program.restarted(workspace.path(ENGINE));
    assertMatch(await program.ask("work"), /^first part, calls 41/);
    assertEquals(/debugger/i.test(`${program.transcript}`), false);
  },
};

Deno.test("restart: ask", async (t) => {
  await play(t, { restart: "ask" }, ASK);
});

Deno.test("restart: another instance goes on, and is named", async () => {
  await using workspace = await copyProgram("restart");
  const options = { cwd: workspace.folder, env: { SHELL_WORD: "hello" } };
  const auto = { ...options, restart: "auto" as const };
  await using program = await DrivenProgram.start(auto);
  await using other = new DrivenProgram({ ...options, args: ["--attach"] });
  await other.ready();
  const { transcript } = program;
  const first = await transcript.find("stderr", /Watching/);
  await transcript.find("stderr", /Watching/, first + 1);
  // A patch that it takes shows that it is part of the session.
  await workspace.edit(ENGINE, FIRST_TO_SECOND);
  await program.reported("live", workspace.path(ENGINE));
  assertMatch(await other.ask("work"), /^second part, calls 1/);
  const pid = Number(await other.ask("pid"));
  await workspace.edit(MANIFEST, ["1.0.0", "2.0.0"]);
  const { left } = await program.restarted(workspace.path(MANIFEST));
  assertEquals(left, [pid]);
  assertEquals(await other.ask("facts"), FACTS);
  assertEquals(await program.ask("facts"), FACTS.replace("1.", "2."));
});

Deno.test("restart: a program that runs another goes on over restarts", async () => {
  await using workspace = await copyProgram("restart");
  const pids = new Set<number>();
  let watching = Promise.withResolvers<void>();
  const isWatched = async () => {
    await guarded("watching", watching.promise);
    watching = Promise.withResolvers();
  };
  const onWatching = (_: string[], pid: number) => {
    pids.add(pid);
    watching.resolve();
  };
  await using program = await run({
    args: ["--quiet", "--", "serve"],
    cwd: workspace.folder,
    listener: { onWatching },
  });
  await isWatched();
  const reports = program.reports[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await guarded("a report", reports.next());
    return value?.kind;
  };
  // The reader begins with the next report.
  const first = next();
  await workspace.edit(MANIFEST, ["1.0.0", "2.0.0"]);
  assertEquals(await first, "restart");
  await isWatched();
  const second = next();
  program.restart();
  assertEquals(await second, "restart");
  await isWatched();
  assertEquals(pids.size, 3);
  const { signal } = await guarded("the end", program.stop());
  assertEquals(signal, "SIGTERM");
  assertEquals(await next(), undefined);
});
