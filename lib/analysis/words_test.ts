import { assertEquals } from "@std/assert";
import { Words } from "./words.ts";

function check(text: string, ...expected: string[]) {
  const words = new Words();
  assertEquals(
    words.of(text).toSorted((a, b) => a - b),
    expected.map((word) => words.number(word)).toSorted((a, b) => a - b),
  );
}

Deno.test("names are words, each once", () => {
  check("fn f(r#type: T) { f() }", "fn", "f", "r", "type", "T");
  check("größe + 1", "größe", "1");
});

Deno.test("words of strings count: macros read them", () => {
  check('#[serde(default = "a::b")]', "serde", "default", "a", "b");
  check('r#"c "d" // e"# f', "c", "d", "e", "f");
  check('br"\\" g', "g");
  check('"\\" // h" i', "h", "i");
});

Deno.test("those of comments do not", () => {
  check("a // b\nc /* d /* e */ f */ g", "a", "c", "g");
  check("/// a\n/** b */ c", "c");
  check("a /* b", "a");
});

Deno.test("what looks like a string or a comment may be none", () => {
  check("'\"' a '\\'' b '/' c", "a", "b", "c");
  check("fn f<'a>(x: &'a str, y: &'a T)", "fn", "f", "a", "x", "str", "y", "T");
  check('"http://a" b', "http", "a", "b");
});
