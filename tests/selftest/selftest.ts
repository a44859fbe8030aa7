/**
 * Edits a copy of the demo while it runs, and compares every value after each
 * reload.
 *
 *   deno task selftest [--release] [--toolchain NAME] [--monolithic] [--all]
 *                      [--door run|cargo-chaud|chaud-rustc|manual]
 *                      [--fresh-statics]
 *
 * `--all` goes through every combination on stable and nightly. The last line
 * is `N passed, N failed`.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { DemoModel } from "./demo_model.ts";
import { type Door, doorOptions, DOORS } from "../harness/entry_points.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import { whatIsMissing } from "../harness/needs.ts";
import { copyDemo } from "../harness/scratch_workspace.ts";
import { Scene, STORY } from "./story.ts";

interface Configuration {
  toolchain: string | undefined;
  release: boolean;
  monolithic: boolean;
  door: Door;
  freshStatics: boolean;
}

async function configurations(args: string[]): Promise<Configuration[]> {
  const options = parseArgs(args, {
    boolean: ["release", "monolithic", "all", "fresh-statics"],
    string: ["toolchain", "door"],
  });
  const { toolchain, release, all } = options;
  const door = DOORS.find((each) => each === options.door) ?? "run";
  const monolithic = options.monolithic || door === "manual";
  // Elsewhere they start afresh anyway.
  const lacks = await whatIsMissing(["Linux"]);
  const freshStatics = options["fresh-statics"] || lacks !== undefined;
  const rest = { door, freshStatics };
  if (!all) return [{ toolchain, release, monolithic, ...rest }];
  const both = [false, true];
  return ["stable", "nightly"].flatMap((toolchain) =>
    both.flatMap((release) =>
      both.map((monolithic) => ({ toolchain, release, monolithic, ...rest }))
    )
  );
}

/** @returns Whether each step went well; what comes after a failure is not tried. */
async function play(configuration: Configuration): Promise<boolean[]> {
  const { toolchain = "default toolchain", release, monolithic, door } =
    configuration;
  const shape = monolithic ? "monolithic" : "split";
  const profile = release ? "release" : "dev";
  const name = [toolchain, profile, shape, door].join(", ");
  const results: boolean[] = [];
  let program: DrivenProgram | undefined;
  const step = async (title: string, act: () => Promise<void>) => {
    if (results.includes(false)) return;
    const start = performance.now();
    const result = await act().then(() => "ok", (error) => error as Error);
    const ms = Math.round(performance.now() - start);
    results.push(result === "ok");
    if (result === "ok") {
      return console.log(`ok    ${name}: ${title} (${ms} ms)`);
    }
    console.log(`FAIL  ${name}: ${title} (${ms} ms)\n${result}`);
    if (program) console.log(`${program.transcript}`);
  };
  await using demo = await copyDemo(configuration);
  await step("starts", async () => {
    const cwd = demo.folder;
    const fresh = configuration.freshStatics ? ["--fresh-statics"] : [];
    const wanted = ["-p", "root", ...fresh];
    const options = await doorOptions(door, configuration, wanted);
    program = await DrivenProgram.start({ ...options, cwd });
  });
  if (!program) return results;
  await using running = program;
  const scene = new Scene(demo, running, new DemoModel(configuration));
  for (const [title, act] of Object.entries(STORY)) {
    await step(title, () => act(scene));
  }
  await step("ends", async () => {
    const { code } = await running.end();
    if (code !== 0) throw new Error(`exit code ${code}`);
  });
  return results;
}

async function main(args: string[]): Promise<number> {
  const results: boolean[] = [];
  for (const configuration of await configurations(args)) {
    results.push(...await play(configuration));
  }
  const passed = results.filter((isGood) => isGood).length;
  const failed = results.length - passed;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
