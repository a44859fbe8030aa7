/**
 * A terminal that a test looks at and types into: programs in it find it to be
 * a real one. What they write stays as it comes, with its control sequences.
 *
 * @module
 */

import { guarded } from "./transcript.ts";
import { ProcessTree } from "./process_tree.ts";

const OPEN_BOTH_WAYS = 2;
/** It is not to become the terminal of the tests. */
const NO_CONTROL = 0o400;

function openLibc() {
  return Deno.dlopen("libc.so.6", {
    posix_openpt: { parameters: ["i32"], result: "i32" },
    grantpt: { parameters: ["i32"], result: "i32" },
    unlockpt: { parameters: ["i32"], result: "i32" },
    ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
    read: {
      parameters: ["i32", "buffer", "usize"],
      result: "isize",
      nonblocking: true,
    },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    close: { parameters: ["i32"], result: "i32" },
  });
}

/** A terminal and what runs in it. */
export class PseudoTerminal implements AsyncDisposable {
  /** All that was written so far. */
  shown = "";
  readonly #libc = openLibc();
  readonly #descriptor: number;
  readonly #tree: ProcessTree;
  readonly #reading: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  /** Starts a program in a terminal of its own. */
  constructor(
    command: readonly string[],
    options: Pick<Deno.CommandOptions, "cwd" | "env" | "clearEnv">,
  ) {
    const { symbols } = this.#libc;
    this.#descriptor = symbols.posix_openpt(OPEN_BOTH_WAYS | NO_CONTROL);
    symbols.grantpt(this.#descriptor);
    symbols.unlockpt(this.#descriptor);
    const bytes = new Uint8Array(64);
    symbols.ptsname_r(this.#descriptor, bytes, BigInt(bytes.length));
    const name = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
    // Who leads a session and opens a terminal has it.
    const script = 'exec "$@" <"$0" >"$0" 2>&1';
    this.#tree = new ProcessTree("sh", {
      ...options,
      args: ["-c", script, name, ...command],
    });
    this.#reading = this.#read();
  }

  /** How what was started has ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#tree.root.status;
  }

  /** Types. */
  type(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#libc.symbols.write(this.#descriptor, bytes, BigInt(bytes.length));
  }

  /**
   * Waits until something shows.
   *
   * @param from So much of what is shown does not count.
   * @returns How much is shown up to its end.
   */
  async find(pattern: RegExp, from = 0): Promise<number> {
    const look = async () => {
      while (true) {
        const found = pattern.exec(this.shown.slice(from));
        if (found) return from + found.index + found[0].length;
        if (this.#isOver) throw new Error("it ended");
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    };
    try {
      return await guarded(`${pattern}`, look());
    } catch (error) {
      throw new Error(`${error}\n${JSON.stringify(this.shown)}`);
    }
  }

  async #read(): Promise<void> {
    const { symbols } = this.#libc;
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65536);
    while (true) {
      const size = BigInt(buffer.length);
      const count = Number(await symbols.read(this.#descriptor, buffer, size));
      // Nobody has it open any more.
      if (count <= 0) break;
      const part = buffer.subarray(0, count);
      this.shown += decoder.decode(part, { stream: true });
      this.#wake();
    }
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Ends what runs in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tree[Symbol.asyncDispose]();
    await this.#reading;
    this.#libc.symbols.close(this.#descriptor);
    this.#libc.close();
  }
}
