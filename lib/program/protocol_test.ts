/** Twin test: the runtime feeds the same samples to its own parser. */

import { assertEquals } from "@std/assert";
import {
  type DriverMessage,
  formatMessage,
  type LogLevel,
  parseMessage,
  type RuntimeMessage,
} from "./protocol.ts";

const SAMPLES = new URL(
  "../../crates/chaud-runtime/src/protocol/samples.txt",
  import.meta.url,
);

const DRIVER_VERBS = ("welcome goodbye check redirect begin go bind keep " +
  "try checksum load log").split(" ");

async function samples(of: "driver" | "runtime"): Promise<string[]> {
  const lines = (await Deno.readTextFile(SAMPLES)).trimEnd().split("\n");
  return lines.filter((line) =>
    DRIVER_VERBS.includes(line.split("\t")[0] ?? "") === (of === "driver")
  );
}

const FROM_RUNTIME: RuntimeMessage[] = [
  {
    verb: "hello",
    protocol: 1,
    version: "0.1.0",
    pid: 4711,
    executable: "/home/ada/game/target/debug/game",
    manifest: "/home/ada/game/Cargo.toml",
    stage: "running",
    epoch: 0,
  },
  {
    verb: "hello",
    protocol: 1,
    version: "0.1.0",
    pid: 1,
    executable: ["", "tmp", "tab\there", "line\nthere", "back\\slash"].join(
      "/",
    ),
    manifest: ["", "tmp", "überall", "Cargo.toml"].join("/"),
    stage: "waiting",
    epoch: 12,
  },
  { verb: "missing", patch: 1, symbols: [] },
  { verb: "missing", patch: 2, symbols: ["_CHAUD::demo::Shape::area"] },
  { verb: "forked", count: 2 },
  {
    verb: "live",
    patch: 1,
    epoch: 1,
    imports: 0,
    entries: 0,
    loadMicros: 0,
    commitMicros: 0,
    functions: [],
  },
  {
    verb: "live",
    patch: 2,
    epoch: 2,
    imports: 938,
    entries: 1412,
    loadMicros: 3100,
    commitMicros: 2050,
    functions: ["demo::step", "demo::Shape::area"],
  },
  {
    verb: "refused",
    patch: 3,
    reason: "type",
    details: [
      "demo::STATE: State (8 bytes, align 8) → State (16 bytes, align 8)",
    ],
  },
  {
    verb: "refused",
    patch: 4,
    reason: "type",
    details: [
      "demo::step: fn(u64) -> u64 → fn(u32) -> u64",
      "demo::COUNT: u32 → u64",
    ],
  },
  {
    verb: "refused",
    patch: 5,
    reason: "load",
    details: [
      ["", "tmp", "s", "leaf-5.so: undefined symbol: "].join("/") +
      "_ZN4leaf4gone17h0123456789abcdefE",
    ],
  },
  {
    verb: "refused",
    patch: 5,
    reason: "damaged",
    details: [
      ["", "tmp", "s", "leaf-5.so: its bytes are not those that were checked"]
        .join("/"),
    ],
  },
  {
    verb: "refused",
    patch: 6,
    reason: "path",
    details: [
      "/etc/passwd: not in the session directory " +
      ["", "tmp", "s"].join("/"),
    ],
  },
  {
    verb: "refused",
    patch: 6,
    reason: "unreachable",
    details: [
      ["", "tmp", "s", "leaf-6.so: the session directory is not there"].join(
        "/",
      ),
    ],
  },
  {
    verb: "refused",
    patch: 6,
    reason: "limit",
    details: [
      ["", "tmp", "s", "leaf-6.so: Too many open files (os error 24)"].join(
        "/",
      ),
    ],
  },
  {
    verb: "refused",
    patch: 6,
    reason: "filter",
    details: ["`openat` would end the program"],
  },
  {
    verb: "refused",
    patch: 7,
    reason: "protocol",
    details: ["patch 7 does not follow epoch 8"],
  },
];

/** Undoes the format by hand, without the parser that is under test. */
function fieldsOf(line: string): string[] {
  return line.split("\t").map((field) =>
    JSON.parse(`"${field.replaceAll('"', '\\"')}"`) as string
  );
}

function driverMessage(line: string): DriverMessage {
  const [verb = "", first = "", ...rest] = fieldsOf(line);
  switch (verb) {
    case "welcome":
      return { verb, protocol: Number(first), version: rest[0] ?? "" };
    case "goodbye":
      return { verb, reason: first };
    case "check":
    case "keep":
      return { verb, patch: Number(first), symbols: rest };
    case "go":
      return { verb };
    case "begin":
    case "redirect": {
      const [image = "", dylib = "", ...pairs] = rest;
      return {
        ...{ verb, patch: Number(first), image, dylib },
        pairs: pairs.map(numbers),
      };
    }
    case "bind": {
      const [storage, dylib = "", image = "", ...pairs] = rest;
      return {
        ...{ verb, patch: Number(first), dylib, image },
        storage: storage === "thread" ? storage : "static",
        pairs: pairs.map(numbers),
      };
    }
    case "checksum": {
      const [path = "", sum = ""] = rest;
      return { verb, patch: Number(first), path, sum };
    }
    case "try":
      return { verb, patch: Number(first) };
    case "log":
      return { verb, level: first as LogLevel, text: rest[0] ?? "" };
    case "load":
      return { verb, patch: Number(first), paths: rest };
    default:
      throw new Error(`The sample has another verb: ${line}`);
  }
}

Deno.test("protocol: every sample of the runtime is understood", async () => {
  assertEquals((await samples("runtime")).map(parseMessage), FROM_RUNTIME);
});

Deno.test("protocol: every sample of the driver is written", async () => {
  const lines = await samples("driver");
  const verbs = new Set(lines.map((line) => driverMessage(line).verb));
  assertEquals([...verbs].toSorted(), DRIVER_VERBS.toSorted());
  for (const line of lines) {
    assertEquals(formatMessage(driverMessage(line)), `${line}\n`);
  }
});

function checkUnknown(line: string) {
  assertEquals(parseMessage(line), { verb: "unknown", line });
}

Deno.test("protocol: a later version may say more", () => {
  checkUnknown("telemetry\t1\tx");
  checkUnknown("");
  const longer = parseMessage(
    "hello\t2\t9.0.0\t7\t/exe\t/manifest\trunning\t3\tx",
  );
  assertEquals(longer.verb, "hello");
});

Deno.test("protocol: an earlier version does not say how far it is", () => {
  const hello = parseMessage("hello\t1\t0.1.0\t7\t/exe\t/manifest");
  assertEquals("stage" in hello && [hello.stage, hello.epoch], ["old", 0]);
});

Deno.test("protocol: what is cut short or no number is not guessed at", () => {
  checkUnknown("hello\t1\t0.1.0\t1\t/exe");
  checkUnknown("missing");
  checkUnknown("missing\tone");
  checkUnknown("live\t1\t1\t0\t0");
  checkUnknown("live\t1\t1\t0\t0\t-1");
  checkUnknown("refused\t\ttype");
});

Deno.test("protocol: an unknown reason is the protocol's fault", () => {
  assertEquals(parseMessage("refused\t1\tweather\train"), {
    verb: "refused",
    patch: 1,
    reason: "protocol",
    details: ["rain"],
  });
});

Deno.test("protocol: no field can end the line or the field", () => {
  const check = (path: string, expected: string) => {
    const message = formatMessage({ verb: "load", patch: 1, paths: [path] });
    assertEquals(message, `load\t1\t${expected}\n`);
    const answer = parseMessage(`missing\t1\t${expected}`);
    assertEquals(answer, { verb: "missing", patch: 1, symbols: [path] });
  };
  check("a\tb", "a\\tb");
  check("a\nload\t2", "a\\nload\\t2");
  check("a\\n", "a\\\\n");
  check("\\\\t", "\\\\\\\\t");
});

function numbers(pair: string): [number, number] {
  const [from = "", to = ""] = pair.split(":");
  return [parseInt(from, 16), parseInt(to, 16)];
}
