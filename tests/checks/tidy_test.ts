/** The house rules, applied to every file that a commit would hold. */

import { assertEquals } from "@std/assert";
import {
  confinesUnsafe,
  isPortable,
  isPure,
  isShort,
  type Rule,
  RULES,
} from "./house_rules.ts";
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
  const path = "crates/chaud-runtime/src/slot.rs";
  const bare = "let a =\n    unsafe { b() };\n";
  check(confinesUnsafe, path, `// SAFETY: b needs nothing.\n${bare}`, []);
  assertEquals(confinesUnsafe({ path, text: bare }).length, 1);
  check(confinesUnsafe, "crates/chaud/src/lib.rs", `"unsafe {"`, []);
  const machine = ["", "ro" + "ot", "ws", "src"].join("/");
  assertEquals(isPortable({ path: "a.md", text: machine }).length, 1);
  check(isPortable, "a.md", "see /ws/src and ./ro" + "ot/src/main.rs", []);
});
