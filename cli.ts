/**
 * The command `chaud`: turns arguments into an exit code.
 *
 * ```sh
 * deno run -A jsr:@chaud/cli run
 * ```
 *
 * @module
 */

import { main } from "./lib/main.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
