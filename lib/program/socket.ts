/**
 * The one place that owns the socket: programs attach to it, and the driver
 * talks to each of them. Never knows what the messages mean.
 */

import { dirname } from "@std/path";
import {
  type DriverMessage,
  formatMessage,
  parseMessage,
  type RuntimeMessage,
} from "./protocol.ts";
import { RightsError } from "../system/rights.ts";
import { trace } from "../system/trace.ts";

/** No message is that long: a program that sends one is not ours. */
const LONGEST_LINE = 64 * 2 ** 20;

/** Thrown when others than the user could reach the socket. */
export class SocketError extends Error {
  override name = "SocketError";
}

/**
 * Listens where nobody but our own user can connect: the system lets only those
 * do so who can enter the folder.
 *
 * @throws {SocketError} If the socket's folder is not private.
 */
function listenPrivately(path: string): Deno.UnixListener {
  const folder = dirname(path);
  const listener = listen(path);
  Deno.chmodSync(path, 0o600);
  const { mode, uid } = Deno.statSync(folder);
  // The socket is ours, since we have just made it.
  const isOurs = uid === Deno.statSync(path).uid;
  if (isOurs && ((mode ?? 0) & 0o077) === 0) return listener;
  listener.close();
  throw new SocketError(
    `Cannot listen in \`${folder}\`: it is not private to one user`,
  );
}

function listen(path: string): Deno.UnixListener {
  try {
    return Deno.listen({ transport: "unix", path });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw refusal(path, "listen");
    // The system knows only short ones.
    const reason = error instanceof TypeError
      ? `its path is too long for a socket (${error.message})`
      : error instanceof Error
      ? error.message
      : String(error);
    const text = `Cannot listen in \`${dirname(path)}\`: ${reason}`;
    throw new SocketError(text, { cause: error });
  }
}

/** Names what Deno must allow for a socket. */
function refusal(path: string, act: "ask" | "listen"): RightsError {
  const right = { name: "net", host: `unix:${path}` } as const;
  const purpose = act === "ask"
    ? "to ask the session there"
    : "to listen for the program";
  return new RightsError([{ right, purpose }]);
}

/** The listening end. */
export class Listener {
  readonly #listener: Deno.UnixListener;

  /**
   * @param path Where the socket is made.
   * @throws {SocketError} If its folder is not private.
   */
  constructor(path: string) {
    this.#listener = listenPrivately(path);
  }

  /** Yields each program that connects. */
  async *connections(): AsyncGenerator<Connection> {
    while (true) {
      try {
        yield new Connection(await this.#listener.accept());
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        throw error;
      }
    }
  }

  /** Stops listening; connections stay open. */
  close(): void {
    try {
      this.#listener.close();
    } catch {
      // Closed already.
    }
  }
}

/** One program's end of the talk. */
export class Connection {
  readonly #conn: Deno.UnixConn;
  readonly #encoder = new TextEncoder();
  /** Ends when all that was to be sent so far is; nothing if all is. */
  #sending: Promise<void> | undefined;

  /** @param conn The accepted connection. */
  constructor(conn: Deno.UnixConn) {
    this.#conn = conn;
  }

  /** Sends one message, after those before; whole, however large it is. */
  async send(message: DriverMessage): Promise<void> {
    const line = formatMessage(message);
    // The log's own may be on their way because of this.
    if (message.verb !== "log") trace(() => `sent ${line.trimEnd()}`);
    const bytes = this.#encoder.encode(line);
    // What is said last, just before the end, is written at once.
    const sent = this.#sending?.then(() => this.#write(bytes)) ??
      this.#write(bytes);
    const settled = sent.catch(() => {});
    this.#sending = settled;
    await sent;
    if (this.#sending === settled) this.#sending = undefined;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#conn.write(bytes.subarray(sent));
    }
  }

  /**
   * Yields each message until the program closes its end, or says more than it
   * can have to say.
   */
  async *messages(): AsyncGenerator<RuntimeMessage> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65536);
    let rest: string[] = [];
    let length = 0;
    while (length <= LONGEST_LINE) {
      const count = await this.#conn.read(buffer).catch(() => null);
      if (count === null) return;
      const bytes = buffer.subarray(0, count);
      const [end = "", ...lines] = decoder.decode(bytes, { stream: true })
        .split("\n");
      rest.push(end);
      length += end.length;
      const last = lines.pop();
      if (last === undefined) continue;
      for (const line of [rest.join(""), ...lines]) {
        trace(() => `received ${line}`);
        yield parseMessage(line);
      }
      rest = [last];
      length = last.length;
    }
    this.close();
  }

  /** Closes the connection. */
  close(): void {
    try {
      this.#conn.close();
    } catch {
      // Closed already.
    }
  }
}

/** A socket that answers each who connects. */
export interface AnswerSocket {
  /** Answers no more. */
  close(): void;
}

/** What is said to who asks: all at once, or as it comes. */
export type Answer = string | ReadableStream<string>;

/** No request is that long. */
const LONGEST_REQUEST = 4096;

/**
 * Answers the line that each says who connects.
 *
 * @throws {SocketError} If the socket's folder is not private.
 */
export function answer(
  path: string,
  respond: (request: string) => Answer,
): AnswerSocket {
  const listener = listenPrivately(path);
  const serve = async () => {
    for await (const conn of listener) {
      // Who asks may leave before it is told.
      reply(conn, respond).catch(() => {});
    }
  };
  serve();
  return { close: () => listener.close() };
}

async function reply(
  conn: Deno.UnixConn,
  respond: (request: string) => Answer,
): Promise<void> {
  const bytes = new Uint8Array(LONGEST_REQUEST);
  let length = 0;
  const line = () => new TextDecoder().decode(bytes.subarray(0, length));
  while (length < bytes.length && !line().includes("\n")) {
    const count = await conn.read(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  const [request = ""] = line().split("\n");
  const said = respond(request);
  const text = typeof said === "string" ? ReadableStream.from([said]) : said;
  await text.pipeThrough(new TextEncoderStream()).pipeTo(conn.writable);
}

/** So long it may take to hear what a socket has to say. */
const ANSWER_MS = 2000;

/**
 * Hears what a socket answers.
 *
 * @returns Nothing if who listens says nothing.
 * @throws {SocketError} If nobody listens.
 */
export async function ask(
  path: string,
  request = "",
): Promise<string | undefined> {
  const conn = await connect(path);
  const timer = setTimeout(() => conn.close(), ANSWER_MS);
  try {
    await conn.write(new TextEncoder().encode(`${request}\n`));
    return await new Response(conn.readable).text();
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Hears what a socket answers, as it comes.
 *
 * @throws {SocketError} If nobody listens.
 */
export async function follow(
  path: string,
  request: string,
): Promise<ReadableStream<string>> {
  const conn = await connect(path);
  await conn.write(new TextEncoder().encode(`${request}\n`));
  return conn.readable.pipeThrough(new TextDecoderStream());
}

async function connect(path: string): Promise<Deno.UnixConn> {
  try {
    return await Deno.connect({ transport: "unix", path });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw refusal(path, "ask");
    throw new SocketError(`Nobody listens at \`${path}\``, { cause });
  }
}
