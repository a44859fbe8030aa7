/** Several processes of one program in one session, real ones. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { Measured } from "../../lib/commands/messages.ts";
import { DrivenProgram, driverCommand } from "../harness/driven_program.ts";
import { finish } from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";
import { guarded } from "../harness/transcript.ts";

/** A session, and how more programs come to it. */
class Family implements AsyncDisposable {
  readonly workspace: ScratchWorkspace;
  /** The program that the driver started. */
  readonly first: DrivenProgram;
  readonly #temporary: string;
  readonly #others: DrivenProgram[] = [];
  readonly #goOn: (() => void)[] = [];
  #version = "first";

  private constructor(
    workspace: ScratchWorkspace,
    first: DrivenProgram,
    temporary: string,
  ) {
    this.workspace = workspace;
    this.first = first;
    this.#temporary = temporary;
  }

  static async start(program = "small"): Promise<Family> {
    const workspace = await copyProgram(program);
    const temporary = workspace.path("temporary");
    await Deno.mkdir(temporary);
    const first = await DrivenProgram.start({
      cwd: workspace.folder,
      env: { TMPDIR: temporary },
    });
    return new Family(workspace, first, temporary);
  }

  /** The session's folder. */
  async folder(): Promise<string> {
    for await (const { name } of Deno.readDir(this.#temporary)) {
      if (name.startsWith("chaud-")) return join(this.#temporary, name);
    }
    throw new Error("There is no session");
  }

  /** Starts one more program, as a person would from another terminal. */
  async another(): Promise<DrivenProgram> {
    return await this.#start(["run", "--attach"], {});
  }

  /** As {@linkcode another}, without Chaud's help. */
  async byHand(): Promise<DrivenProgram> {
    const socket = join(await this.folder(), "socket");
    const env = { CHAUD_SOCKET: socket };
    return await this.#start([this.workspace.path("target/debug/app")], env);
  }

  async #start(
    words: string[],
    env: Record<string, string>,
  ): Promise<DrivenProgram> {
    const isOurs = words[0] === "run";
    const driver = isOurs ? [Deno.execPath(), ...driverCommand()] : [];
    const program = new DrivenProgram({
      cwd: this.workspace.folder,
      command: [...driver, ...words],
      isCargo: true,
      env,
    });
    this.#others.push(program);
    await program.ready();
    return program;
  }

  /** Saves the next version, and waits until it is live somewhere. */
  async edit(version: string): Promise<{ programs: number; behind: string[] }> {
    await this.save(version);
    return await this.live();
  }

  async save(version: string): Promise<void> {
    const edit = [`"${this.#version} {}`, `"${version} {}`] as const;
    await this.workspace.edit(ENGINE, [...edit]);
    this.#version = version;
  }

  async live(): Promise<{ programs: number; behind: string[] }> {
    const path = this.workspace.path(ENGINE);
    const report = await this.first.reported("live", path);
    const behind = (report.behind ?? []).map(({ reason }) => reason);
    return { programs: report.programs ?? 0, behind };
  }

  /** Waits until a patch has been linked. */
  async linked(patch: number): Promise<void> {
    const folder = await this.folder();
    const look = async () => {
      while (true) {
        const names = await Array.fromAsync(Deno.readDir(folder));
        const prefix = `patch-${patch}-`;
        if (names.some(({ name }) => name.startsWith(prefix))) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await guarded(`patch ${patch}`, look());
  }

  /** Stops a program for a while; at the latest, the end lets it go on. */
  async stop(program: DrivenProgram): Promise<() => void> {
    const pid = Number(await program.ask("pid"));
    const goOn = () => {
      try {
        Deno.kill(pid, "SIGCONT");
      } catch {
        // It has ended.
      }
    };
    this.#goOn.push(goOn);
    Deno.kill(pid, "SIGSTOP");
    return goOn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const goOn of this.#goOn) goOn();
    for (const other of this.#others) await other[Symbol.asyncDispose]();
    await this.first[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}

async function version(program: DrivenProgram): Promise<string> {
  return (await program.ask("work")).split(" ")[0] ?? "";
}

Deno.test("processes: a newcomer gets the patches that are live, in order", async () => {
  await using family = await Family.start();
  const { first, workspace } = family;
  assertEquals(await family.edit("second"), { programs: 1, behind: [] });
  // Its own slot and static live in the second patch.
  await workspace.edit(ENGINE, [
    "fn scale(n: u32) -> u32 {\n    n\n}",
    [
      "fn scale(n: u32) -> u32 { count(n) }",
      "#[chaud::persist] static COUNTED: AtomicU32 = AtomicU32::new(0);",
      "#[chaud::hot] fn count(n: u32) -> u32 { COUNTED.fetch_add(1, Relaxed); n }",
    ].join("\n"),
  ]);
  assertEquals(await family.live(), { programs: 1, behind: [] });
  assertEquals(await version(first), "second");
  const newcomer = await family.byHand();
  await first.said(/Joined pid \d+ has the 2 patches/);
  assertEquals(await newcomer.ask("work"), "second part, calls 1, drops 0");
  assertEquals(await family.edit("third"), { programs: 2, behind: [] });
  assertEquals(await version(first), "third");
  assertEquals(await version(newcomer), "third");
  await first.said(/live in 2 programs, in /);
  assertEquals((await newcomer.end()).code, 0);
  assertEquals(await family.edit("fourth"), { programs: 1, behind: [] });
  assertEquals(await version(first), "fourth");
});

Deno.test("processes: one that is killed in the middle does not disturb the others", async () => {
  await using family = await Family.start();
  const { first } = family;
  const other = await family.another();
  assertEquals(await family.edit("second"), { programs: 2, behind: [] });
  const pid = Number(await other.ask("pid"));
  // Neither answers what the driver asks about the patch.
  const goOn = await family.stop(first);
  await family.stop(other);
  await family.save("third");
  await family.linked(2);
  Deno.kill(pid, "SIGKILL");
  await guarded("its end", other.status);
  goOn();
  assertEquals(await family.live(), { programs: 1, behind: [] });
  assertEquals(await version(first), "third");
});

Deno.test("processes: one that is dead is not waited for, though its workers live", async () => {
  await using family = await Family.start("out_of_reach");
  const other = await family.another();
  assertEquals(await family.edit("second"), { programs: 2, behind: [] });
  const worker = Number(await other.ask("fork"));
  try {
    Deno.kill(Number(await other.ask("pid")), "SIGKILL");
    assertEquals(await family.edit("third"), { programs: 1, behind: [] });
    assertEquals(await version(family.first), "third");
  } finally {
    Deno.kill(worker, "SIGKILL");
  }
});

Deno.test("processes: one that is stopped gets the patch when it goes on", async () => {
  await using family = await Family.start();
  const { first } = family;
  const other = await family.another();
  assertEquals(await family.edit("second"), { programs: 2, behind: [] });
  const goOn = await family.stop(other);
  assertEquals(await family.edit("third"), { programs: 1, behind: ["late"] });
  await first.said(/live in 1 of 2 programs, in /);
  assertEquals(await family.edit("fourth"), { programs: 1, behind: ["late"] });
  assertEquals(await version(first), "fourth");
  goOn();
  await first.said(/Joined pid \d+ has the 2 patches/);
  assertEquals(await version(other), "fourth");
  assertEquals(await family.edit("fifth"), { programs: 2, behind: [] });
});

Deno.test("processes: one that connects and says nothing keeps nobody waiting", async () => {
  await using family = await Family.start();
  const path = join(await family.folder(), "socket");
  using _silent = await Deno.connect({ transport: "unix", path });
  await family.another();
  assertEquals(await family.edit("second"), { programs: 2, behind: [] });
  assertEquals((await family.first.end()).code, 0);
});

Deno.test("processes: one of another build is told why it is not served", async () => {
  await using family = await Family.start();
  const path = family.workspace.path("target/debug/app");
  // As a linker does: a new file takes the old one's place.
  await Deno.copyFile(path, `${path}.new`);
  await Deno.rename(`${path}.new`, path);
  const other = await family.byHand();
  await other.said(/was built anew since this session began/);
  assertEquals(await family.edit("second"), { programs: 1, behind: [] });
  assertEquals(await version(other), "first");
});

/** Runs `chaud status`. */
async function status(
  workspace: ScratchWorkspace,
  ...args: string[]
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await finish({
    program: Deno.execPath(),
    args: [...driverCommand(), "status", ...args],
    cwd: workspace.path("engine"),
  });
  return { code, text: stdout + stderr };
}

Deno.test("processes: chaud status tells of the session, and of none", async () => {
  await using family = await Family.start();
  const { first, workspace } = family;
  const other = await family.another();
  await family.edit("second");
  await family.edit("third");
  const { code, text } = await status(workspace, "--json");
  assertEquals(code, 0, text);
  const [session] = JSON.parse(text) as Measured[];
  assert(session);
  const pids = [Number(await first.ask("pid")), Number(await other.ask("pid"))];
  assertEquals(session.programs.map(({ pid }) => pid), pids);
  assertEquals(session.programs.map(({ patches }) => patches), [2, 2]);
  for (const { memory } of session.programs) {
    assert(memory && memory.patches > 0 && memory.resident > memory.patches);
  }
  assertEquals(session.executable, workspace.path("target/debug/app"));
  assertEquals(session.crates, ["app", "engine"]);
  assertEquals([session.epoch, session.last], [2, "live"]);
  assert((session.driverMemory?.resident ?? 0) > 1e6);
  assertStringIncludes((await status(workspace)).text, "target/debug/app\n");

  assertEquals((await other.end()).code, 0);
  assertEquals((await first.end()).code, 0);
  const none = await status(workspace);
  assertEquals(none.code, 1);
  assertStringIncludes(none.text, "is running: start one with `chaud run`");
  const lonely = await family.another().catch(String);
  assertStringIncludes(`${lonely}`, "no session of this workspace is running");
});
