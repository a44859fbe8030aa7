/** Random walks over edits of real sources: small steps must come to what a fresh start comes to. */

import { assert, assertEquals } from "@std/assert";
import { classify } from "./classify.ts";
import { loadRustParser } from "./grammar.ts";
import { SourceTree } from "./source_tree.ts";

const parser = await loadRustParser();

const SNIPPETS = [
  ..."{ } ( ) ; , < > // /* */ \" ' # ! - & | 1 x é 😀".split(" "),
  ..."pub unsafe async mut self T u8 'a".split(" "),
  ...["\n", "\r\n", " ", "\n\n\n", "\t", "/// doc\n", "// note\n"],
  ...["#[inline] ", "#[mine]\n", "#[cfg(x)] ", "#![mine]", "use a::b;\n"],
  ...[
    "fn added() { f(|x| x + 1); }\n",
    "fn g<T>(t: T) {}\n",
    "const X: u8 = 1;\n",
  ],
  ...["let y = 2;\n", "call();\n", "mine!(1);\n", 'println!("x");\n'],
  ...["impl S { fn m(&self) {} }\n", "macro_rules! m { () => {} }\n", 'r#""#'],
  ...['unsafe extern "C" { safe fn c(); }\n', "trait Q { fn d() {} }\n"],
];

/** Some edit of a text: a snippet put in, a stretch deleted, doubled or moved, a word replaced. */
function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const length = random(4) === 0 ? random(200) : random(12);
  const stretch = text.slice(at, at + length);
  const snippet = SNIPPETS[random(SNIPPETS.length)]!;
  const lines = text.split("\n");
  const line = random(lines.length);
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + stretch + text.slice(at);
    case 2:
      return lines.toSpliced(line, 1).join("\n");
    case 3:
      return lines.toSpliced(line, 0, snippet).join("\n");
    case 4: {
      const words = [...text.matchAll(/\b[a-z_]\w*\b/g)];
      const word = words[random(words.length)];
      if (word === undefined) return snippet;
      const end = word.index + word[0].length;
      return text.slice(0, word.index) + "renamed" + text.slice(end);
    }
    case 5:
      return mutate(mutate(text, random), random);
    default:
      return text.slice(0, at) + snippet + text.slice(at);
  }
}

/** Numbers that are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const TOKEN =
  /\/\/.*|\/\*[^]*?\*\/|[bc]?r(#*)"[^]*?"\1|[bc]?"(?:\\[^]|[^"\\])*"|b?'(?:\\[^]|[^'\\])[^']{0,8}?'|[\w']+|\S/gu;

/** A text's tokens without comments, by other means than those under test. */
function tokens(text: string): string[] {
  const code = text.replace(/^#!(?!\s*\[).*/, ""); // a shebang is a comment
  return [...code.matchAll(TOKEN)].map(([token]) => token)
    .filter((token) => !/^\/[/*]/.test(token));
}

/** What is left of a file without the bodies of its functions. */
function skeleton(text: string): string {
  const kept: string[] = [];
  let depth = 0;
  let inHead = false;
  let parentheses = 0;
  for (const token of tokens(text)) {
    if (depth === 0) kept.push(token);
    if (depth === 0 && token === "fn") [inHead, parentheses] = [true, 0];
    if (/^[(\[]$/.test(token)) parentheses++;
    if (/^[)\]]$/.test(token)) parentheses--;
    // In parentheses stand patterns: `fn f(Point { x, y }: Point) {`.
    const inPattern = inHead && parentheses > 0;
    if (token === ";" && !inPattern) inHead = false;
    if (token === "{" && !inPattern && (inHead || depth > 0)) depth++;
    if (token === "}" && depth > 0) depth--;
    if (depth > 0) inHead = false;
  }
  return kept.join(" ");
}

function walk(
  text: string,
  steps: number,
  seed: number,
): Record<string, number> {
  const random = randomNumbers(seed);
  const tally: Record<string, number> = {};
  let current = SourceTree.parse(parser, text);
  for (let step = 0; step < steps; step++) {
    const next = current.update(mutate(current.text, random));
    using freshBefore = SourceTree.parse(parser, current.text);
    using freshAfter = SourceTree.parse(parser, next.text);
    const verdict = classify(current, next);
    const where = `seed ${seed}, step ${step}`;
    assertEquals(next.root.hasError, freshAfter.root.hasError, where);
    if (!next.root.hasError) {
      assertEquals(next.root.toString(), freshAfter.root.toString(), where);
      assertEquals(verdict, classify(freshBefore, freshAfter), where);
    }
    checkByOtherMeans(verdict.kind, current.text, next.text, where);
    tally[verdict.kind] = (tally[verdict.kind] ?? 0) + 1;
    // What does not parse teaches little: mostly go back from there.
    const back = next.root.hasError && random(4) > 0;
    const [left, kept] = back ? [next, current] : [current, next];
    left.free();
    current = kept.root.hasError && random(8) === 0 ? kept.update(text) : kept;
    if (current !== kept) kept.free();
  }
  current.free();
  return tally;
}

function checkByOtherMeans(
  kind: string,
  before: string,
  after: string,
  where: string,
) {
  if (kind === "interface" || kind === "unknown") return;
  assertEquals(skeleton(after), skeleton(before), where);
  if (kind !== "bodies") assertEquals(tokens(after), tokens(before), where);
}

const crates = new URL("../../crates/", import.meta.url);

Deno.test("a random walk over edits agrees with fresh parses", async () => {
  const total: Record<string, number> = {};
  for (const crate of ["chaud-macros", "chaud-runtime"]) {
    const sources = new URL(`${crate}/src/`, crates);
    for await (const { name } of Deno.readDir(sources)) {
      if (!name.endsWith(".rs")) continue;
      const text = await Deno.readTextFile(new URL(name, sources));
      const tally = walk(text, 40, text.length);
      for (const [kind, count] of Object.entries(tally)) {
        total[kind] = (total[kind] ?? 0) + count;
      }
    }
  }
  for (const kind of ["same", "moved", "bodies", "interface", "unknown"]) {
    assert((total[kind] ?? 0) > 0, `the walk never came to "${kind}"`);
  }
});
