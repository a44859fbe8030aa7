/**
 * What cargo says of options that the driver does not know, before anything is
 * built: in its own words, of nothing but what the user wrote.
 */

import type { CargoArguments } from "../build/cargo/arguments.ts";
import { capture } from "../system/process.ts";
import type { Arguments } from "./arguments/command_line.ts";
import { RUN } from "./arguments/commands.ts";
import { nearestOption, slip } from "./arguments/slips.ts";

/**
 * Why cargo would refuse arguments, if it would. It is asked only where
 * something is unknown, or lacks its value.
 */
export async function objectionOfCargo(
  cargo: string,
  { toolchain, cargo: args }: CargoArguments,
  { unknown, incomplete }: Arguments,
): Promise<string | undefined> {
  if (unknown.length === 0 && incomplete.length === 0) return undefined;
  const words = [...toolchain === undefined ? [] : [toolchain], "run"];
  // It reads all of them, and then tells what there is.
  const asked = [...words, ...args, "--help"];
  const { code, stderr } = await capture(cargo, asked, Deno.cwd());
  if (code === 0) return undefined;
  const written = unknown.find((word) =>
    nearestOption(word.split("=", 1)[0] ?? "", RUN) !== undefined
  );
  return written === undefined
    ? stderr.trimEnd()
    : `error: ${slip({ kind: "option", written }, RUN)}`;
}
