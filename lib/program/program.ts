/**
 * One attached program: asks it what it lacks, hands it patches, and waits for
 * its answers. Never knows of other programs, nor what a patch is made of.
 */

import {
  type LogLevel,
  PROTOCOL_VERSION,
  type RuntimeMessage,
  type Stage,
} from "./protocol.ts";
import type { LoggedPatch } from "./patch_log.ts";
import type { Connection } from "./socket.ts";
import { hasMoreFilters } from "../system/procfs.ts";
import { VERSION } from "../version.ts";

/** The program's answer to a patch. */
export type Answer = Extract<RuntimeMessage, { verb: "live" | "refused" }>;

type Hello = Extract<RuntimeMessage, { verb: "hello" }>;
type Reply = Extract<RuntimeMessage, { patch: number }>;

/** The name of the runtime's thread. */
const THREAD = "chaud";

/** So much is kept for the log of one that has stopped reading. */
const MOST_UNHEARD = 1000;

/** Thrown when the program went away before it answered. */
export class ProgramGoneError extends Error {
  override name = "ProgramGoneError";
}

/** A running program with the runtime inside. */
export class Program {
  readonly pid: number;
  /** The executable's path, as the program sees it. */
  readonly executable: string;
  /** How far it was when it came. */
  readonly stage: Stage;
  /** The patch that was live in it when it came: it had been here before. */
  readonly epoch: number;
  /** How many processes it has forked since somebody has looked for them. */
  forked = 0;
  /** Resolves when the program has closed its end. */
  readonly gone: Promise<void>;
  readonly #connection: Connection;
  /** What it was told through its log, and has not read yet. */
  #unheard = 0;
  /** What was found before a patch, with the question about its symbols. */
  #isFiltered: Promise<boolean> | undefined;
  readonly #waiting = new Map<number, PromiseWithResolvers<Reply>>();

  private constructor(
    connection: Connection,
    hello: Hello,
    messages: AsyncGenerator<RuntimeMessage>,
  ) {
    this.#connection = connection;
    this.pid = hello.pid;
    this.executable = hello.executable;
    this.stage = hello.stage;
    this.epoch = hello.epoch;
    this.gone = this.#listen(messages);
  }

  /**
   * Greets a program that connected.
   *
   * @returns Nothing when it has ended, or speaks another protocol and was told.
   */
  static async greet(connection: Connection): Promise<Program | undefined> {
    const messages = connection.messages();
    const first = await messages.next();
    if (first.done || first.value.verb !== "hello") {
      connection.close();
      return undefined;
    }
    const hello = first.value;
    if (hello.protocol !== PROTOCOL_VERSION) {
      const reason = `driver ${VERSION} speaks protocol ${PROTOCOL_VERSION}, ` +
        `chaud-live-runtime ${hello.version} speaks ${hello.protocol}: ` +
        `update the older one`;
      await connection.send({ verb: "goodbye", reason });
      connection.close();
      return undefined;
    }
    const welcome = { protocol: PROTOCOL_VERSION, version: VERSION };
    try {
      await connection.send({ verb: "welcome", ...welcome });
    } catch {
      // A short program ends before it is answered.
      connection.close();
      return undefined;
    }
    return new Program(connection, hello, messages);
  }

  /**
   * Asks which symbols the process lacks.
   *
   * @throws {ProgramGoneError} If the program ends before it answers.
   */
  async check(patch: number, symbols: string[]): Promise<string[]> {
    const reply = this.#reply(patch);
    this.#isFiltered = this.#look();
    await this.#send({ verb: "check", patch, symbols });
    const message = await reply;
    await this.#isFiltered;
    return message.verb === "missing" ? message.symbols : [];
  }

  /**
   * Hands over a patch, dependencies first, after all that goes with it.
   *
   * @throws {ProgramGoneError} If the program ends before it answers.
   */
  async load(logged: LoggedPatch): Promise<Answer> {
    const { number: patch, paths, redirections, withheld } = logged;
    const { bindings = [], sums = {}, beginning } = logged;
    const reply = this.#reply(patch);
    const isFiltered = await (this.#isFiltered ?? this.#look());
    // By the next one, it may have more.
    this.#isFiltered = undefined;
    if (isFiltered) await this.#send({ verb: "try", patch });
    if (withheld.length > 0) {
      await this.#send({ verb: "keep", patch, symbols: [...withheld] });
    }
    for (const { image, patch: dylib, pairs } of redirections) {
      await this.#send({ verb: "redirect", patch, image, dylib, pairs });
    }
    if (beginning) {
      const { image, patch: dylib, pairs } = beginning;
      await this.#send({ verb: "begin", patch, image, dylib, pairs });
    }
    for (const binding of bindings) {
      await this.#send({ verb: "bind", patch, ...binding });
    }
    for (const [path, sum] of Object.entries(sums)) {
      await this.#send({ verb: "checksum", patch, path, sum });
    }
    await this.#send({ verb: "load", patch, paths });
    const message = await reply;
    if (message.verb !== "missing") return message;
    throw new ProgramGoneError("The program gave an answer out of turn");
  }

  /** Lets a program begin that waits for that. */
  async go(): Promise<void> {
    await this.#send({ verb: "go" });
  }

  /** Says something through the program's own log, if it listens. */
  async log(level: LogLevel, text: string): Promise<void> {
    if (this.#unheard >= MOST_UNHEARD) return;
    this.#unheard++;
    await this.#send({ verb: "log", level, text });
    this.#unheard--;
  }

  /** Tells the program why it goes on alone. */
  async dismiss(reason: string): Promise<void> {
    await this.#send({ verb: "goodbye", reason });
    this.release();
  }

  /** Lets the program go on alone. */
  release(): void {
    this.#connection.close();
  }

  /** Whether filters of system calls have come upon what loads patches. */
  async #look(): Promise<boolean> {
    return await hasMoreFilters(this.pid, THREAD);
  }

  #reply(patch: number): Promise<Reply> {
    const waiting = Promise.withResolvers<Reply>();
    this.#waiting.set(patch, waiting);
    // It may be rejected while its request is still being sent.
    waiting.promise.catch(() => {});
    return waiting.promise;
  }

  async #send(message: Parameters<Connection["send"]>[0]): Promise<void> {
    try {
      await this.#connection.send(message);
    } catch (error) {
      this.#abandon(error);
    }
  }

  async #listen(messages: AsyncGenerator<RuntimeMessage>): Promise<void> {
    for await (const message of messages) {
      if (message.verb === "forked") this.forked += message.count;
      if ("patch" in message) {
        this.#waiting.get(message.patch)?.resolve(message);
        this.#waiting.delete(message.patch);
      }
    }
    this.#abandon(undefined);
  }

  #abandon(cause: unknown): void {
    for (const waiting of this.#waiting.values()) {
      const text = `The program (pid ${this.pid}) went away`;
      waiting.reject(new ProgramGoneError(text, { cause }));
    }
    this.#waiting.clear();
  }
}
