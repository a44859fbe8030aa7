/** Who can make a program load code, and which programs can at all. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  cleanEnvironment,
  finish,
  ProcessTree,
  succeed,
} from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";
import { testNeeding } from "../harness/needs.ts";
import { guarded } from "../harness/transcript.ts";

async function output(program: string, ...args: string[]): Promise<string> {
  return (await finish({ program, args })).stdout;
}

/** Inodes of the sockets that a process has open. */
async function socketsOf(pid: number): Promise<string[]> {
  const files = await output("ls", "-l", `/proc/${pid}/fd`);
  return Array.from(
    files.matchAll(/socket:\[(\d+)\]/g),
    ([, inode = ""]) => inode,
  );
}

/** The sockets of a process in the system's list of one kind. */
async function socketsIn(kind: string, pid: number): Promise<string[]> {
  const own = await socketsOf(pid);
  const list = await output("cat", `/proc/${pid}/net/${kind}`);
  const words = list.split("\n").map((line) => line.trim().split(/\s+/));
  return own.filter((inode) => words.some((line) => line.includes(inode)));
}

async function permissions(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

Deno.test("security: a session is private, and nothing of it is on a network", async () => {
  await using workspace = await copyProgram("small");
  const temporary = workspace.path("temporary");
  await Deno.mkdir(temporary);
  const cwd = workspace.folder;
  const env = { TMPDIR: temporary };
  await using program = await DrivenProgram.start({ cwd, env });
  await workspace.edit(ENGINE, FIRST_TO_SECOND);
  await program.reported("live", workspace.path(ENGINE));

  const [session] = await Array.fromAsync(Deno.readDir(temporary));
  const folder = join(temporary, session?.name ?? "");
  assertEquals(await permissions(folder), 0o700);
  assertEquals(await permissions(join(folder, "socket")), 0o600);
  assertEquals(await permissions(join(folder, "status")), 0o600);

  const pid = Number(await program.ask("pid"));
  for (const process of [pid, program.pid]) {
    const inUnix = await socketsIn("unix", process);
    assert(inUnix.length > 0, "the session's own sockets are seen");
    for (const kind of ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"]) {
      assertEquals(await socketsIn(kind, process), [], `${kind} of ${process}`);
    }
  }
});

/** Builds the small program with hot reload, or without. */
async function build(
  workspace: ScratchWorkspace,
  ...args: string[]
): Promise<string> {
  await succeed({
    program: "cargo",
    args: ["build", "--quiet", ...args],
    cwd: workspace.folder,
    // Only such programs take patches.
    env: {
      ...cleanEnvironment(),
      RUSTFLAGS: "-Clink-args=-Wl,--export-dynamic",
    },
  });
  return workspace.path("target/debug/app");
}

const HOT = ["--features", "chaud/unsafe-hot-reload"];

/** A driver that wants a program to load a file. */
async function loadedBy(
  program: string,
  folder: string,
  file: string,
): Promise<string> {
  const path = join(folder, "socket");
  using listener = Deno.listen({ transport: "unix", path });
  await using tree = new ProcessTree(program, {
    env: { CHAUD_SOCKET: path },
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  });
  const talk = async () => {
    using conn = await listener.accept();
    const lines = conn.readable.pipeThrough(new TextDecoderStream());
    const reader = lines.getReader();
    const writer = conn.writable.getWriter();
    const say = (text: string) => writer.write(new TextEncoder().encode(text));
    if ((await reader.read()).done) return "gone";
    await say("welcome\t1\t0.1.0\n");
    await say(`load\t1\t${file}\n`);
    return (await reader.read()).value ?? "gone";
  };
  const answer = await guarded("its answer", talk());
  await tree.root.stdin.close();
  await guarded("its end", tree.root.status);
  return answer;
}

Deno.test("security: a program loads only what is its session's", async (t) => {
  await using workspace = await copyProgram("small");
  const program = await build(workspace, ...HOT);
  const folder = await Deno.makeTempDir({ dir: workspace.folder });
  const outside = workspace.path("outside.so");
  await Deno.copyFile(program, outside);
  await Deno.symlink(outside, join(folder, "link.so"));
  const FILES: Record<string, string> = {
    [outside]: "not in the session directory",
    [`${folder}/../outside.so`]: "not in the session directory",
    [`${folder}/link.so`]: "cannot open it",
    [`${folder}`]: "not in the session directory",
    [`${folder}/socket`]: "cannot open it",
  };
  for (const [file, why] of Object.entries(FILES)) {
    await t.step(file.replace(dirname(folder), ""), async () => {
      await Deno.remove(join(folder, "socket")).catch(() => {});
      const answer = await loadedBy(program, folder, file);
      assertStringIncludes(answer, "refused\t1\tpath\t");
      assertStringIncludes(answer, why);
    });
  }
});

Deno.test("security: without the feature, nothing of the runtime is in a program", async () => {
  await using workspace = await copyProgram("small");
  const traces = async (program: string) => {
    const symbols = (await output("nm", "-a", program)).split("\n");
    assert(symbols.some((line) => line.includes("main")), "nm works");
    return symbols.filter((line) => /chaud_runtime|_CHAUD/.test(line));
  };
  assertEquals(await traces(await build(workspace)), []);
  const hot = await traces(await build(workspace, ...HOT));
  assert(hot.length > 0, "it is there with the feature");
});

async function appears(watcher: Deno.FsWatcher, path: string): Promise<void> {
  for await (const { paths } of watcher) {
    if (paths.includes(path)) return;
  }
}

await testNeeding(
  ["Linux", "programs of another user"],
  "security: a program with rights that its user has not starts no driver, and reads no variable",
  async () => {
    await using workspace = await copyProgram("small");
    const program = await build(workspace, ...HOT);
    const folder = await Deno.makeTempDir();
    try {
      // Anybody may run what is there, and write beside it.
      await Deno.chmod(folder, 0o777);
      const [app, driver] = [join(folder, "app"), join(folder, "driver")];
      await Deno.copyFile(program, app);
      const text = '#!/bin/sh\n: >"${0%/*}/started"\n';
      await Deno.writeTextFile(driver, text, { mode: 0o755 });
      await Deno.chmod(driver, 0o755);
      const run = async (mode: number) => {
        await Deno.chmod(app, mode);
        const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        const variables = [`CHAUD=${driver}`, "CHAUD_LOG=trace"];
        const args = [...nobody, "env", ...variables, app];
        const { stderr } = await finish({ program: "setpriv", args });
        return stderr;
      };
      const privileged = await run(0o4755);
      assertStringIncludes(privileged, "acts for another user");
      const names = await Array.fromAsync(Deno.readDir(folder));
      assertEquals(names.length, 2, "nothing was started");

      using watcher = Deno.watchFs(folder);
      await run(0o755);
      await guarded("its start", appears(watcher, join(folder, "started")));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
