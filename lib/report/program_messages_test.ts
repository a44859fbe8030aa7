import { assertEquals } from "@std/assert";
import type { Report } from "./report.ts";
import {
  crashed,
  forked,
  keptTogether,
  outlived,
  rebuilding,
  watching,
} from "./program_messages.ts";
import type { Status } from "./wording.ts";

const ROOT = "/home/user/project";

Deno.test("restart sentences: what is built anew, and why", () => {
  const path = `${ROOT}/app/Cargo.toml`;
  const inputs = [{ path, kind: "manifest" } as const];
  const files = [path, `${ROOT}/src/main.rs`];
  const need = { cause: "build", files, inputs, since: 0 } as const;
  assertEquals(rebuilding({ ...need, files }, ROOT), {
    verb: "Rebuilding",
    text:
      "app/Cargo.toml (manifest) and 1 more: it decides how the program is built",
  });
});

Deno.test("restart sentences: a crash names the last patch", () => {
  const last: Extract<Report, { kind: "live" }> = {
    kind: "live",
    files: [`${ROOT}/src/lib.rs`],
    timings: { total: 0, stages: [] },
    warnings: [],
    epoch: 3,
    programs: 1,
    behind: [],
    moved: false,
    crates: ["app"],
    hotFunctions: [],
    imports: 0,
    entries: 2,
    live: ["step", "draw"],
    held: [],
  };
  const segv = { code: 139, signal: "SIGSEGV" as const };
  assertEquals(
    crashed({ end: segv, last, waits: false }, ROOT),
    "the program was ended by SIGSEGV\n  the last patch was number 3, " +
      "from src/lib.rs: `step`, `draw`",
  );
  const panic = { code: 101, signal: null };
  assertEquals(
    crashed({ end: panic, last: undefined, waits: false }, ROOT),
    "the program has panicked (exit code 101); no patch had gone live since " +
      "its start",
  );
});

function check(status: Status, expected: string) {
  assertEquals(`${status.verb} ${status.text}`, expected);
}

Deno.test("sentences: what is watched, the program first", () => {
  check(watching(["leaf"]), "Watching 1 crate (leaf)");
  check(
    watching(["leaf", "mid", "main"]),
    "Watching 3 crates (main, mid, leaf)",
  );
});

Deno.test("sentences: many crates are counted", () => {
  const many = Array.from({ length: 20 }, (_, i) => `crate_${i}`);
  check(
    watching(many),
    "Watching 20 crates (crate_19, crate_18, crate_17, crate_16 and 16 more)",
  );
});

Deno.test("restart sentences: why all crates are in one file", () => {
  const { text } = keptTogether([
    { kind: "section", name: "numbers" },
    { kind: "switch", text: "--defsym=a=b" },
    { kind: "section", name: "names" },
    { kind: "weak", symbol: "hook" },
    { kind: "constructors" },
  ]);
  assertEquals(
    text,
    "all crates are in one file, since several share the linker's sections " +
      "`numbers`, `names`, and the linker is told `--defsym=a=b` of the whole " +
      "program, and one of them defines `hook` in place of a native library, " +
      "and constructors of several run in the order of one file: a patch holds an edited crate and all that depend on it",
  );
});

Deno.test("sentences: forked processes are named, in one line", () => {
  assertEquals(
    forked([7]),
    "a forked process (pid 7) keeps the old code: it is not served",
  );
  assertEquals(
    forked([7, 9]),
    "2 forked processes (pid 7, 9) keep the old code: they are not served",
  );
  assertEquals(
    outlived([7]),
    "the program has ended; a process of it (pid 7) runs on with the code " +
      "that it has, and is not served",
  );
});
