/** The driver's version, from the one place that states it. */

import config from "../deno.json" with { type: "json" };

/** The version of the package `@chaud/cli`. */
export const VERSION: string = config.version;
