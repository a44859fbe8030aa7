/**
 * Reads the benchmark's arguments.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { BenchError } from "./measured_process.ts";
import type { EditKind } from "./edited_number.ts";

/** What `--help` prints. */
export const HELP =
  `Measures what an edit costs: rustc alone, chaud, cargo build

Usage: deno task bench [options] [-- cargo run options]
       deno task bench --workspace PATH --edit FILE:LINE [options]
                       [-- cargo run options [-- program arguments]]

Without --workspace, workspaces are generated in a temporary folder. With it,
a statement is put before LINE of FILE, which should begin a statement in a
function's body; the file is as it was when the benchmark ends.

Options:
      --only NAME,…     Of the generated workspaces, only these
      --edit KIND       body: inside a function (default)
                        interface: an edit that all dependents must follow
      --objects MB      Give the dependents in fan-1 and fan-20 so many
                        megabytes of objects
      --function-patches WHEN,…
                        Have the driver compile functions alone: \`auto\`
                        (default here), \`always\`, \`off\`;
                        several are measured in turns
      --runs N          Rounds to measure (default: 15)
      --cold [N]        Measure the cold start instead, N times (default: 3)
      --errors          Measure instead what a type error costs
      --footprint       Measure instead what memory and disk it takes to
                        compile functions alone
      --endurance N     Reload N times in a row instead, and watch memory
      --lean            Measure instead what each choice is worth that makes
                        the reload build lean
      --start           Measure instead how soon \`chaud --help\` is there
      --json FILE       Write everything that was measured
      --svg FILE        Draw it
      --quick           Only see that the benchmark works
  -h, --help            Print help`;

/** What was asked for. */
export interface BenchOptions {
  help: boolean;
  quick: boolean;
  lean: boolean;
  errors: boolean;
  footprint: boolean;
  start: boolean;
  only: string[] | undefined;
  edit: EditKind;
  own: { workspace: string; edit: string } | undefined;
  objects: number | undefined;
  runs: number;
  /** When the driver compiles functions alone. */
  functionPatches: string[];
  cold: number | undefined;
  endurance: number | undefined;
  json: string | undefined;
  svg: string | undefined;
  /** For `cargo run`. */
  args: string[];
}

const DEFAULT_RUNS = 15;
const QUICK_RUNS = 3;
const COLD_RUNS = 3;

/**
 * Reads the arguments.
 *
 * @throws {BenchError} If they make no sense.
 */
export function readOptions(args: string[]): BenchOptions {
  const split = args.indexOf("--");
  const own = split < 0 ? args : args.slice(0, split);
  const flags = parseArgs(own, {
    boolean: ["help", "quick", "lean", "errors", "footprint", "start"],
    string: [
      ...["only", "edit", "workspace", "objects", "runs", "cold"],
      ...["endurance", "json", "svg", "function-patches"],
    ],
    alias: { help: "h" },
    unknown: (arg: string) => {
      throw new BenchError(`Unknown argument \`${arg}\`; --help lists all`);
    },
  });
  const given = (name: string): string | undefined => {
    const value = flags[name];
    return typeof value === "string" ? value : undefined;
  };
  const [workspace, edit] = [given("workspace"), given("edit")];
  if (workspace !== undefined && edit === undefined) {
    throw new BenchError("--workspace needs --edit FILE:LINE");
  }
  const number = (name: string) => readNumber(name, given(name));
  const cold = given("cold") === "" ? COLD_RUNS : number("cold");
  const runs = number("runs") ?? (flags.quick ? QUICK_RUNS : DEFAULT_RUNS);
  return {
    help: flags.help,
    quick: flags.quick,
    lean: flags.lean,
    errors: flags.errors,
    footprint: flags.footprint,
    start: flags.start,
    only: given("only")?.split(","),
    edit: workspace === undefined ? readKind(edit) : "body",
    own: workspace === undefined ? undefined : { workspace, edit: edit ?? "" },
    objects: number("objects"),
    runs,
    functionPatches: (given("function-patches") ?? "auto").split(","),
    cold,
    endurance: number("endurance"),
    json: given("json"),
    svg: given("svg"),
    args: split < 0 ? [] : args.slice(split + 1),
  };
}

function readKind(kind = "body"): EditKind {
  if (kind === "body" || kind === "interface") return kind;
  throw new BenchError(
    `--edit ${kind}: it is \`body\` or \`interface\`, or FILE:LINE together ` +
      `with --workspace`,
  );
}

function readNumber(
  name: string,
  text: string | undefined,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new BenchError(`--${name} ${text}: it must be a number above 0`);
}
