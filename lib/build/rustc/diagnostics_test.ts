import { stripVTControlCharacters } from "node:util";
import { assertEquals } from "@std/assert";
import {
  collectDiagnostics,
  KnownWarnings,
  parseRustcLine,
} from "./diagnostics.ts";

async function recorded(name: string): Promise<string[]> {
  const file = new URL(`../testdata/rustc_${name}.jsonl`, import.meta.url);
  return (await Deno.readTextFile(file)).trimEnd().split("\n");
}

/** The first line of each, without colours. */
function headings(rendered: string[]): string[] {
  return rendered.map((text) =>
    stripVTControlCharacters(text).split("\n")[0] ?? ""
  );
}

Deno.test("diagnostics: of a crate with an error, without rustc's closing lines", async () => {
  const lines = await recorded("error");
  const { errors, warnings } = collectDiagnostics(lines.map(parseRustcLine));
  assertEquals(headings(errors), ["error[E0308]: mismatched types"]);
  assertEquals(headings(warnings), ["warning: unused variable: `unused`"]);
});

Deno.test("diagnostics: stay as rustc rendered them", async () => {
  const lines = await recorded("warning");
  const { warnings } = collectDiagnostics(lines.map(parseRustcLine));
  const first = JSON.parse(lines[0] ?? "") as { rendered: string };
  assertEquals(warnings, [first.rendered]);
});

Deno.test("diagnostics: artifacts are named as they are written", async () => {
  const messages = (await recorded("warning")).map(parseRustcLine);
  assertEquals(messages.filter(({ kind }) => kind === "artifact"), [
    { kind: "artifact", path: "libwarning.rmeta", emit: "metadata" },
    { kind: "artifact", path: "warning.o", emit: "obj" },
  ]);
});

function check(line: string, errors: string[], warnings: string[] = []) {
  const result = collectDiagnostics([parseRustcLine(line)]);
  assertEquals(result, { errors, warnings });
}

function diagnostic(level: string, rendered: string | null): string {
  const type = { "$message_type": "diagnostic", level, message: "the message" };
  return JSON.stringify({ ...type, rendered });
}

Deno.test("diagnostics: what is no JSON is shown", () => {
  check("thread 'rustc' panicked", ["thread 'rustc' panicked\n"]);
  check("{not json", ["{not json\n"]);
  check("", []);
});

Deno.test("diagnostics: a compiler's own fault is an error", () => {
  check(diagnostic("error: internal compiler error", "ICE"), ["ICE"]);
});

Deno.test("diagnostics: notes on their own are left out", () => {
  check(diagnostic("note", "note: x"), []);
  check(diagnostic("failure-note", "Some errors have detailed …"), []);
});

Deno.test("diagnostics: the message serves where nothing is rendered", () => {
  check(diagnostic("error", null), ["the message"]);
});

Deno.test("diagnostics: other kinds of messages are not for the user", () => {
  check('{"$message_type":"future_incompat","future_incompat_report":[]}', []);
  check('{"$message_type":"section_timing","event":"start"}', []);
});

Deno.test("diagnostics: a warning is new until it has been there", () => {
  const known = new KnownWarnings();
  const old = "warning: unused\n --> src/lib.rs:3:5\n3 | let a;";
  const moved = "warning: unused\n --> src/lib.rs:13:5\n13 | let a;";
  const other = "warning: dead\n --> src/lib.rs:3:5";
  assertEquals(known.update("leaf", [old]), [old]);
  assertEquals(known.update("leaf", [moved, other]), [other]);
  const far = "warning: unused\n  --> src/lib.rs:103:5\n103 | let a;";
  assertEquals(known.update("leaf", [far]), [], "as far as in line 103");
  assertEquals(known.update("leaf", []), []);
  assertEquals(known.update("leaf", [old]), [old]);
});

Deno.test("diagnostics: a warning stays the same where its line was edited", () => {
  const at = (file: string, line: number, text: string) =>
    `warning: unused\n --> src/${file}:${line}:5\n${line} | ${text}`;
  const known = new KnownWarnings();
  known.update("leaf", [at("lib.rs", 3, "let a; f(1);")]);
  const edited = at("lib.rs", 3, "let a; f(2); g();");
  assertEquals(known.update("leaf", [edited]), []);
  const second = at("lib.rs", 9, "let b;");
  assertEquals(known.update("leaf", [edited, second]), [second]);
  const elsewhere = at("other.rs", 9, "let b;");
  assertEquals(known.update("leaf", [edited, elsewhere]), [elsewhere]);
});
