/**
 * A runtime that is not one: it talks to the driver over a real socket, and
 * says and hears what a test wants.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Program } from "../../lib/program/program.ts";
import { Listener } from "../../lib/program/socket.ts";
import { VERSION } from "../../lib/version.ts";

/** The runtime's end. */
export class Runtime {
  readonly #conn: Deno.UnixConn;
  #rest = "";
  #isClosed = false;

  constructor(conn: Deno.UnixConn) {
    this.#conn = conn;
  }

  /** Says a message. */
  async say(...fields: (string | number)[]): Promise<void> {
    await this.sayRaw(fields.join("\t") + "\n");
  }

  /** Says whatever it is. */
  async sayRaw(text: string): Promise<void> {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) {
      rest = rest.subarray(await this.#conn.write(rest));
    }
  }

  /** The next line from the driver; undefined when it closed. */
  async hear(): Promise<string | undefined> {
    while (!this.#rest.includes("\n")) {
      const buffer = new Uint8Array(65536);
      const count = await this.#conn.read(buffer);
      if (count === null) return undefined;
      this.#rest += new TextDecoder().decode(buffer.subarray(0, count));
    }
    const at = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, at);
    this.#rest = this.#rest.slice(at + 1);
    return line;
  }

  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite();
  }

  close(): void {
    if (!this.#isClosed) this.#conn.close();
    this.#isClosed = true;
  }
}

export type Talk = (
  runtime: Runtime,
  greeted: Promise<Program | undefined>,
) => Promise<void>;

/** Connects a fake runtime, and gives both ends to the talk. */
export async function connected(talk: Talk): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "socket");
  const listener = new Listener(path);
  const connections = listener.connections();
  const runtime = new Runtime(await Deno.connect({ transport: "unix", path }));
  const { value: connection } = await connections.next();
  try {
    await talk(runtime, Program.greet(connection));
  } finally {
    connection.close();
    runtime.close();
    listener.close();
    assertEquals((await connections.next()).done, true);
    await Deno.remove(folder, { recursive: true });
  }
}

/** What it says first. */
export const HELLO = [
  "hello",
  1,
  "0.1.0",
  42,
  "/home/me/app",
  "/home/me/Cargo.toml",
];

/** As {@linkcode connected}, past the greeting. */
export function attached(
  talk: (runtime: Runtime, program: Program) => Promise<void>,
): Promise<void> {
  return connected(async (runtime, greeted) => {
    await runtime.say(...HELLO);
    assertEquals(await runtime.hear(), `welcome\t1\t${VERSION}`);
    const program = await greeted;
    if (!program) throw new Error("The program was not accepted");
    await talk(runtime, program);
  });
}
