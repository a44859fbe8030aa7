/** Programs that do not depend on Chaud, edited while they run. */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { finish } from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { readFile } from "../harness/tree.ts";
import { testNeeding } from "../harness/needs.ts";

const PRIVATE: [string, string] = ["    1\n", "    2\n"];
const METHOD: [string, string] = [
  "        self.turns\n    }",
  "        self.turns * 100\n    }",
];
const LIBRARY: [string, string] = ['"first"', '"second"'];

async function drive(
  test: (program: DrivenProgram, scratch: ScratchWorkspace) => Promise<void>,
  name = "plain",
): Promise<void> {
  await using scratch = await copyProgram(name, { name: "plain" });
  await using program = await DrivenProgram.start({ cwd: scratch.folder });
  await test(program, scratch);
}

/** Edits one function of each crate, and sees all of them run. */
async function editAll(
  program: DrivenProgram,
  scratch: ScratchWorkspace,
): Promise<void> {
  const edit = async (path: string, change: [string, string], name: string) => {
    await scratch.edit(path, change);
    const { live } = await program.reported("live", scratch.path(path));
    assertEquals(live, [name]);
  };
  assertEquals(await program.ask("turn"), "1 first 1");
  await edit("app/src/main.rs", PRIVATE, "private");
  assertEquals(await program.ask("turn"), "2 first 2");
  await edit("engine/src/lib.rs", METHOD, "Engine::scaled");
  assertEquals(await program.ask("turn"), "300 first 2");
  await edit("leaf/src/lib.rs", LIBRARY, "word");
  assertEquals(await program.ask("turn"), "400 second 2");
}

Deno.test("zero-touch: every function is hot, and nothing was changed for it", async (t) => {
  await drive(async (program, scratch) => {
    await t.step("it says so", async () => {
      await program.said(/^ +note: `chaud init` gives `app` /);
    });
    await t.step("functions, private ones and methods", async () => {
      await editAll(program, scratch);
    });
    await t.step("children know nothing of it", async () => {
      const loaded = "grep -c libchaud /proc/self/maps";
      assertEquals(await program.ask(`sh ${loaded}`), "0");
      assertEquals(await program.ask("sh echo $LD_PRELOAD"), "");
    });
    await t.step("its packages are what they were", async () => {
      const path = "app/Cargo.toml";
      const original = await readFile(`tests/programs/plain/${path}`);
      assertEquals(await scratch.read(path), original);
    });
    await t.step("started by hand, it runs by itself", async () => {
      const path = scratch.path("target/debug/app");
      const { stdout, stderr, code } = await finish({
        program: path,
        args: [],
      });
      assertEquals([code, stdout, stderr], [0, "= ready\n", ""]);
    });
  });
});

Deno.test("zero-touch: with an allocator of its own, and panics that abort", async () => {
  await drive(editAll, "own_allocator");
});

await testNeeding(
  ["Linux"],
  "zero-touch: a program that forbids to change code has its imports",
  async () => {
    await drive(async (program, scratch) => {
      assertEquals(await program.ask("turn"), "1 first 1");
      await scratch.edit("leaf/src/lib.rs", LIBRARY);
      await program.said(/the system does not let code be changed/);
      await program.reported("live", scratch.path("leaf/src/lib.rs"));
      assertEquals(await program.ask("turn"), "2 second 1");
    }, "forbids_mprotect");
  },
);

Deno.test("zero-touch: a static program runs, and the driver says why it only runs", async () => {
  await using scratch = await copyProgram("plain", { name: "plain" });
  const options = {
    cwd: scratch.folder,
    args: ["--target", `${Deno.build.arch}-unknown-linux-gnu`],
    env: { RUSTFLAGS: "-Ctarget-feature=+crt-static" },
  };
  await using program = new DrivenProgram(options);
  await program.ready();
  assertEquals(await program.ask("turn"), "1 first 1");
  await program.said(/`app` runs without hot reload: it is linked statically/);
  assertEquals(await program.ask("turn"), "2 first 1");
});

Deno.test("zero-touch: so does one with link-time optimisation", async () => {
  await using scratch = await copyProgram("plain", { name: "plain" });
  await scratch.append("Cargo.toml", '\n[profile.dev]\nlto = "thin"\n');
  await using program = new DrivenProgram({ cwd: scratch.folder });
  await program.ready();
  await program.said(
    /`app` runs without hot reload: link-time optimisation is on/,
  );
  assertEquals(await program.ask("turn"), "1 first 1");
});
