/**
 * Runs a command in the root folder of Arm 64 that `CHAUD_ARM64_ROOT` names:
 *
 *   deno task arm COMMAND [ARGUMENT]...
 *
 * `tests/arm/README.md` tells how such a folder is made.
 *
 * @module
 */

import { armCommand, armRoot, ROOT } from "../harness/arm_userland.ts";

async function main(command: string[]): Promise<number> {
  const root = armRoot();
  if (root === undefined || command.length === 0) {
    console.error(`${ROOT} must name a root folder, and a command be given`);
    return 2;
  }
  const { program, args } = await armCommand(root, command);
  const { code } = await new Deno.Command(program, { args }).spawn().status;
  return code;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
