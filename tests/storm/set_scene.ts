/** Builds and starts all that a storm needs. */

import { findBase } from "../../lib/build/base.ts";
import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import {
  type ScratchWorkspace,
  writeWorkspace,
} from "../harness/scratch_workspace.ts";
import { ObjectCode, objectsOf } from "./objects.ts";
import { OrdinaryBuild } from "./ordinary_build.ts";
import { Scene } from "./scene.ts";
import { write } from "./sources.ts";
import { newWorld } from "./world.ts";

/** How the program is built, and which. */
export type Variant =
  & Pick<
    DriveOptions,
    "toolchain" | "release" | "monolithic" | "functionPatches"
  >
  & {
    /** Whether no crate knows anything of Chaud. */
    plain?: boolean;
    /** Whether manifests are edited as well. */
    builds?: boolean;
  };

/** Builds and starts everything. */
export async function setScene(
  seed: number,
  { plain = false, builds = false, ...others }: Variant,
): Promise<Scene> {
  const restarts = plain || builds;
  const variant = { ...others, ...restarts && { restart: "auto" } as const };
  const { release, monolithic } = variant;
  const world = newWorld(seed, { plain, builds });
  const files = write(world);
  const workspace = await writeWorkspace(files, { name: "storm" });
  const ordinary = await OrdinaryBuild.make();
  const values = await ordinary.values(files);
  if (!values) throw new Error(`seed ${seed} starts with what does not build`);
  const cwd = workspace.folder;
  const program = await DrivenProgram.start({ cwd, ...variant });
  const code = release || monolithic || restarts
    ? undefined
    : await objectCode(workspace);
  const objects = await objectsOf(code);
  const good = { files, world, values, objects };
  return new Scene(workspace, program, ordinary, code, restarts, good);
}

async function objectCode(workspace: ScratchWorkspace): Promise<ObjectCode> {
  const base = await findBase(workspace.path("target/debug/shop"));
  return new ObjectCode(base, workspace.path("afresh"));
}
