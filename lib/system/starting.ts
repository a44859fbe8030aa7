/**
 * What Deno allows of starting processes: which rights are missing, and how to
 * do with those that have names. Never starts one.
 */

import { RightsError } from "./rights.ts";

/** What starts a process. */
interface Start {
  program: string;
  args: string[];
  env: Record<string, string>;
}

/** What loaders read. */
const LOADER_VARIABLE = /^(?:LD|DYLD)_/;

/**
 * Deno sets what loaders read only for who may start anything; `env`, which
 * then becomes the program, does so for all.
 */
export function throughEnv(start: Start): Start {
  const all = Object.entries(start.env);
  const loaders = all.filter(([name]) => LOADER_VARIABLE.test(name));
  if (loaders.length === 0 || isAllowed(undefined)) return start;
  const settings = loaders.map(([name, value]) => `${name}=${value}`);
  return {
    program: "env",
    args: [...settings, start.program, ...start.args],
    env: Object.fromEntries(
      all.filter(([name]) => !LOADER_VARIABLE.test(name)),
    ),
  };
}

/**
 * Says what is missing where a process may not be started.
 *
 * @param program What is to run in the end.
 * @param command What would have been started.
 */
export function mayNotStart(program: string, command: string): RightsError {
  const purpose = `to start \`${program}\``;
  // By itself it may be started, but with this environment nothing may.
  const need = isAllowed(command)
    ? { right: { name: "run" } as const, purpose: `${purpose} ${LOADED}` }
    : { right: { name: "run", command } as const, purpose };
  return new RightsError([need]);
}

const LOADED = "while the environment holds an LD_ or DYLD_ variable";

function isAllowed(command: string | undefined): boolean {
  const right = command === undefined ? {} : { command };
  const { state } = Deno.permissions.querySync({ name: "run", ...right });
  return state === "granted";
}
