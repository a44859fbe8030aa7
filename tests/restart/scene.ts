/**
 * Programs with all that cargo must see to: a build script with an input, a
 * procedural macro, a feature, a version. `tests/programs/restart` tells what
 * came of them.
 *
 * @module
 */

import { assertNotEquals } from "@std/assert";
import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";

/** The manifest of its program. */
export const MANIFEST = "app/Cargo.toml";

/** A workspace with its program running. */
export interface Scene {
  workspace: ScratchWorkspace;
  program: DrivenProgram;
}

/** Something to do with it. */
export type Step = (scene: Scene) => Promise<void>;

/** What the program tells of how it was built. */
export const FACTS: string = "plain spoken quiet 1.0.0 hello";

/** Adds a dependency, and nothing else; tells what is there then. */
export async function depends(
  { workspace, program }: Scene,
  manifest: string,
  line: string,
): Promise<string[] | undefined> {
  await workspace.edit(manifest, ["[dependencies]", `[dependencies]\n${line}`]);
  const path = workspace.path(manifest);
  return (await program.reported("unchanged", path)).added;
}

/** Edits a file, and waits until that is live. */
export async function lives(
  { workspace, program }: Scene,
  path: string,
  ...edits: [from: string, to: string][]
): Promise<void> {
  const text = await workspace.edited(path, ...edits);
  await workspace.saveByRename(path, text);
  await program.reported("live", workspace.path(path));
}

/** Edits a file, and waits for the restart that follows: was cargo spared? */
export async function restarts(
  { workspace, program }: Scene,
  path: string,
  ...edits: [from: string, to: string][]
): Promise<boolean | undefined> {
  const pid = await program.ask("pid");
  await workspace.edit(path, ...edits);
  const { isRenewed } = await program.restarted(workspace.path(path));
  assertNotEquals(await program.ask("pid"), pid);
  return isRenewed;
}

/** What is played. */
export interface PlayOptions extends Partial<DriveOptions> {
  /** The program of `tests/programs`; `restart` by default. */
  name?: string;
  /** What is done to it before it is built. */
  prepare?: (workspace: ScratchWorkspace) => Promise<void>;
}

/** Plays steps with one program. */
export async function play(
  t: Deno.TestContext,
  { name = "restart", prepare, ...options }: PlayOptions,
  steps: Record<string, Step>,
): Promise<void> {
  await using workspace = await copyProgram(name, {
    release: options.release,
  });
  await prepare?.(workspace);
  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
    env: { SHELL_WORD: "hello" },
    programArgs: ["one", "two"],
    ...options,
  });
  const step = stepsWith(t, program);
  for (const [name, act] of Object.entries(steps)) {
    await step(name, () => act({ workspace, program }));
  }
}

/** What only macros use stays another library than what the program uses. */
export async function splitDependencies(
  workspace: ScratchWorkspace,
): Promise<void> {
  const profile = "\n[profile.dev.build-override]\ndebug = false\n";
  await workspace.append("Cargo.toml", profile);
}
