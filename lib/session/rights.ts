/**
 * What a session needs Deno's permission for, and why: the README's list, and
 * the task `demo`, hold just that. Never asks for it. Pure.
 */

import { join } from "@std/path";
import type { Base } from "../build/base.ts";
import { BUILD_VARIABLES } from "../build/cargo/user_wrappers.ts";
import type { Need } from "../system/rights.ts";

/** Programs that the driver starts by name, and what for. */
const PROGRAMS: [purpose: string, programs: string[]][] = [
  ["to see what other processes are doing", [
    "cat",
    "find",
    "readlink",
    "stat",
  ]],
  ["to leave alone what git ignores", ["git"]],
  ["to start programs with their libraries", ["env"]],
  ["to leave the terminal as it was", ["stty"]],
];

/**
 * What every run needs, whatever it builds.
 *
 * @param cargo The cargo to use.
 * @param folder The session's folder, if it was chosen.
 */
export function rightsToRun(cargo: string, folder: string | undefined): Need[] {
  const programs: [purpose: string, programs: string[]][] = [
    ["to build and start the program", [cargo]],
    ...PROGRAMS,
    // Where a folder was chosen, no other one has to be found.
    ...folder === undefined ? [PLACE] : [],
  ];
  return [
    READ,
    ...rightsToFindCargo([...BUILD_VARIABLES, "CARGO"]),
    ...programs.flatMap(([purpose, commands]) =>
      commands.map((command): Need => ({
        right: { name: "run", command },
        purpose,
      }))
    ),
    {
      right: { name: "sys", kind: "setPriority" },
      purpose: "to compile ahead behind all other work",
    },
    ...rightsToListen(folder),
  ];
}

/** What it takes to ask running sessions, besides the sockets themselves. */
export function rightsToAsk(cargo: string): Need[] {
  const right = { name: "run", command: cargo } as const;
  return [
    READ,
    ...rightsToFindCargo(["CARGO"]),
    { right, purpose: "to find the workspace" },
  ];
}

const READ: Need = {
  right: { name: "read" },
  purpose: "to read sources, settings, and what tools write, wherever they are",
};

/** Variables that say where it is and how it is set. */
export function rightsToFindCargo(variables: readonly string[]): Need[] {
  return variables.map((variable) => ({
    right: { name: "env", variable },
    purpose: "to find cargo and its configuration",
  }));
}

const PLACE: [purpose: string, programs: string[]] = [
  "to find a folder that is private",
  ["mktemp"],
];

/** Only of a folder that is known beforehand can the sockets be named. */
function rightsToListen(folder: string | undefined): Need[] {
  const purpose = "to listen for the program, and for `chaud status`";
  if (folder === undefined) return [{ right: { name: "net" }, purpose }];
  const sockets = ["socket", "status"].map((name): Need => ({
    right: { name: "net", host: `unix:${join(folder, name)}` },
    purpose,
  }));
  const path = folder;
  return [...sockets, {
    right: { name: "write", path },
    purpose: "to make patches",
  }];
}

/** What the build itself decides: the tools that it was made with. */
export function rightsToPatch({ graph, line }: Base): Need[] {
  const compilers = graph.order.map(({ recording }) => recording.args[0]);
  return [...new Set([...compilers, line.linker])].flatMap((command) =>
    command === undefined ? [] : {
      right: { name: "run", command },
      purpose: "to compile and link patches",
    }
  );
}
