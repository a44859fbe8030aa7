/**
 * The driver needs the rights that the task `demo` gives it, no more and no
 * less: whichever is missing is named, with what it is for.
 */

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { DrivenProgram, driverCommand } from "../harness/driven_program.ts";
import { cleanEnvironment, finish, succeed } from "../harness/process_tree.ts";
import {
  copyDemo,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { readFile, TOP } from "../harness/tree.ts";

const LACKING =
  /^(?:error: )?Deno does not let the driver do its work: it lacks\n(?: {2}--allow-.+ {2}to .+\n)+give `deno` that as well, or `-A`, which allows everything\n$/;

/** A stack, or an error that nobody caught. */
const RAW = /^ +at |Uncaught|NotCapable/m;

/** What Deno allows, and the options that go with it. */
interface Rights {
  flags: string[];
  folder: string;
}

/** What the task gives, with its folders and programs, for another workspace. */
async function rightsOfDemo(demo: ScratchWorkspace): Promise<Rights> {
  const { tasks } = JSON.parse(await readFile("deno.json"));
  const text = tasks.demo.command as string;
  const command = text.replace("deno run", "printf '%s\\n'");
  const printed = await succeed({
    program: "sh",
    args: ["-c", command],
    cwd: TOP,
  });
  const words = printed.trimEnd().split("\n");
  const folder = words[words.indexOf("--folder") + 1] ?? "";
  const flags = words.slice(0, words.indexOf("cli.ts"))
    .map((flag) => flag.replace("=demo/target,", `=${demo.path("target")},`));
  return { flags, folder };
}

/** Each right by itself: a flag, and one of its values if it has any. */
function* each(flags: string[]): Generator<[name: string, value: string]> {
  for (const flag of flags) {
    const [name = "", values = ""] = flag.split("=");
    if (!name.startsWith("--allow-")) continue;
    for (const value of values.split(",")) yield [name, value];
  }
}

/** All rights but one. */
function without(flags: string[], name: string, value: string): string[] {
  return flags.flatMap((flag) => {
    if (flag.split("=")[0] !== name) return [flag];
    const rest = (flag.split("=")[1] ?? "").split(",")
      .filter((each) => each !== value);
    return rest.length === 0 ? [] : [`${name}=${rest.join(",")}`];
  });
}

Deno.test("permissions: those of the task demo suffice", async () => {
  await using demo = await copyDemo({});
  const { flags, folder } = await rightsOfDemo(demo);
  assertEquals(flags.includes("--no-prompt"), true);
  const bare = flags.filter((flag) =>
    flag.startsWith("-") && !flag.includes("=")
  );
  assertEquals(bare, ["--no-prompt", "--allow-read"]);
  await using program = await DrivenProgram.start({
    cwd: demo.folder,
    args: ["--folder", folder, "-p", "root"],
    permissions: flags,
    restart: "auto",
  });
  const source = "leaf/src/lib.rs";
  await demo.edit(source, ["-> u32 {\n    1\n}", "-> u32 {\n    2\n}"]);
  await program.reported("live", demo.path(source));
  assertEquals((await program.values())["leaf.version"], 2);
  // Cargo builds, the loader is asked, and the session has its folder again.
  await program.settled();
  program.kill("SIGUSR2");
  await program.restarted();
  assertEquals((await program.end()).code, 0);
  const kept = await Deno.stat(folder).then(() => true, () => false);
  assertEquals(kept, false);
  const text = `${program.transcript}`;
  assertEquals(RAW.test(text), false, text);
});

Deno.test("permissions: each is needed, and named with what it is for", async (t) => {
  await using demo = await copyDemo({});
  const { flags, folder } = await rightsOfDemo(demo);
  const rights = [...each(flags)];
  assert(rights.length > 20);
  for (const [name, value] of rights) {
    const right = value === "" ? name : `${name}=${value}`;
    const rest = without(flags, name, value);
    const args = ["--folder", folder, "-p", "root"];
    await t.step(right, async () => {
      // Which tools compile and link is known once cargo has built.
      const isTool = value.includes("/rustlib/") || value.endsWith("/rustc");
      const said = await (isTool ? whileItRuns : atTheStart)(demo, rest, args);
      assertMatch(said, LACKING);
      assertStringIncludes(said, `${name}${value === "" ? " " : "="}`);
      assertStringIncludes(said, value);
    });
  }
});

/** What the driver says when it cannot begin. */
async function atTheStart(
  demo: ScratchWorkspace,
  rights: string[],
  args: string[],
): Promise<string> {
  const { code, stderr } = await finish({
    program: Deno.execPath(),
    args: [...driverCommand(rights), "run", ...args],
    cwd: demo.folder,
  });
  assertEquals(code, 101, stderr);
  return stderr;
}

/** What the driver says about a program that it cannot serve. */
async function whileItRuns(
  demo: ScratchWorkspace,
  permissions: string[],
  args: string[],
): Promise<string> {
  const cwd = demo.folder;
  await using program = new DrivenProgram({ cwd, args, permissions });
  await program.ready();
  await program.said(/which allows everything$/);
  assertEquals((await program.end()).code, 0);
  const text = `${program.transcript}`;
  assertEquals(RAW.test(text), false, text);
  const lines = text.split("\n").map((line) =>
    line.replace(/^.*?(?=error: Deno does not| {2}--allow-|give `deno`)/, "")
  );
  const from = lines.findIndex((line) => line.startsWith("error: Deno"));
  return `${lines.slice(from, from + 3).join("\n")}\n`;
}

Deno.test("permissions: the README lists those of the task demo", async () => {
  const { tasks } = JSON.parse(await readFile("deno.json"));
  const given = flagsIn(tasks.demo.command);
  const listed = flagsIn(await readFile("README.md"));
  const own: Record<string, string> = {
    "demo/target": "target",
    "$SESSION": "$DIR",
    "$RUST/bin/rustc": "$RUSTC",
  };
  for (const flag of given) {
    const text = Object.entries(own)
      .reduce((text, [from, to]) => text.replaceAll(from, to), flag);
    assert(listed.includes(text), `not in the README: ${text}`);
  }
});

function flagsIn(text: string): string[] {
  return text.match(/--allow-[^\s`]+/g) ?? [];
}

Deno.test("permissions: every command says what it lacks", async (t) => {
  await using demo = await copyDemo({});
  const commands: [...string[]][] = [
    ["run"],
    ["run", "--attach"],
    ["status"],
    ["init"],
    ["doctor"],
    ["verify", "Cargo.toml"],
    ["attach", "--folder", demo.path("session"), "--manifest", "Cargo.toml"],
  ];
  for (const command of commands) {
    await t.step(command.join(" "), async () => {
      const { code, stderr } = await finish({
        program: Deno.execPath(),
        args: [...driverCommand(["--no-prompt"]), ...command],
        cwd: demo.folder,
      });
      assertMatch(stderr, LACKING);
      assertEquals(code, 101);
    });
  }
});

Deno.test("permissions: an LD_ variable takes more than names, and is named", async () => {
  await using demo = await copyDemo({});
  const { flags, folder } = await rightsOfDemo(demo);
  const { code, stderr } = await finish({
    program: Deno.execPath(),
    args: [...driverCommand(flags), "run", "--folder", folder, "-p", "root"],
    cwd: demo.folder,
    env: { ...cleanEnvironment(), LD_LIBRARY_PATH: "/nowhere" },
  });
  await Deno.remove(folder);
  assertMatch(stderr, LACKING);
  assertStringIncludes(stderr, "--allow-run  to start `cargo` while the");
  assertEquals(code, 101);
});
