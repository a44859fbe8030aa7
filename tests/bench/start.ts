/**
 * How soon the command line is there: `--help` and `--version` beside Deno
 * itself, in turns.
 *
 * @module
 */

import { join } from "@std/path";
import { BenchError } from "./measured_process.ts";
import { median, spread } from "./statistics.ts";
import { TOP } from "../harness/tree.ts";

/** What is started. */
const CALLS: readonly [label: string, args: readonly string[]][] = [
  ["deno alone", ["eval", ""]],
  ["chaud --version", ["run", "-A", join(TOP, "cli.ts"), "--version"]],
  ["chaud --help", ["run", "-A", join(TOP, "cli.ts"), "--help"]],
];

/** Says how long each takes, in milliseconds. */
export async function measureStart(runs: number): Promise<string> {
  const times = new Map(CALLS.map(([label]) => [label, [] as number[]]));
  // Once without measuring: Deno keeps what it has compiled.
  for (let run = -1; run < runs; run++) {
    for (const [label, args] of CALLS) {
      const start = performance.now();
      const call = new Deno.Command(Deno.execPath(), { args: [...args] });
      const { success } = await call.output();
      if (!success) throw new BenchError(`\`${label}\` failed`);
      if (run >= 0) times.get(label)?.push(performance.now() - start);
    }
  }
  const alone = median(times.get("deno alone") ?? []);
  const rows = Array.from(times, ([label, all]) => {
    const { min, median, max } = spread(all);
    const own = (median - alone).toFixed(0);
    return `${label.padEnd(16)} min ${min.toFixed(0)}, median ${
      median.toFixed(0)
    }, max ${max.toFixed(0)} ms (${own} more than Deno alone)`;
  });
  return rows.join("\n");
}
