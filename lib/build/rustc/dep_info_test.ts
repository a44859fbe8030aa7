import { assertEquals } from "@std/assert";
import { inputFiles } from "./dep_info.ts";

const CWD = "/home/user/project";

function check(text: string, expected: string[]) {
  assertEquals(inputFiles(text, CWD), expected);
}

Deno.test("dep-info: names sources and included files, as rustc wrote them", async () => {
  const file = new URL("../testdata/dep_info.d", import.meta.url);
  check(await Deno.readTextFile(file), [
    `${CWD}/my crate #1/über.rs`,
    `${CWD}/my crate #1/inner.rs`,
    `${CWD}/my crate #1/a text.txt`,
  ]);
});

Deno.test("dep-info: absolute paths stay, relative ones refer to rustc's folder", () => {
  check("a.d: /x/a.rs ../b.rs\n\n/x/a.rs:\n../b.rs:\n", [
    "/x/a.rs",
    "/home/user/b.rs",
  ]);
});

Deno.test("dep-info: a file that two outputs need is named once", () => {
  check("a.d: a.rs\n\na.rmeta: a.rs\n\na.rs:\na.rs:\n", [`${CWD}/a.rs`]);
});

Deno.test("dep-info: environment variables are no files", () => {
  check("a.d: a.rs\na.rs:\n# env-dep:PATH=/bin:\n# env-dep:X\n", [
    `${CWD}/a.rs`,
  ]);
});

Deno.test("dep-info: rustc escapes spaces and nothing else", () => {
  check("back\\slash:\n", [`${CWD}/back\\slash`]);
  check("a:b.rs:\n", [`${CWD}/a:b.rs`]);
});

Deno.test("dep-info: a line feed is part of a name", () => {
  const names = ["main.rs", "a\nb.rs", "y.rs"];
  const rules = ["out.d", "out.rmeta"].map((out) =>
    `${out}: ${names.join(" ")}\n\n`
  );
  const text = `${rules.join("")}${names.map((name) => `${name}:\n`).join("")}`;
  const expected = names.map((name) => `${CWD}/${name}`);
  check(text, expected);
  check(`${text}\n# env-dep:A=b:\n`, expected);
});

Deno.test("dep-info: an empty file names nothing", () => {
  check("", []);
});
