/** What the arguments of `chaud run` ask for. Pure. */

import type { FunctionPatches } from "../report/function_patches.ts";
import type { LogOptions } from "../report/log.ts";
import type { RestartPolicy } from "../report/restart.ts";
import type { RunOptions } from "../session/run.ts";
import { type Arguments, valuesOf } from "./arguments/command_line.ts";

/** How often to look at the sources, where that is asked for and no more said. */
const POLL_MS = 250;

/** How much is said, in which colours, and where. */
export function logOptions(
  found: Arguments,
): Pick<LogOptions, "verbosity" | "color" | "file"> {
  const times = (name: string) => valuesOf(found, name).length;
  const choice = valuesOf(found, "--color").at(-1);
  return {
    verbosity: times("--verbose") - times("--quiet"),
    color: choice === "always" || choice === "never" ? choice : "auto",
    file: valuesOf(found, "--log-file").at(-1),
  };
}

/** How the program is run, and how often to look at its sources if need be. */
export function runOptions(
  found: Arguments,
): RunOptions & { restart: RestartPolicy; poll: number | undefined } {
  const has = (name: string) => found.given.has(name);
  const last = (name: string) => valuesOf(found, name).at(-1);
  const folder = last("--folder");
  const poll = last("--poll");
  return {
    args: found.cargo,
    ...folder === undefined ? {} : { folder },
    shape: has("--monolithic") ? "monolithic" : "split",
    onlyAnnotated: has("--only-annotated"),
    debugInfo: has("--debuginfo"),
    freshStatics: has("--fresh-statics"),
    functionPatches: (last("--function-patches") ?? "off") as FunctionPatches,
    strict: has("--strict"),
    restart: (last("--restart") ?? "auto") as RestartPolicy,
    poll: poll === undefined ? undefined : Number(poll || POLL_MS),
  };
}
