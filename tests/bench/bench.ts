/**
 * Measures what an edit costs, from the last byte saved to the first call of
 * the new code, beside what else one could do.
 *
 *   deno task bench [--help]
 *
 * The picture in the README, and all that has a target, some ten minutes on a
 * machine that is left alone:
 *
 *   deno task bench --only chain,fan-1,fan-20,real-world \
 *       --svg tests/bench/speed.svg
 *   deno task bench --only chain --cold 5
 *   deno task bench --only big-300,big-3000
 *   deno task bench --only real-crate
 *   deno task bench --only chain --function-patches off,always
 *   deno task bench --only real-crate,big-3000 --errors
 *   deno task bench --only lines-100000 --footprint --runs 5
 *   deno task bench --only many-crates --cold 3
 *   deno task bench --endurance 1000
 *
 * Ways that are compared take turns, and so do the workspaces of a group; the
 * ratios come from pairs of the same round. No time is ever asserted.
 *
 * @module
 */

import { join } from "@std/path";
import { type ColdRound, coldStart } from "./cold.ts";
import { type Endurance, endure } from "./endurance.ts";
import { type ErrorRound, measureErrors } from "./errors.ts";
import { type Footprint, footprint } from "./footprint.ts";
import { type Lean, lean } from "./lean.ts";
import { describeMachine, isBusy, machineClass } from "./machine.ts";
import { type Measured, Measurement } from "./measure.ts";
import { type BenchOptions, HELP, readOptions } from "./options.ts";
import { openOwn } from "./own_workspace.ts";
import { plot } from "./plot.ts";
import { REAL_CRATE, realCrate } from "./real_crate.ts";
import { BenchError } from "./measured_process.ts";
import { allShapes, QUICK, type Shape } from "./shapes.ts";
import { measureStart } from "./start.ts";
import { generate, type Subject } from "./subject.ts";
import {
  compare,
  describe,
  describeCold,
  describeEndurance,
  describeErrors,
  describeFootprint,
  describeLean,
} from "./table.ts";

/** Everything that `--json` writes. */
interface Results {
  measured: Measured[];
  cold: { title: string; rounds: ColdRound[] }[];
  endurance: Endurance[];
  lean: { title: string; choices: Lean }[];
  errors: { title: string; rounds: ErrorRound[] }[];
  footprints: { title: string; ways: Footprint[] }[];
}

/** What a run works with. */
interface Run {
  options: BenchOptions;
  results: Results;
  signal: AbortSignal;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** @returns The exit code. */
async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) {
      console.log(HELP);
      return 0;
    }
    if (options.start) {
      console.log(await measureStart(options.runs));
      return 0;
    }
    return await bench(options);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    console.error(`error: ${error.message}`);
    return 1;
  }
}

async function bench(options: BenchOptions): Promise<number> {
  const folder = await Deno.realPath(
    await Deno.makeTempDir({ prefix: "chaud-bench-" }),
  );
  const stop = new AbortController();
  const subjects: Subject[] = [];
  let code = 0;
  const restore = () => subjects.forEach((each) => each[Symbol.dispose]());
  const listeners = Object.entries(SIGNALS).map(([name, itsCode]) => {
    const listener = () => {
      restore();
      code = itsCode;
      stop.abort();
    };
    Deno.addSignalListener(name as Deno.Signal, listener);
    return [name as Deno.Signal, listener] as const;
  });
  try {
    subjects.push(...await openSubjects(options, folder));
    const machine = await describeMachine();
    console.log(`${machine.date}, ${machineClass(machine)}`);
    if (isBusy(machine)) console.log(`The machine is busy: ${machine.load}`);
    const results: Results = {
      measured: [],
      cold: [],
      endurance: [],
      lean: [],
      errors: [],
      footprints: [],
    };
    await measureAll(subjects, { options, results, signal: stop.signal });
    const { json, svg } = options;
    if (json !== undefined) {
      const all = { machine, ...results };
      await Deno.writeTextFile(json, JSON.stringify(all, null, 2) + "\n");
    }
    if (svg !== undefined) {
      const caption = `${machine.date}, ${machineClass(machine)}`;
      await Deno.writeTextFile(svg, plot(results.measured, { caption }));
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    restore();
    for (const [name, each] of listeners) Deno.removeSignalListener(name, each);
    await Deno.remove(folder, { recursive: true });
  }
  return code;
}

async function openSubjects(
  options: BenchOptions,
  folder: string,
): Promise<Subject[]> {
  const { own, args, edit, functionPatches } = options;
  const ways = functionPatches.map((way) => {
    const isOne = functionPatches.length === 1;
    const name = isOne ? "" : ` (functions alone: ${way})`;
    const all = { args, driverArgs: [`--function-patches=${way}`] };
    return { all, name, folder: join(folder, way) };
  });
  if (own !== undefined) {
    return await Promise.all(
      ways.map(({ all }) => openOwn({ ...own, ...all })),
    );
  }
  const chosen = chooseShapes(options);
  if (options.only?.includes(REAL_CRATE)) chosen.push(await realCrate(folder));
  return await Promise.all(
    chosen.flatMap((shape) =>
      ways.map(({ all, name, folder }) =>
        generate({ ...shape, title: shape.title + name }, folder, edit, all)
      )
    ),
  );
}

function chooseShapes({ quick, only, objects, endurance }: BenchOptions) {
  if (quick) return [QUICK];
  const all: Shape[] = allShapes({ objects });
  // One that is small, unless another is named: it is about the number.
  const wanted = only ?? (endurance === undefined ? undefined : ["chain"]);
  if (wanted === undefined) return all.filter(({ byName }) => !byName);
  const names = [...all.map(({ name }) => name), REAL_CRATE];
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const list = names.join(", ");
    throw new BenchError(`--only ${name}: there are ${list}`);
  }
  return all.filter(({ name }) => wanted.includes(name));
}

async function measureAll(subjects: Subject[], run: Run): Promise<void> {
  const { cold, endurance, lean, errors, footprint } = run.options;
  const tells = subjects.every((subject) => subject.tells);
  if ((cold !== undefined || endurance !== undefined) && !tells) {
    throw new BenchError("--cold and --endurance are for generated workspaces");
  }
  if (cold !== undefined) await measureCold(subjects, cold, run);
  if (endurance !== undefined) {
    for (const subject of subjects) {
      const result = await endure(subject, endurance, run.signal);
      run.results.endurance.push(result);
      console.log(`\n${describeEndurance(result)}`);
    }
  }
  if (lean) await measureLean(subjects, run);
  if (errors || footprint) await measureMore(subjects, run);
  const others = [cold, endurance].some((count) => count !== undefined);
  if (others || lean || errors || footprint) return;
  for (const group of Object.values(Object.groupBy(subjects, (s) => s.group))) {
    await measureGroup(group ?? [], run);
  }
}

async function measureCold(
  subjects: Subject[],
  count: number,
  { results, signal }: Run,
): Promise<void> {
  for (const subject of subjects) {
    const rounds: ColdRound[] = [];
    while (rounds.length < count) {
      const isOdd = rounds.length % 2 === 1;
      rounds.push(await coldStart(subject, isOdd, signal));
    }
    results.cold.push({ title: subject.title, rounds });
    console.log(`\n${describeCold(subject.title, rounds)}`);
  }
}

async function measureLean(
  subjects: Subject[],
  { options, results, signal }: Run,
): Promise<void> {
  for (const subject of subjects) {
    const choices = await lean(subject, options.runs, signal);
    results.lean.push({ title: subject.title, choices });
    console.log(`\n${describeLean(subject.title, choices)}`);
  }
}

async function measureMore(
  subjects: Subject[],
  { options, results, signal }: Run,
): Promise<void> {
  for (const subject of subjects) {
    const { title } = subject;
    if (options.errors) {
      const rounds = await measureErrors(subject, options.runs, signal);
      results.errors.push({ title, rounds });
      console.log(`\n${describeErrors(title, rounds)}`);
    }
    if (options.footprint) {
      const ways = await footprint(subject, options.runs, signal);
      results.footprints.push({ title, ways });
      console.log(`\n${describeFootprint(title, ways)}`);
    }
  }
}

/** Measures workspaces in turns, so that they can be compared. */
async function measureGroup(
  subjects: readonly Subject[],
  { options, results, signal }: Run,
): Promise<void> {
  await using open = new AsyncDisposableStack();
  const all: Measurement[] = [];
  for (const subject of subjects) {
    console.error(`building ${subject.title}`);
    all.push(open.use(await Measurement.prepare(subject, signal)));
  }
  // One more: the first is for warming up.
  for (let round = 0; round <= options.runs; round++) {
    for (const each of all) await each.round();
    console.error(`round ${round} of ${options.runs}`);
  }
  const measured = all.map((each) => each.result());
  results.measured.push(...measured);
  for (const each of measured) console.log(`\n${describe(each)}`);
  for (const line of compare(measured)) console.log(`\n${line}`);
}

// Not Deno.exit: what was written to a pipe is to arrive.
if (import.meta.main) Deno.exitCode = await main(Deno.args);
