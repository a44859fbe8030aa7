import { assertEquals, assertThrows } from "@std/assert";
import { createLog, type Log, type LogOptions } from "./log.ts";
import { LogFileError } from "./log_file_error.ts";

const SAY_ALL = (log: Log) => {
  log.error("e");
  log.warn("w");
  log.note("n");
  log.status("Verb", "s");
  log.debug("d");
  log.trace("t");
};

interface Setting extends Partial<Omit<LogOptions, "env">> {
  env?: Record<string, string>;
}

function check(setting: Setting, say: (log: Log) => void, expected: string) {
  let written = "";
  say(createLog({
    verbosity: 0,
    color: "auto",
    isTerminal: false,
    write: (lines) => written += lines,
    ...setting,
    env: (name) => setting.env?.[name],
  }));
  assertEquals(written, expected);
}

function checkColor(setting: Setting, expected: boolean) {
  const say = (log: Log) => assertEquals(log.color, expected);
  check(setting, say, "");
}

Deno.test("log: says progress, asides, warnings and errors", () => {
  check({}, SAY_ALL, "error: e\nwarning: w\nnote: n\n        Verb s\n");
});

Deno.test("log: what belongs to a line stands below it", () => {
  const say = (log: Log) => {
    log.status("Verb", "s");
    log.under("note", "n");
    log.under("warning", "w\n  more");
  };
  check(
    {},
    say,
    "        Verb s\n       note: n\n    warning: w\n               more\n",
  );
  check({ verbosity: -1 }, say, "    warning: w\n               more\n");
  check({ verbosity: -2 }, say, "");
});

Deno.test("log: -q leaves out what is not trouble", () => {
  check({ verbosity: -1 }, SAY_ALL, "error: e\nwarning: w\n");
  check({ verbosity: -2 }, SAY_ALL, "error: e\n");
  check({ verbosity: -9 }, SAY_ALL, "error: e\n");
});

Deno.test("log: -v and -vv say more", () => {
  const tail = (count: number) => (log: Log) => {
    assertEquals(log.level, ["debug", "trace", "trace"][count]);
    log.debug("d");
    log.trace("t");
  };
  check({ verbosity: 1 }, tail(0), "debug: d\n");
  check({ verbosity: 2 }, tail(1), "debug: d\ntrace: t\n");
  check({ verbosity: 9 }, tail(2), "debug: d\ntrace: t\n");
});

Deno.test("log: CHAUD_LOG gives the level where no argument does", () => {
  check({ env: { CHAUD_LOG: "error" } }, SAY_ALL, "error: e\n");
  check({ env: { CHAUD_LOG: "off" } }, SAY_ALL, "");
  check(
    { env: { CHAUD_LOG: "off" }, verbosity: -1 },
    SAY_ALL,
    "error: e\nwarning: w\n",
  );
  check(
    { env: { CHAUD_LOG: "loud" } },
    () => {},
    "warning: CHAUD_LOG=loud: no such level; " +
      "there are off, error, warn, info, debug, trace\n",
  );
});

Deno.test("log: the verb is right-aligned, bold and green", () => {
  check(
    { color: "always" },
    (log) => log.status("Watching", "3 crates"),
    "\x1b[1;92m    Watching\x1b[0m 3 crates\n",
  );
});

Deno.test("log: arguments, then the environment, then the terminal decide on colours", () => {
  checkColor({ isTerminal: true }, true);
  checkColor({ isTerminal: false }, false);
  checkColor({ isTerminal: true, color: "never" }, false);
  checkColor({ isTerminal: false, color: "always" }, true);
  checkColor({ isTerminal: true, env: { NO_COLOR: "1" } }, false);
  checkColor({ isTerminal: true, env: { NO_COLOR: "" } }, true);
  checkColor({ isTerminal: true, env: { CLICOLOR: "0" } }, false);
  checkColor({ isTerminal: true, env: { TERM: "dumb" } }, false);
  checkColor({ isTerminal: false, env: { CLICOLOR_FORCE: "1" } }, true);
  checkColor({ isTerminal: false, env: { CLICOLOR_FORCE: "0" } }, false);
  const both = { NO_COLOR: "1", CLICOLOR_FORCE: "1" };
  checkColor({ isTerminal: true, env: both }, false);
  checkColor({ color: "always", env: both }, true);
});

Deno.test("log: raw text keeps its colours, and loses them with the log's", () => {
  const text = "\x1b[1m\x1b[91merror\x1b[0m: no\n  --> a.rs\n";
  const say = (log: Log) => log.raw(text);
  check({ color: "always" }, say, text);
  check({}, say, "error: no\n  --> a.rs\n");
});

Deno.test("log: raw text cannot steer the terminal, either", () => {
  const say = (log: Log) =>
    log.raw("\x1b[1ma\u009b2Jb\x1b[2Jc\x1b[0m\x7f\x9dd\n");
  check({ color: "always" }, say, "\x1b[1mabc\x1b[0md\n");
  check({}, say, "abcd\n");
  const title = (log: Log) => log.raw("a\x1b]0;title\x07b\rc");
  check({ color: "always" }, title, "abc\n");
});

Deno.test("log: a message cannot steer the terminal", () => {
  const say = (log: Log) => log.note("a\x1b[2Jb\rc\x07d\x1b]0;title\x07e\tf");
  check({}, say, "note: abcde\tf\n");
  check({ color: "always" }, say, "\x1b[1;96mnote:\x1b[0m abcde\tf\n");
});

Deno.test("log: a reader that has stopped to read keeps nobody waiting", async () => {
  const module = import.meta.resolve("./log.ts");
  const code = `
    import { createLog } from ${JSON.stringify(module)};
    const log = createLog({ verbosity: 0, color: "never", env: () => undefined });
    // More than a pipe takes.
    log.raw("a".repeat(1 << 20));
    log.error("b");
    console.log("goes on");
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value), "goes on\n");
  await reader.cancel();
  // In the end, it has all of it.
  const said = await new Response(child.stderr).text();
  assertEquals([said.length, said.slice(-10)], [
    (1 << 20) + 10,
    "\nerror: b\n",
  ]);
  assertEquals((await child.status).code, 0);
});

Deno.test("log: a file gets what is said as well, without colours", async () => {
  const file = await Deno.makeTempFile();
  const say = (log: Log) => {
    SAY_ALL(log);
    log.raw("\x1b[31mred\x1b[0m");
  };
  const setting = { color: "always", file } as const;
  let terminal = "";
  check({ ...setting, write: (lines) => terminal += lines }, say, "");
  assertEquals(terminal.includes("\x1b"), true);
  const lines = (await Deno.readTextFile(file)).split("\n").map((line) => {
    const [time = "", ...rest] = line.split(" ");
    assertEquals(line === "" || !Number.isNaN(Date.parse(time)), true, line);
    return rest.join(" ");
  });
  assertEquals(lines, [
    "error: e",
    "warning: w",
    "note: n",
    "        Verb s",
    "red",
    "",
  ]);
  check({ ...setting, write: () => {} }, (log) => log.error("more"), "");
  const text = await Deno.readTextFile(file);
  assertEquals(text.endsWith(" error: more\n"), true, "it goes on");
  await Deno.remove(file);
});

Deno.test("log: a file that cannot be written is named", () => {
  const file = "/nowhere/log";
  assertThrows(
    () => createLog({ verbosity: 0, color: "never", env: () => "", file }),
    LogFileError,
    "Cannot write the log to `/nowhere/log`: ",
  );
});
