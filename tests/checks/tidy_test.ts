/** The house rules, applied to every file that a commit would hold. */

import { assertEquals } from "@std/assert";
import {
  confinesUnsafe,
  isPortable,
  isPure,
  isShort,
  type Rule,
  RULES,
  writesPatterns,
} from "./house_rules.ts";
import { circularImports, describeImport, importsOf } from "./imports.ts";
import { hasPlace, isAllowed, ROOMS, tableAsImports } from "./rooms.ts";
import { listFiles, readFile } from "../harness/tree.ts";

const BINARY = /\.(?:rlib|rmeta|so|o|a|png|gif|wasm)$/;

const sources = await Promise.all(
  (await listFiles()).filter((path) => !BINARY.test(path))
    .map(async (path) => ({ path, text: await readFile(path) })),
);

for (const [name, rule] of Object.entries(RULES)) {
  Deno.test(`tidy: ${name}`, () => {
    const breaches = sources.flatMap((source) =>
      rule(source).map((breach) => `${source.path}: ${breach}`)
    );
    assertEquals(breaches, []);
  });
}

const modules = sources.filter(({ path }) => /^[^.].*\.ts$/.test(path));
const imports = modules.flatMap(importsOf)
  .filter(({ to }) => to.endsWith(".ts"));

Deno.test("tidy: every module has a place in the house", () => {
  const lost = modules.map(({ path }) => path).filter((path) =>
    !hasPlace(path)
  );
  assertEquals(lost, []);
});

Deno.test("tidy: rooms import only rooms below them", () => {
  const breaches = imports.filter((each) => !isAllowed(each));
  assertEquals(breaches.map(describeImport), []);
});

Deno.test("tidy: no module imports in a circle", () => {
  assertEquals(circularImports(imports).map(describeImport), []);
});

function check(rule: Rule, path: string, text: string, expected: string[]) {
  assertEquals(rule({ path, text }), expected);
}

Deno.test("tidy: rules find what they are for", () => {
  const long = `fn long() {\n${"    x();\n".repeat(60)}}\n`;
  check(isShort, "a.rs", long, ["long has 62 lines; at most 60"]);
  check(isShort, "a.rs", `${long.slice(0, 400)}\n}\n`, []);
  check(isPure, "lib/reload/link.ts", "// Deno.cwd()\nconst a = 1;\n", []);
  assertEquals(
    isPure({ path: "lib/reload/link.ts", text: "Deno.cwd();" }).length,
    1,
  );
  const pattern = "const a = new RegExp(\n  `^${name}$`,\n);";
  assertEquals(writesPatterns({ path: "lib/a.ts", text: pattern }).length, 1);
  check(writesPatterns, "lib/a.ts", "// RegExp(a)\nconst a = /^a$/;", []);
  check(writesPatterns, "lib/a_test.ts", pattern, []);
  const path = "crates/chaud-runtime/src/slot.rs";
  const bare = "let a =\n    unsafe { b() };\n";
  check(confinesUnsafe, path, `// SAFETY: b needs nothing.\n${bare}`, []);
  assertEquals(confinesUnsafe({ path, text: bare }).length, 1);
  check(confinesUnsafe, "crates/chaud/src/lib.rs", `"unsafe {"`, []);
  const machine = ["", "ro" + "ot", "ws", "src"].join("/");
  assertEquals(isPortable({ path: "a.md", text: machine }).length, 1);
  check(isPortable, "a.md", "see /ws/src and ./ro" + "ot/src/main.rs", []);
});

Deno.test("tidy: imports are read from the text", () => {
  const text = [
    '// import { no } from "./no.ts";',
    '/* from "./never.ts" */',
    'import { a } from "../b/a.ts";',
    'import {\n  type C,\n  type D,\n} from "./c.ts";',
    'import type { E } from "./e.ts";',
    'import { type F, g } from "./g.ts";',
    'import { join } from "@std/path";',
    'import units from "./units.json" with { type: "json" };',
    'import "./h.ts";',
    'export * from "./i.ts";',
    'export type { J } from "./j.ts";',
    `const k = await import${'("./k.ts")'};`,
  ].join("\n");
  const found = importsOf({ path: "x/y/z.ts", text });
  assertEquals(found.map(({ to, isType }) => [to, isType]), [
    ["x/b/a.ts", false],
    ["x/y/c.ts", true],
    ["x/y/e.ts", true],
    ["x/y/g.ts", false],
    ["x/y/units.json", false],
    ["x/y/h.ts", false],
    ["x/y/i.ts", false],
    ["x/y/j.ts", true],
    ["x/y/k.ts", false],
  ]);
});

Deno.test("tidy: circles are found, and what only leads to one is none", () => {
  const graph = "a>b b>c c>a b>d d>e e>d f>a a>g".split(" ").map((edge) => {
    const [from = "", to = ""] = edge.split(">");
    return { from, to, isType: false };
  });
  assertEquals(circularImports(graph).map(describeImport), [
    "a → b",
    "b → c",
    "c → a",
    "d → e",
    "e → d",
  ]);
});

Deno.test("tidy: the table of rooms has no circle, and knows its rooms", () => {
  assertEquals(circularImports(tableAsImports()), []);
  const known = new Set(Object.keys(ROOMS));
  const named = Object.values(ROOMS).flatMap(({ rooms }) => rooms);
  assertEquals(named.filter((room) => !known.has(room)), []);
});

Deno.test("tidy: who may import whom", () => {
  const cases: [from: string, to: string, expected: boolean, type?: true][] = [
    ["lib/session/run.ts", "lib/reload/state/images.ts", true],
    ["lib/reload/load.ts", "lib/session/run.ts", false],
    ["lib/reload/load.ts", "lib/session/run.ts", false, true],
    ["lib/reload/load.ts", "lib/reload/patch/entries.ts", true],
    ["lib/reload/patch/entries.ts", "lib/reload/state/images.ts", false],
    ["lib/reload/patch/entries.ts", "lib/reload/load.ts", false],
    ["lib/build/base.ts", "lib/build/rustc/unit.ts", true],
    ["lib/build/rustc/unit.ts", "lib/build/base.ts", false],
    ["lib/build/rustc/unit.ts", "lib/build/cargo/cargo.ts", false],
    ["lib/build/base.ts", "lib/report/report.ts", false],
    ["lib/build/base.ts", "lib/report/report.ts", true, true],
    ["lib/build/base.ts", "lib/program/socket.ts", false],
    ["lib/analysis/items.ts", "lib/system/files.ts", false],
    ["lib/object/elf.ts", "lib/object/demangle/mod.ts", true],
    ["lib/report/log.ts", "lib/version.ts", true],
    ["lib/report/log.ts", "lib/report/wording.ts", true],
    ["lib/report/log.ts", "lib/build/testdata/units.ts", false],
    ["lib/report/log_test.ts", "lib/build/testdata/units.ts", true],
    ["lib/report/log_test.ts", "lib/system/files.ts", false],
    ["lib/report/log_test.ts", "tests/harness/tree.ts", true],
    ["lib/report/log.ts", "tests/harness/tree.ts", false],
    ["tests/faults/a_test.ts", "lib/session/run.ts", true],
    ["tests/faults/a_test.ts", "tests/harness/tree.ts", true],
    ["tests/faults/a_test.ts", "tests/reload/b_test.ts", false],
    ["tests/harness/tree.ts", "tests/faults/a.ts", false],
    ["mod.ts", "lib/session/run.ts", true],
    ["mod.ts", "tests/harness/tree.ts", false],
    ["lib/session/run.ts", "mod.ts", false],
  ];
  for (const [from, to, expected, isType = false] of cases) {
    assertEquals(isAllowed({ from, to, isType }), expected, `${from} → ${to}`);
  }
});
