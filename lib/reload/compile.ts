/**
 * The stage that compiles: replays rustc for each stale unit, dependencies
 * first; a dependent starts as soon as its dependencies' metadata is written.
 */

import { join, resolve } from "@std/path";
import { inputFiles } from "../build/rustc/dep_info.ts";
import {
  collectDiagnostics,
  type Diagnostics,
  parseRustcLine,
  type RustcMessage,
} from "../build/rustc/diagnostics.ts";
import { Fault, faultOf } from "../report/fault.ts";
import {
  digest,
  emptyFolder,
  fileIdentity,
  firstMissing,
  move,
  namesIn,
  readText,
  remove,
  removeAll,
} from "../system/files.ts";
import { runLines } from "../system/process.ts";
import type { Unit } from "../build/rustc/unit.ts";
import {
  externs,
  incrementalFolder,
  outputFolder,
  type ReloadBuild,
  replay,
} from "../build/rustc/replay.ts";
import type { ReloadContext } from "./context.ts";
import type { BuildState } from "./state/build_state.ts";
import type { Standby } from "../system/standby.ts";
import { type Content, readOlder } from "./state/file_contents.ts";
import type { Objects } from "./state/unit_state.ts";

/** What came of compiling the stale units. */
export interface Compiled {
  diagnostics: Diagnostics;
  /** Whether all units compiled. */
  ok: boolean;
}

/** What the stage works on. */
export type CompileContext =
  & Pick<ReloadContext, "build" | "state" | "warnings">
  & { standby?: Standby | undefined }
  & Partial<Pick<ReloadContext, "functions">>;

/** How it runs. */
export interface CompileOptions {
  /** Ends the compile when something newer makes it stale. */
  signal: AbortSignal;
  /** Runs behind everything else on the machine. */
  background?: boolean;
}

/**
 * Compiles units; when one fails, those that run beside it are ended.
 *
 * @throws {DOMException} `AbortError` if the signal was aborted; what had
 *   compiled until then is kept, the rest counts as stale.
 */
export async function compile(
  context: CompileContext,
  units: readonly Unit[],
  options: CompileOptions,
): Promise<Compiled> {
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const slots = new Semaphore(navigator.hardwareConcurrency);
  const metadata = new Map(
    units.map(({ id }) => [id, Promise.withResolvers<void>()]),
  );
  const diagnostics: Diagnostics = { errors: [], warnings: [] };
  const one = async (unit: Unit) => {
    const written = metadata.get(unit.id);
    await Promise.all(unit.dependencies.map((id) => metadata.get(id)?.promise));
    const said = await slots.run(() =>
      compileUnit(
        context,
        unit,
        { ...options, signal },
        () => written?.resolve(),
      )
    );
    diagnostics.errors.push(...said.errors);
    if (said.ok) {
      const fresh = context.warnings.update(unit.id, said.warnings);
      diagnostics.warnings.push(...fresh);
    }
    if (!said.ok) failure.abort();
    written?.resolve();
  };
  const ends = await Promise.allSettled(
    units.map((unit) =>
      one(unit).catch((error) => {
        failure.abort();
        metadata.get(unit.id)?.resolve();
        throw error;
      })
    ),
  );
  options.signal.throwIfAborted();
  const thrown = ends.map((end) => end.status === "rejected" && end.reason)
    .find((reason) => reason && !isAbort(reason));
  if (thrown) throw thrown;
  return { diagnostics, ok: !failure.signal.aborted };
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Runs one rustc. */
async function compileUnit(
  { build, state, standby, functions }: CompileContext,
  unit: Unit,
  { signal, background }: CompileOptions,
  onMetadata: () => void,
): Promise<Diagnostics & { ok: boolean }> {
  const folder = outputFolder(build, unit);
  const isFirst = state.objectsOf(unit).length === 0;
  // It may find what an earlier session left.
  if (isFirst) await emptyFolder(folder);
  // Not only the last compile's: one that was ended may have left some too.
  const before = (await namesIn(folder)).filter((name) => name.endsWith(".o"))
    .map((name) => join(folder, name));
  const call = replay(build, unit);
  // A rustc that waits is not taken for nothing.
  signal.throwIfAborted();
  const startedAt = Date.now();
  const attempt = state.begin(unit);
  const messages: RustcMessage[] = [];
  const objects: string[] = [];
  const onLine = (line: string) => {
    const message = parseRustcLine(line);
    if (message.kind !== "artifact") messages.push(message);
    else if (message.emit === "metadata") onMetadata();
    else if (message.emit === "obj") {
      objects.push(resolve(call.cwd, message.path));
    }
  };
  const ended = await runLines(call, {
    signal,
    onLine,
    background: background ?? false,
    child: await standby?.take(call, signal),
  });
  const diagnostics = collectDiagnostics(messages);
  if (ended.code !== 0) {
    await lookForFaults(build, unit, { ...ended, said: diagnostics.errors });
    return { ...diagnostics, ok: false };
  }
  const depInfo = join(folder, `${unit.id}.d`);
  const files = inputFiles(await readText(depInfo), call.cwd);
  // Nobody has watched files that were part of no crate.
  const found = await readOlder(attempt.newFiles(files), startedAt);
  // What runs is told from such compiles: none may know of a save before us.
  const tells = isFirst || background;
  if (!tells) functions?.costs.note("whole", unit.id, Date.now() - startedAt);
  const noted = tells ? areNoted(state, files, found) : undefined;
  if (noted && !await noted) return { ...diagnostics, ok: true };
  await nameApart(objects, startedAt);
  const { identity, digests } = await identify(objects, state.digests(unit));
  attempt.succeed(files, { paths: objects, identity, digests }, found);
  // Behind what follows: only a later edit asks for it.
  const known = noted ?? areNoted(state, files, found);
  state.history.expect(known.then((are) => are && attempt.remember()));
  // What runs is compared with what will.
  const kept = new Set([...objects, ...state.liveObjectsOf(unit)]);
  const old = before.filter((path) => !kept.has(path));
  state.history.expect(removeAll(old));
  return { ...diagnostics, ok: true };
}

/**
 * Finds out whether it was for the sources that a compile failed.
 *
 * @throws {Fault} If it was not.
 */
async function lookForFaults(
  build: ReloadBuild,
  unit: Unit,
  ended: Parameters<typeof faultOf>[1],
): Promise<void> {
  // Whoever cleans the target folder takes what rustc writes to as well.
  const call = replay(build, unit);
  const output = outputFolder(build, unit);
  const missing = await firstMissing([call.cwd, ...externs(call), output]);
  if (missing) throw new Fault("gone", [missing]);
  const fault = faultOf(`rustc, for \`${unit.crateName}\``, ended);
  if (!fault) return;
  if (fault.reason === "crash") await remove(incrementalFolder(build));
  throw fault;
}

/** Whether files hold what was noted or found, and were so compiled. */
async function areNoted(
  state: BuildState,
  files: readonly string[],
  found: ReadonlyMap<string, Content>,
): Promise<boolean> {
  const noted = files.map(async (file) => {
    const content = found.get(file) ?? state.contents.latest(file);
    return content?.digest === await digest(file);
  });
  return (await Promise.all(noted)).every((is) => is);
}

/**
 * Gives an object of a whole crate a name of its own, as parts of a crate have:
 * rustc would write the next one over it.
 */
async function nameApart(objects: string[], time: number): Promise<void> {
  await Promise.all(objects.map(async (path, i) => {
    if (path.endsWith(OF_PART)) return;
    const own = `${path.replace(/\.o$/, "")}.${time.toString(36)}${OF_PART}`;
    await move(path, objects[i] = own);
  }));
}

/** What rustc calls the object of one of several parts. */
const OF_PART = ".rcgu.o";

/**
 * One name for the contents of all objects, whatever rustc called them this
 * time. rustc links what it did not compile anew to the same file as before,
 * so only new files are read.
 */
async function identify(
  objects: string[],
  known: ReadonlyMap<string, string>,
): Promise<Pick<Objects, "identity" | "digests">> {
  const digests = new Map<string, string>();
  await Promise.all(objects.map(async (path) => {
    const file = fileIdentity(path);
    digests.set(file, known.get(file) ?? await digest(path) ?? path);
  }));
  return { identity: [...digests.values()].sort().join(" "), digests };
}

/** Lets at most so many tasks run at once. */
class Semaphore {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
