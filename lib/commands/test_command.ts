/**
 * The command `chaud test`: arguments in, exit code out. Never builds or starts
 * anything itself.
 */

import { CargoError } from "../build/cargo/cargo.ts";
import { readCargoArguments } from "../build/cargo/arguments.ts";
import { BUILD_VARIABLES } from "../build/cargo/user_wrappers.ts";
import { createLog, type Log } from "../report/log.ts";
import * as say from "../report/test_messages.ts";
import {
  runTestsOnce,
  type RunTestsOptions,
  TestSupervisor,
} from "../session/tests/run_tests.ts";
import type { TestReport } from "../session/tests/test_runs.ts";
import { cargoFor } from "../build/cargo/cargo.ts";
import { TEST } from "./arguments/commands.ts";
import { tellOfCargo, understand } from "./arguments/complaint.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { logOptions } from "./run_arguments.ts";
import { readTestKeys } from "./test_keys.ts";

/**
 * Runs `chaud test`.
 *
 * @param args Arguments after `test`.
 * @returns The exit code: as of `cargo test`, if all is run once.
 */
export async function testCommand(args: string[]): Promise<number> {
  const found = understand(TEST, args);
  if (typeof found === "number") return found;
  const has = (name: string) => found.given.has(name);
  const log = createLog(logOptions(found));
  if (has("--doc")) {
    log.error(say.NO_DOC_TESTS);
    return FAILURE;
  }
  if (Deno.build.os !== "linux") {
    log.error(say.ONLY_LINUX);
    return FAILURE;
  }
  const cargoArgs = readCargoArguments(found.cargo);
  const options: RunTestsOptions = {
    cargo: cargoFor(cargoArgs),
    args: cargoArgs,
    cwd: Deno.cwd(),
    variables: Object.fromEntries(
      BUILD_VARIABLES.map((name) => [name, Deno.env.get(name)]),
    ),
    all: has("--all"),
    debugInfo: has("--debuginfo"),
    color: log.color,
    listener: listenerOf(log, has("--timings")),
  };
  try {
    return has("--once") ? await once(options, log) : await watch(options);
  } catch (error) {
    if (!(error instanceof CargoError)) throw error;
    tellOfCargo(error, "test", log);
    return error.code;
  }
}

async function once(options: RunTestsOptions, log: Log): Promise<number> {
  const run = await runTestsOnce(options);
  if (run.kind === "not built") return run.code;
  const { outcome, took } = run;
  show({ ...outcome, rustc: 0 }, took);
  if (outcome.of === 0) log.note(say.NO_TESTS);
  return outcome.failed.length > 0 ? FAILURE : SUCCESS;
}

async function watch(options: RunTestsOptions): Promise<number> {
  const supervisor = new TestSupervisor(options);
  const over = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => over.resolve());
  }
  const keys = readTestKeys({
    onAll: () => supervisor.runAgain("all"),
    onFailed: () => supervisor.runAgain("failed"),
    onFilter: (text) => supervisor.filterBy(text),
    onQuit: () => over.resolve(),
  });
  try {
    await Promise.race([
      supervisor.start().then(() => over.promise),
      over.promise,
    ]);
    await supervisor.close();
  } finally {
    keys.close();
  }
  return SUCCESS;
}

function listenerOf(
  log: Log,
  timings: boolean,
): RunTestsOptions["listener"] {
  return {
    onReport: (report) => {
      const total = performance.now() - report.since;
      show(report, total);
      if (timings) log.raw(say.testTimings({ ...report, total }));
    },
    onBroken: (errors) => {
      for (const error of errors) log.raw(error);
    },
    onWarnings: (warnings) => {
      for (const warning of warnings) log.raw(warning, "warn");
    },
    onFault: (error) =>
      log.error(error instanceof Error ? error.message : String(error)),
    onWarm: () => log.debug("every part is ready"),
    onIdle: () => log.debug("nothing is left to do"),
    onWatching: (programs) => {
      const { verb, text } = say.watchingTests(programs);
      log.status(verb, text);
    },
    onBuilding: (files) => {
      const { verb, text } = say.buildingTests(files, Deno.cwd());
      log.status(verb, text);
    },
  };
}

/** Shows failures as they were printed, and sums up. */
function show(
  report: Omit<TestReport, "files" | "since">,
  total: number,
): void {
  const { texts, failed } = report;
  for (const text of texts) console.log(text);
  if (failed.length > 0 && texts.length === 0) {
    console.log(say.failedTests(failed));
  }
  console.log(
    say.testSummary({
      ...report,
      run: report.tests.length,
      failed: failed.length,
      total,
    }),
  );
}
