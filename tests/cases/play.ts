/**
 * Plays a case: starts its program with `chaud run`, does what is to be done,
 * and compares the answers with those of `cargo run` of the same sources. What
 * differs must have been reported as not live.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { DrivenProgram, type ReportLine } from "../harness/driven_program.ts";
import { cleanEnvironment, finish, succeed } from "../harness/process_tree.ts";
import {
  copyWorkspace,
  ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { inTime } from "../harness/transcript.ts";
import { TOP } from "../harness/tree.ts";
import type { Case, Step } from "./case.ts";

/** So long one waits for a report that is known not to come. */
const OPEN_MS = 30_000;

/** Thrown when the case itself is wrong: that proves nothing of the driver. */
export class FaultyCase extends Error {
  override name = "FaultyCase";
}

/** Plays a case. */
export async function play(name: string, test: Case): Promise<void> {
  await using driven = await copyCase(name);
  await using ordinary = await copyCase(name);
  await using program = new DrivenProgram({
    cwd: driven.folder,
    restart: "auto",
    args: [...test.args ?? [], ...test.driverArgs ?? []],
    ...test.env ? { env: test.env } : {},
  });
  const scene = new Scene(name, test, program, driven, ordinary);
  try {
    await scene.begin();
    for (const step of test.steps) await scene.take(step);
    scene.isSilent();
    assertEquals((await program.end()).code, 0, "the exit code");
  } catch (error) {
    if (error instanceof FaultyCase) throw error;
    const printed = `${program.transcript}`;
    if (`${error}`.includes(printed)) throw error;
    throw new Error(`${error}\n${printed}`);
  }
}

async function copyCase(name: string): Promise<ScratchWorkspace> {
  const workspace = await ScratchWorkspace.make({ name });
  await copyWorkspace(`${TOP}tests/cases/${name}`, workspace);
  return workspace;
}

class Scene {
  /** What was asked since the program began. */
  #asked: string[] = [];
  #taken: Step[] = [];
  readonly #unsaid: [from: number, pattern: RegExp][] = [];
  /** The steps up to the last after which all was as with cargo. */
  #whole: Step[] = [];

  /**
   * @param program Started by the driver in one workspace.
   * @param ordinary The other workspace, in which cargo alone is at work.
   */
  constructor(
    readonly name: string,
    readonly test: Case,
    readonly program: DrivenProgram,
    readonly driven: ScratchWorkspace,
    readonly ordinary: ScratchWorkspace,
  ) {}

  async begin(): Promise<void> {
    const { ask = ["begin"], says } = this.test;
    await this.program.ready();
    const expected = await this.#ordinary(ask);
    assertEquals(await this.#ask(ask), expected, "before anything was edited");
    if (says) await this.program.said(says);
    else await this.program.watching();
  }

  async take(step: Step): Promise<void> {
    const { ask = ["go"], says, unsaid, mustRun, or } = step;
    const { transcript } = this.program;
    const from = transcript.length;
    await this.#apply(step, this.ordinary);
    await apply(step, this.driven);
    this.#taken.push(step);
    const reports = await this.#reports(step);
    if (reports.some(({ kind }) => kind === "restart")) this.#asked = [];
    const asked = [...this.#asked, ...ask];
    const expected = step.isBroken
      ? (await this.#lastWhole(asked)).slice(-ask.length)
      : await this.#ordinary(ask);
    const answers = await this.#ask(ask);
    if (says) await transcript.find("stderr", says, from);
    if (unsaid) this.#unsaid.push([from, unsaid]);
    if (step.isBroken) assert(reports.every(isPartial), "it cannot be built");
    if (same(answers, expected)) {
      if (!step.isBroken) this.#whole = [...this.#taken];
      return;
    }
    const difference = `${answers} is not ${expected}`;
    assert(!mustRun, difference);
    const isTold = or?.says
      ? this.#wasSaid(or.says, from)
      : reports.some(isPartial);
    assert(isTold, `${difference}, and nothing was said of it`);
    const allowed = or?.answers ?? await this.#lastWhole(asked);
    assertEquals(answers, allowed.slice(-ask.length), difference);
  }

  /** What cargo's program answered when all was live for the last time. */
  async #lastWhole(questions: readonly string[]): Promise<string[]> {
    await using workspace = await copyCase(this.name);
    for (const step of this.#whole) await this.#apply(step, workspace);
    return await this.#cargoRun(questions, workspace);
  }

  async #apply(step: Step, workspace: ScratchWorkspace): Promise<void> {
    await apply(step, workspace).catch((cause) => {
      throw new FaultyCase(`a step cannot be done: ${cause}`, { cause });
    });
  }

  /** Nothing was said that must not be said. */
  isSilent(): void {
    for (const [from, pattern] of this.#unsaid) {
      assert(!this.#wasSaid(pattern, from), `${pattern} was said`);
    }
  }

  #wasSaid(pattern: RegExp, from: number): boolean {
    const { transcript } = this.program;
    const rest = Array.from({ length: transcript.length - from });
    return rest.some((_, i) => pattern.test(transcript.text(from + i)));
  }

  async #ask(questions: readonly string[]): Promise<string[]> {
    const answers: string[] = [];
    for (const question of questions) {
      answers.push(await this.program.ask(question));
    }
    this.#asked.push(...questions);
    return answers;
  }

  /** What cargo's program answers, to these questions after all before. */
  async #ordinary(questions: readonly string[]): Promise<string[]> {
    const all = [...this.#asked, ...questions];
    const answers = await this.#cargoRun(all, this.ordinary);
    return answers.slice(-questions.length);
  }

  async #cargoRun(
    questions: readonly string[],
    { folder }: ScratchWorkspace,
  ): Promise<string[]> {
    const { args = [], env = {} } = this.test;
    const lines = questions.map((line) => `${line}\n`);
    const { code, stdout, stderr } = await finish({
      program: "cargo",
      args: ["run", "--quiet", ...args],
      cwd: folder,
      env: { ...cleanEnvironment(), ...env },
      input: lines.join(""),
    });
    if (code !== 0) throw new FaultyCase(`cargo run failed:\n${stderr}`);
    const answers = stdout.matchAll(/^= (?!ready$)(.*)$/gm);
    return Array.from(answers, ([, answer = ""]) => answer);
  }

  /** All that is reported until nothing is left to do. */
  async #reports(step: Step): Promise<ReportLine[]> {
    const paths = changed(step).map((path) => this.driven.path(path));
    if (step.isQuiet || paths.length === 0) return [];
    const places = await placesOf(paths);
    const reports: ReportLine[] = [];
    let last: ReportLine | undefined;
    do reports.push(last = await this.#report()); while (
      (await placesOf(last.files)).isDisjointFrom(places)
    );
    while (last?.kind !== "restart") {
      last = await this.program.next();
      if (!last) return reports;
      reports.push(last);
    }
    await this.program.renewed();
    return reports;
  }

  async #report(): Promise<ReportLine> {
    const report = this.program.report();
    if (this.test.open === undefined) return await report;
    const found = await inTime(report, OPEN_MS);
    assert(found, `no report in ${OPEN_MS / 1000} s`);
    return found;
  }
}

function changed(step: Step): string[] {
  const { edit = {}, write = {}, links = {}, remove = [] } = step;
  return [edit, write, links].flatMap(Object.keys).concat(remove);
}

/** Where files are: a report names them as the compiler does, by their links. */
async function placesOf(paths: readonly string[]): Promise<Set<string>> {
  const places = paths.map((path) => Deno.realPath(path).catch(() => path));
  return new Set(await Promise.all(places));
}

/** Does what a step does. */
async function apply(step: Step, workspace: ScratchWorkspace): Promise<void> {
  const { edit = {}, write = {}, links = {}, remove = [], run } = step;
  const texts = new Map(Object.entries(write));
  for (const [path, replacements] of Object.entries(edit)) {
    texts.set(path, await workspace.edited(path, ...replacements));
  }
  for (const [path, text] of texts) {
    if (step.isRenamed) await workspace.saveByRename(path, text);
    else await workspace.save(path, text);
  }
  for (const [path, target] of Object.entries(links)) {
    await workspace.link(path, target);
  }
  for (const path of remove) await workspace.remove(path);
  if (!run) return;
  const [program = "", ...args] = run;
  await succeed({ program, args, cwd: workspace.folder });
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.join("\n") === others.join("\n");
}

/** Whether a report says that something does not run. */
function isPartial({ kind, held = [], behind = [] }: ReportLine): boolean {
  const isLive = kind === "live" || kind === "unchanged" || kind === "restart";
  return !isLive || held.length > 0 || behind.length > 0;
}
