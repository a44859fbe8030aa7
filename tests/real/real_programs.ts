/**
 * Starts programs that others wrote with `chaud run`, unmodified, edits one
 * function of each while it runs, and looks whether it shows.
 *
 *   deno task real [NAME]...
 *
 * It fetches them from the registry, and building them takes minutes: so this
 * is no test.
 *
 * @module
 */

import { join } from "@std/path";
import { DrivenProgram } from "../harness/driven_program.ts";
import { layOut, type Published } from "./real_sources.ts";

interface RealProgram extends Published {
  /** Arguments for it. */
  args: string[];
  /** The edit: after the only place where the text stands, more is written. */
  file: string;
  after: string;
  insert: string;
  /** What shows that the edit is live, and what did before. */
  before: RegExp;
  edited: RegExp;
  /** Makes it show something once more. */
  poke?(program: DrivenProgram): Promise<void>;
  /** On which stream, or by which request. */
  shows: "stdout" | "stderr" | { url: string };
}

const PROGRAMS: RealProgram[] = [
  {
    name: "ripgrep",
    version: "15.2.0",
    members: {
      "crates/cli": "grep-cli",
      "crates/globset": "globset",
      "crates/grep": "grep",
      "crates/ignore": "ignore",
      "crates/matcher": "grep-matcher",
      "crates/pcre2": "grep-pcre2",
      "crates/printer": "grep-printer",
      "crates/regex": "grep-regex",
      "crates/searcher": "grep-searcher",
    },
    args: ["-n", "--line-buffered", "needle", "-"],
    file: "crates/printer/src/util.rs",
    after: "fn new(mut n: u64) -> DecimalFormatter {",
    insert: " n += 1000;",
    poke: (program) => program.send("a needle"),
    shows: "stdout",
    before: /^\d:a needle$/,
    // It has counted on.
    edited: /^1002:a needle$/,
  },
  {
    name: "hyperfine",
    version: "1.20.0",
    args: ["--runs", "100000", "sleep 0.2"],
    file: "src/timer/mod.rs",
    after: "let wallclock_timer = WallClockTimer::start();",
    insert: ` eprintln!("edited");`,
    shows: "stderr",
    before: /Watching/,
    edited: /^edited$/,
  },
  {
    name: "simple-http-server",
    version: "0.8.1",
    args: ["--ip", "127.0.0.1", "--port", "8123", "."],
    file: "src/handlers.rs",
    after:
      "fn error_response(status: StatusCode, message: &str, base_url: &str) -> Response {",
    insert: ` let message = &format!("edited: {message}");`,
    shows: { url: "http://127.0.0.1:8123/no-such-file" },
    before: /: No such file/,
    edited: /: edited: No such file/,
  },
];

/** Building one takes longer than what a test waits for. */
async function watched(program: DrivenProgram): Promise<void> {
  for (let patience = 10; patience > 0; patience--) {
    const failed = await program.warm().then(() => false, () => true);
    if (!failed) return;
  }
  throw new Error(`it does not start\n${program.transcript}`);
}

async function look(
  { shows, poke }: RealProgram,
  program: DrivenProgram,
  expected: RegExp,
): Promise<void> {
  if (typeof shows === "string") {
    await poke?.(program);
    await program.transcript.find(shows, expected);
    return;
  }
  const response = await fetch(shows.url);
  const text = await response.text();
  if (!expected.test(text)) throw new Error(`not ${expected}: ${text}`);
}

async function tryOut(real: RealProgram): Promise<string> {
  const made = await Deno.makeTempDir({ prefix: "real-" });
  const folder = await Deno.realPath(made);
  try {
    await layOut(real, folder);
    const options = { cwd: folder, programArgs: real.args };
    await using program = new DrivenProgram(options);
    await watched(program);
    await look(real, program, real.before);
    const path = join(folder, real.file);
    const parts = (await Deno.readTextFile(path)).split(real.after);
    if (parts.length !== 2) throw new Error(`${path} holds it not once`);
    const edited = parts.join(real.after + real.insert);
    await Deno.writeTextFile(path, edited);
    const { live, total } = await program.reported("live", path);
    await look(real, program, real.edited);
    program.kill("SIGTERM");
    return `${live?.join(", ")} live in ${Math.round(total)} ms`;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = Deno.args.length > 0
  ? Deno.args
  : PROGRAMS.map(({ name }) => name);
for (const name of names) {
  const real = PROGRAMS.find((each) => each.name === name);
  if (!real) throw new Error(`there is no program ${name} here`);
  console.log(`${name} ${real.version}: ${await tryOut(real)}`);
}
