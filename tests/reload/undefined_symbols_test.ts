/**
 * Symbols that a patch needs and no program has are named as Rust names them,
 * with their crate and the likely cause; the program goes on.
 */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { cleanEnvironment, succeed } from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

/** What a symbol is written as, by the crate that it would be of. */
const CAUSES: Record<string, [crate: string, says: RegExp]> = {
  "a crate of the workspace": [
    "engine",
    /`engine::gone`: the crate `engine` no longer has it/,
  ],
  "a dependency": [
    "log",
    /`log::gone`: the crate `log` is in the program without it/,
  ],
  "a crate that is not there": [
    "elsewhere",
    /`elsewhere::gone`: the crate `elsewhere` is not in the program/,
  ],
  "the standard library": [
    "std",
    /`std::gone`: `std` in the program does not have it: the toolchain/,
  ],
};

/** The symbol that rustc itself gives a function of a crate. */
async function symbolIn(
  workspace: ScratchWorkspace,
  crate: string,
  mangling: string,
): Promise<string> {
  const source = `${crate}-${mangling}.rs`;
  await workspace.save(source, "#[inline(never)]\npub fn gone() {}\n");
  const output = workspace.path(`${source}.o`);
  const args = [
    ...["--crate-name", crate, "--crate-type=lib", "--emit=obj", "-o", output],
    ...["-Cmetadata=gone", `-Csymbol-mangling-version=${mangling}`],
    "-Zunstable-options",
    workspace.path(source),
  ];
  const env = { ...cleanEnvironment(), RUSTC_BOOTSTRAP: "1" };
  await succeed({ program: "rustc", args, env });
  const stdout = await succeed({ program: "nm", args: [output] });
  return stdout.match(/ T (\S*gone\S*)/)?.[1] ?? "";
}

Deno.test("undefined symbols: are named with crate and cause", async (t) => {
  const manifest = "engine/Cargo.toml";
  await using workspace = await copyProgram("small");
  await workspace.append(manifest, 'log = "0.4"\n');
  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
    args: ["--offline"],
  });
  const path = workspace.path(ENGINE);
  const good = await workspace.read(ENGINE);
  let calls = 0;
  for (const mangling of ["legacy", "v0"]) {
    for (const [name, [crate, says]] of Object.entries(CAUSES)) {
      await t.step(`${mangling}: ${name}`, async () => {
        const symbol = await symbolIn(workspace, crate, mangling);
        assertMatch(symbol, mangling === "v0" ? /^_R/ : /^_ZN/);
        const needs = `
unsafe extern "Rust" {
    #[link_name = "${symbol}"]
    safe fn needed();
}
`;
        const bad = good.replace("let _guard", "needed();\n    let _guard");
        const from = program.transcript.length;
        await workspace.saveByRename(ENGINE, bad + needs);
        const { reason } = await program.reported("refused", path);
        assertEquals(reason, "undefined");
        await program.transcript.find("stderr", says, from);
        assertMatch(await program.ask("work"), new RegExp(`calls ${++calls},`));
        await workspace.saveByRename(ENGINE, good);
        await program.reported("unchanged", path);
      });
    }
  }
  await workspace.saveByRename(ENGINE, good.replace("first", "second"));
  await program.reported("live", path);
  assertMatch(await program.ask("work"), /^second part/);
});
