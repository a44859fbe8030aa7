/**
 * Edits a workspace at random while its program runs, and holds the program
 * against an ordinary build of the same sources after each step.
 *
 *   deno task storm --seed N --edits N [--steps N,N,...]
 *     [--release] [--monolithic] [--toolchain NAME] [--restarts] [--plain]
 *     [--functions off|auto|always]
 *
 * With `--restarts`, manifests are edited as well, crates come and go, and the
 * program is restarted for what cannot be patched. With `--plain`, no crate
 * knows anything of Chaud, and what cannot go live is restarted as well: edited
 * functions can be compiled alone, as `--functions` has it. `--steps` makes only some of the steps. When one fails, the storm looks for
 * the fewest steps that fail as well, and says how to make them again. The
 * last line is `N passed, N failed`, counted in steps.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { play } from "./play.ts";
import { scenario } from "./scenario.ts";
import type { Variant } from "./set_scene.ts";
import { shrink } from "./shrink.ts";

const FUNCTIONS = ["off", "auto", "always"] as const;

async function main(args: string[]): Promise<number> {
  const options = parseArgs(args, {
    string: ["seed", "edits", "steps", "toolchain", "functions"],
    boolean: ["release", "monolithic", "restarts", "plain"],
    default: { seed: "1", edits: "50" },
  });
  const seed = Number(options.seed);
  const count = Number(options.edits);
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count)) {
    console.error("--seed and --edits take whole numbers");
    return 2;
  }
  const { release, monolithic, toolchain, restarts: builds, plain } = options;
  const functions = FUNCTIONS.find((mode) => mode === options.functions);
  if (options.functions !== undefined && !functions) {
    console.error("--functions takes off, auto, or always");
    return 2;
  }
  const wanted = options.steps?.split(",").map(Number);
  const steps = scenario(seed, count, { plain, builds })
    .filter(({ number }) => !wanted || wanted.includes(number));
  const variant: Variant = {
    release,
    monolithic,
    plain,
    builds,
    ...toolchain && { toolchain },
    ...functions && { functionPatches: functions },
  };
  const say = (line: string) => console.log(line);
  const { passed, failure, tally } = await play(seed, steps, variant, say);
  console.log(JSON.stringify(tally));
  if (!failure) {
    console.log(`${passed} passed, 0 failed`);
    return 0;
  }
  console.log(failure.message);
  const tried = steps.slice(0, passed + 1);
  const shortest = await shrink(tried, async (fewer) => {
    const outcome = await play(seed, fewer, variant, () => {});
    const numbers = fewer.map(({ number }) => number).join(",");
    console.log(`${outcome.failure ? "fails" : "passes"}: ${numbers}`);
    return outcome.failure !== undefined;
  });
  const again = args.join(" ").replace(/ ?--steps[= ]\S+/, "");
  const numbers = shortest.map(({ number }) => number).join(",");
  console.log(
    `deno task storm ${again} --steps ${numbers}`,
  );
  console.log(`${passed} passed, 1 failed`);
  return 1;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
