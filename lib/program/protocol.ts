/**
 * Twin of `crates/chaud-runtime/src/protocol/mod.rs`: the messages between
 * driver and runtime. Pure.
 *
 * One message a line on a Unix-domain socket: a verb and its fields, separated
 * by TAB; in a field, backslash, TAB and LF are written `\\`, `\t` and `\n`.
 * The first field of a request and its answer is the number of the patch.
 * Verbs that a side does not know are ignored, so that later versions can add
 * some.
 */

import type { RuntimeRefusal } from "../report/report.ts";

/** Version of the protocol that this driver speaks. */
export const PROTOCOL_VERSION = 1;

const REFUSALS: readonly RuntimeRefusal[] = [
  ...["type", "load", "path", "unreachable", "limit"] as const,
  ...["filter", "damaged", "protocol"] as const,
];

/** How far a program is when it attaches. */
export type Stage =
  /** It has begun, and knows nothing of waiting. */
  | "old"
  /** It has begun; had it been told to, it would have waited before that. */
  | "running"
  /** It has not begun, and waits for what it shall begin with. */
  | "waiting";

const STAGES: readonly Stage[] = ["running", "waiting"];

/** What the runtime says. */
export type RuntimeMessage =
  | {
    verb: "hello";
    protocol: number;
    version: string;
    pid: number;
    executable: string;
    manifest: string;
    stage: Stage;
    /** The patch that is live already, where it had closed its connection. */
    epoch: number;
  }
  /** So many processes were forked: perhaps they run another program now. */
  | { verb: "forked"; count: number }
  | { verb: "missing"; patch: number; symbols: string[] }
  | {
    verb: "live";
    patch: number;
    epoch: number;
    imports: number;
    entries: number;
    loadMicros: number;
    commitMicros: number;
    functions: string[];
  }
  | {
    verb: "refused";
    patch: number;
    reason: RuntimeRefusal;
    details: string[];
  }
  | { verb: "unknown"; line: string };

/** How grave a message is, as the `log` crate has it. */
export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/** What the driver says. */
export type DriverMessage =
  | { verb: "welcome"; protocol: number; version: string }
  | { verb: "goodbye"; reason: string }
  | { verb: "check"; patch: number; symbols: string[] }
  | {
    verb: "redirect";
    patch: number;
    /** A loaded file, and the dylib of the patch. */
    image: string;
    dylib: string;
    /** Addresses within the two files. */
    pairs: [from: number, to: number][];
  }
  /** To a program that waits: it begins with the patch's `main`. */
  | {
    verb: "begin";
    patch: number;
    /** The executable, and the dylib of the patch. */
    image: string;
    dylib: string;
    pairs: [from: number, to: number][];
  }
  /** To a program that waits: it begins now. */
  | { verb: "go" }
  | {
    verb: "bind";
    patch: number;
    /** Whether each thread has its own. */
    storage: "static" | "thread";
    /** The dylib of the patch, and a loaded file whose statics it shares. */
    dylib: string;
    image: string;
    /** Words of the dylib that tell where a static is, and where it is. */
    pairs: [place: number, value: number][];
  }
  /**
   * What is loaded already goes on to use what it uses now in place of these
   * symbols of the patch, or of all if that is `*`.
   */
  | { verb: "keep"; patch: number; symbols: string[] }
  /** What a file of the patch held when it was checked. */
  | { verb: "checksum"; patch: number; path: string; sum: string }
  /**
   * Filters of system calls have come upon the thread that loads. Some end a
   * program, so what a reload does is tried without it.
   */
  | { verb: "try"; patch: number }
  | { verb: "load"; patch: number; paths: string[] }
  /** For the log of a program that started the driver. */
  | { verb: "log"; level: LogLevel; text: string };

/** What the runtime counts with: 64 bits are more than any of it needs. */
const NUMBER = /^\d{1,15}$/;

/** Parses one line from the runtime, without its newline. */
export function parseMessage(line: string): RuntimeMessage {
  const [verb, ...fields] = line.split("\t").map(unescape);
  const text = (index: number) => fields[index] ?? "";
  const number = (index: number) => Number(fields[index]);
  const isNumber = (index: number) => NUMBER.test(fields[index] ?? "");
  const numbers = (count: number) =>
    Array.from({ length: count }, (_, i) => i).every(isNumber);
  const isHello = verb === "hello" && isNumber(0) && isNumber(2);
  if (isHello && number(2) > 0 && fields.length >= 5) {
    return {
      verb,
      protocol: number(0),
      version: text(1),
      pid: number(2),
      executable: text(3),
      manifest: text(4),
      stage: STAGES.find((each) => each === text(5)) ?? "old",
      epoch: isNumber(6) ? number(6) : 0,
    };
  }
  if (verb === "forked" && numbers(1)) return { verb, count: number(0) };
  if (verb === "missing" && numbers(1)) {
    return { verb, patch: number(0), symbols: fields.slice(1) };
  }
  if (verb === "live" && numbers(6)) {
    return {
      verb,
      patch: number(0),
      epoch: number(1),
      imports: number(2),
      entries: number(3),
      loadMicros: number(4),
      commitMicros: number(5),
      functions: fields.slice(6),
    };
  }
  const reason = text(1);
  if (verb === "refused" && numbers(1)) {
    return {
      verb,
      patch: number(0),
      reason: REFUSALS.find((each) => each === reason) ?? "protocol",
      details: fields.slice(2),
    };
  }
  return { verb: "unknown", line };
}

/** Writes one message as a line, newline included. */
export function formatMessage(message: DriverMessage): string {
  return driverFields(message).map((f) => escape(String(f))).join("\t") + "\n";
}

function driverFields(message: DriverMessage): (string | number)[] {
  const { verb } = message;
  switch (verb) {
    case "welcome":
      return [verb, message.protocol, message.version];
    case "goodbye":
      return [verb, message.reason];
    case "check":
    case "keep":
      return [verb, message.patch, ...message.symbols];
    case "begin":
    case "redirect": {
      const { patch, image, dylib, pairs } = message;
      return [verb, patch, image, dylib, ...pairFields(pairs)];
    }
    case "go":
      return [verb];
    case "try":
      return [verb, message.patch];
    case "bind": {
      const { patch, storage, dylib, image, pairs } = message;
      return [verb, patch, storage, dylib, image, ...pairFields(pairs)];
    }
    case "checksum":
      return [verb, message.patch, message.path, message.sum];
    case "load":
      return [verb, message.patch, ...message.paths];
    case "log":
      return [verb, message.level, message.text];
  }
}

function pairFields(pairs: [number, number][]): string[] {
  return pairs.map(([a, b]) => `${a.toString(16)}:${b.toString(16)}`);
}

const ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
};

function escape(field: string): string {
  return field.replaceAll(/[\\\t\n]/g, (char) => ESCAPES[char] ?? char);
}

function unescape(field: string): string {
  return field.replaceAll(
    /\\([\\tn])/g,
    (_, char) => char === "t" ? "\t" : char === "n" ? "\n" : "\\",
  );
}
