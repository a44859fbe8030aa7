/** Which edits put another implementation of a trait in the place of one. */

import { assertEquals } from "@std/assert";
import { abiChanges } from "./abi_changes.ts";
import { loadRustParser } from "./grammar.ts";
import { ParsedFiles } from "./parsed_files.ts";

const parser = await loadRustParser();

/** Checks an edit of files, each written as `text «old→new» text`; and its undoing. */
function check(expected: string[], ...files: string[]) {
  Deno.test(`[${expected}] ${files.join(" | ")}`, () => {
    const side = (text: string, pick: string) =>
      text.replace(/«([^→»]*)→([^»]*)»/g, pick);
    for (const [before, after] of [["$1", "$2"], ["$2", "$1"]] as const) {
      const texts = files.map((text, i): [string, string] => [
        `${i}.rs`,
        side(text, before),
      ]);
      const sources = new ParsedFiles(parser, texts);
      const edits = files.map((text, i) => ({
        file: `${i}.rs`,
        verdict: sources.judge(`${i}.rs`, side(text, after)),
      }));
      assertEquals(abiChanges(edits, sources).replaced.sort(), expected);
    }
  });
}

const BY_HAND = "impl fmt::Debug for S { fn f(&self) {} }";

check(["<S as Debug>"], `«#[derive(Debug)]→» struct S; «→${BY_HAND}»`);
check(["<S as Debug>"], "«#[derive(Debug)]→» struct S;", `«→${BY_HAND}»`);
check(
  ["<S as Debug>"],
  `#[derive(Clone«, Debug→»)] struct S<T>(T); «→impl<T> Debug for S<T> {}»`,
);
check(["<S as A>"], "struct S; impl A for S«→<u8>» {}");
check(["<T as A>"], "struct S; «impl<T: B> A for T {}→»", "«→impl A for T {}»");
check([], "«#[derive(Debug)]→» struct S;");
check([], `struct S; «→${BY_HAND}»`);
check([], `#[derive(Debug«→, Clone»)] struct S; ${BY_HAND}`);
check([], `#[derive(«Debug, Clone→Clone, Debug»)] struct S;`);
check([], "struct S; impl S { «→fn f() {}» }");
check([], "struct S; impl A for S { fn f() { «1→2» } }");
check([], "struct S; impl A for S {} «→impl B for S {}»");
check(["<S as A>"], "«impl A for S {}→»", "«→impl A for S {}»");
check(["<S as A>"], "«impl A for S {}→» mod m { «→impl A for S {}» }");
check([], "«impl A for S {}→» fn f() {} «→impl A for S {}»");
// The trait's own function goes on where it stood for another.
check(["<S as A>"], "struct S; impl A for S { «→fn f() {}» fn g() {} }");
check([], "trait A { fn g(); «→fn f();» } impl A for S { «→fn f() {}» }");
// What drops a value is part of whoever has one.
check(["<S as Drop>"], "struct S; «→impl Drop for S {}»");
check(["<S as Drop>"], "«→impl Drop for S<u8> {}»");
check([], "«→struct S; impl Drop for S {}»");
