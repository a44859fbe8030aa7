/**
 * The programs of a session: each gets every patch that went live, in order,
 * and answers for itself. One that ends, is stopped or refuses does not keep a
 * patch from the others. Never starts or stops one.
 */

import { join } from "@std/path";
import { Fault } from "../report/fault.ts";
import { type LoggedPatch, PatchLog } from "./patch_log.ts";
import {
  AttachedProgram,
  type Live,
  type Refused,
} from "./attached_program.ts";
import { Departures } from "./departures.ts";
import { Forks } from "./forks.ts";
import { type Program, ProgramGoneError } from "./program.ts";
import { isStopped } from "../system/procfs.ts";
import { Refusal } from "../report/refusal.ts";
import type { Behind, Joined } from "../report/report.ts";

/** What became of a patch. */
export interface Loaded {
  /** The answer of the first program that took it. */
  live: Live;
  /** How many programs it is live in. */
  programs: number;
  behind: Behind[];
}

/** How often to look whether a program that does not answer is stopped. */
const LOOK_MS = 200;
/** After so many looks, others go on without one that is not. */
const LOOKS = 150;

/** All programs that are attached, and what they have in common. */
export class Programs {
  readonly #members = new Map<Program, AttachedProgram>();
  readonly #onJoined: (joined: Joined) => void;
  readonly #log: PatchLog;
  readonly #departures = new Departures();
  readonly #forks: Forks;
  /** Processes that went away before they answered to a patch. */
  readonly #lost = new Set<number>();
  #isClosed = false;

  /**
   * @param folder The session's folder.
   * @param onJoined Told when a program has, or cannot have, what it missed.
   */
  constructor(folder: string, onJoined: (joined: Joined) => void) {
    this.#log = new PatchLog(folder);
    this.#forks = new Forks(join(folder, "socket"));
    this.#onJoined = onJoined;
  }

  /** How many there are. */
  get size(): number {
    return this.#members.size;
  }

  /** Whether any run, with us or without; waits for those that may come back. */
  async areThere(): Promise<boolean> {
    if (this.size === 0) await this.#departures.settled();
    return this.size > 0 || this.#departures.cut.length > 0;
  }

  /** How far each program is, in the order in which they came. */
  *[Symbol.iterator](): Generator<{ program: Program; patches: number }> {
    yield* this.#members.values();
  }

  /** Whether a process went away before it answered to a patch. */
  async hasLost(pid: number): Promise<boolean> {
    const member = this.#members.values()
      .find(({ program }) => program.pid === pid);
    if (!member) return this.#lost.has(pid);
    if (member.isLoading) await member.idle;
    return member.isLoading;
  }

  /** Adds a program; resolves when it has, or refused, what is live. */
  async attach(program: Program): Promise<void> {
    const member = new AttachedProgram(program, this.#log);
    // It has come back: what it closed, as daemons do, was its own end, too.
    for (const { program: former } of [...this.#members.values()]) {
      if (former.pid === program.pid) former.release();
    }
    this.#members.set(program, member);
    this.#departures.arrived(program.pid);
    this.#lost.delete(program.pid);
    this.#forks.greet([...this.#members.keys()]);
    program.gone.then(() => this.#left(program)).catch(() => {});
    await Promise.all([member.wasSeen, this.#catchUp(member)]);
  }

  /** Names some processes no more that were forked by a program before. */
  passForked(pids: readonly number[]): void {
    this.#forks.pass(pids);
  }

  /** Lets all of them go on alone: nobody waits for an answer any more. */
  release(): void {
    this.#isClosed = true;
    for (const program of this.#members.keys()) program.release();
    this.#departures.close();
  }

  /** The same; resolves once nothing is being written for them. */
  async close(): Promise<void> {
    this.release();
    await Promise.all([this.#log.settled(), this.#forks.settled()]);
  }

  /**
   * Asks which symbols the programs lack.
   *
   * @throws {Refusal} If all of them refuse what is live already.
   * @throws {ProgramGoneError} If every program ended before it answered.
   */
  async check(patch: number, symbols: string[]): Promise<string[]> {
    const { answers } = await this.#ask(async (member) => {
      const refused = await member.replay(this.#log);
      const { program } = member;
      return refused ?? { missing: await program.check(patch, symbols) };
    });
    const ends = answers.map(([, end]) => end);
    const known = ends.filter((end) => "missing" in end);
    if (known.length === 0) throw refusal(ends.filter(isRefused));
    return [...new Set(known.flatMap(({ missing }) => missing))];
  }

  /**
   * Makes a patch live in all programs.
   *
   * @throws {Refusal} If all refuse it.
   * @throws {Fault} `damaged`, if its files are not as they were checked.
   * @throws {ProgramGoneError} If every program ended before it answered.
   */
  async load(patch: LoggedPatch): Promise<Loaded> {
    const { answers, late } = await this.#ask(async (member) =>
      await member.replay(this.#log) ?? await member.give(patch)
    );
    const ends = answers.map(([, end]) => end);
    const taken = ends.filter((end) => end.verb === "live");
    const [live] = taken;
    if (!live) throw refusal(ends.filter(isRefused));
    this.#log.add(patch);
    // Who came meanwhile has missed it.
    for (const member of this.#members.values()) {
      if (!member.isLate) this.#catchUp(member, answers);
    }
    const refused = answers.flatMap(([{ program: { pid } }, end]): Behind[] =>
      end.verb === "refused"
        ? [{ pid, reason: end.reason, details: end.details }]
        : []
    );
    const waiting = late.map(({ program: { pid } }) => behind(pid, "late"));
    const forked = await this.#forks.unserved([...this.#members.keys()]);
    const alone = forked.map((pid) => behind(pid, "forked"));
    const others = [...refused, ...waiting, ...alone];
    return { live, programs: taken.length, behind: others };
  }

  /**
   * Asks all programs, each after what it was asked before. Those that are
   * stopped are waited for only while none has answered.
   */
  async #ask<T>(
    question: (member: AttachedProgram) => Promise<T>,
  ): Promise<{ answers: [AttachedProgram, T][]; late: AttachedProgram[] }> {
    const members = [...this.#members.values()];
    const prompt = members.filter(({ isLate }) => !isLate);
    const waiting = new Set(prompt.length > 0 ? prompt : members);
    const { cut } = this.#departures;
    if (members.length === 0 && cut.length > 0) {
      throw new Fault("alone", cut.map((pid) => `pid ${pid}`));
    }
    let isSaid = false;
    const answers: [AttachedProgram, T][] = [];
    const all = Promise.all([...waiting].map(async (member) => {
      try {
        answers.push([member, await member.ask(() => question(member))]);
      } catch (error) {
        if (!(error instanceof ProgramGoneError)) throw error;
      } finally {
        waiting.delete(member);
      }
    }));
    all.catch(() => {});
    for (let looks = 0; !await within(LOOK_MS, all); looks++) {
      if ((await releaseEnded(waiting)).size > 0) continue;
      if (answers.length === 0) {
        if (!isSaid && (looks >= LOOKS || await areStopped(waiting))) {
          isSaid = true;
          const reason = looks >= LOOKS ? "hung" : "late";
          for (const { program } of waiting) this.#tell(program, reason);
        }
        continue;
      }
      if (looks >= LOOKS || await areStopped(waiting)) break;
    }
    if (answers.length === 0) {
      throw new ProgramGoneError("The program ended before it answered");
    }
    for (const member of waiting) this.#leave(member);
    const late = new Set(members.filter(({ isLate }) => isLate));
    const ended = await releaseEnded(late);
    return { answers: [...answers], late: [...late.difference(ended)] };
  }

  async #left(program: Program): Promise<void> {
    const { pid } = program;
    if (this.#members.get(program)?.isLoading) this.#lost.add(pid);
    this.#members.delete(program);
    const isHere = [...this.#members.keys()].some((other) => other.pid === pid);
    if (this.#isClosed || isHere || !await this.#departures.left(pid)) return;
    this.#tell(program, "cut");
  }

  #tell({ pid }: Program, reason: "late" | "cut" | "hung"): void {
    this.#onJoined({ pid, kind: "behind", behind: behind(pid, reason) });
  }

  /** Others go on; when it answers again, it gets what it missed. */
  async #leave(member: AttachedProgram): Promise<void> {
    if (member.isLate) return;
    member.isLate = true;
    await member.idle;
    member.isLate = false;
    await this.#catchUp(member);
  }

  /** Gives a program what it has missed, unless it was just asked. */
  async #catchUp(
    member: AttachedProgram,
    asked: readonly [AttachedProgram, unknown][] = [],
  ): Promise<void> {
    if (asked.some(([other]) => other === member)) return;
    const { program: { pid }, patches } = member;
    try {
      const refused = await member.ask(() => member.replay(this.#log)) ??
        member.takeLack();
      const count = member.patches - patches;
      if (refused) {
        const { reason, details } = refused;
        const behind = { pid, reason, details };
        this.#onJoined({ pid, kind: "behind", behind });
      } else if (count > 0) {
        this.#onJoined({ pid, kind: "joined", patches: count });
      }
    } catch (error) {
      if (!(error instanceof ProgramGoneError)) throw error;
    }
  }
}

function behind(pid: number, reason: Behind["reason"]): Behind {
  return { pid, reason, details: [] };
}

function isRefused(answer: object): answer is Refused {
  return "verb" in answer && answer.verb === "refused";
}

function refusal([first]: readonly Refused[]): Refusal | Fault {
  if (first?.reason === "damaged") return new Fault("damaged", first.details);
  return new Refusal(first?.reason ?? "protocol", first?.details ?? []);
}

/** Whether some work ended in time. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([work.then(() => true), promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function areStopped(
  members: Iterable<AttachedProgram>,
): Promise<boolean> {
  const looks = [...members].map(({ program }) => isStopped(program.pid));
  return (await Promise.all(looks)).every((is) => is);
}

/** Lets those go whose processes have ended, and tells which. */
async function releaseEnded(
  members: Iterable<AttachedProgram>,
): Promise<Set<AttachedProgram>> {
  const ended = new Set<AttachedProgram>();
  await Promise.all(Array.from(members, async (member) => {
    if (await member.hasEnded()) ended.add(member);
  }));
  for (const { program } of ended) program.release();
  return ended;
}
