/**
 * The command `chaud`: turns arguments into an exit code.
 *
 * ```sh
 * deno run -A jsr:@chaud/cli run
 * ```
 *
 * @module
 */

import { main } from "./lib/commands/main.ts";
import { written } from "./lib/report/stderr.ts";

/** Runs the command that the process was started with, and ends the process. */
export async function command(): Promise<never> {
  const code = await main(Deno.args);
  await written();
  Deno.exit(code);
}

if (import.meta.main) await command();
