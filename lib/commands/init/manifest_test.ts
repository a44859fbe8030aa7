import { assertEquals } from "@std/assert";
import { excludeFolder, setDependency } from "./manifest.ts";

function check(before: string, after: string) {
  assertEquals(setDependency(before, "chaud", ' = "0.1"'), after);
}

Deno.test("manifest: a dependency is added in order", () => {
  check(
    '[dependencies]\nanyhow = "1"\nserde = "1"\n\n[features]\n',
    '[dependencies]\nanyhow = "1"\nchaud = "0.1"\nserde = "1"\n\n[features]\n',
  );
  check(
    '[dependencies]\n# for errors\nanyhow = "1"\n# for data\nserde = "1"\n',
    '[dependencies]\n# for errors\nanyhow = "1"\nchaud = "0.1"\n# for data\nserde = "1"\n',
  );
});

Deno.test("manifest: behind those that have an order of their own", () => {
  check(
    '[dependencies] # all\nserde = "1"\nanyhow = "1"\n\n# off\n[features]\n',
    '[dependencies] # all\nserde = "1"\nanyhow = "1"\nchaud = "0.1"\n\n# off\n[features]\n',
  );
  check("[dependencies]\n", '[dependencies]\nchaud = "0.1"\n');
  check('[dependencies]\na = "1"', '[dependencies]\na = "1"\nchaud = "0.1"');
});

Deno.test("manifest: in a table of its own where there is none", () => {
  const added = '[dependencies]\nchaud = "0.1"\n';
  check('[package]\nname = "a"\n', `[package]\nname = "a"\n\n${added}`);
  check('[package]\nname = "a"', `[package]\nname = "a"\n\n${added}`);
  const table = '[dependencies.serde]\nversion = "1"\n';
  check(table, `${table}\n${added}`);
  check("[dev-dependencies]\n", `[dev-dependencies]\n\n${added}`);
  check("", added);
});

Deno.test("manifest: lines inside values are not taken for others", () => {
  const text = `[package]
description = """
[dependencies]
"""
[dependencies]
b = { version = "1", features = [
  "x", # ] }
] }
d = '''
'''
`;
  check(text, text.replace("d = '''", "chaud = \"0.1\"\nd = '''"));
});

Deno.test("manifest: line ends stay as they are", () => {
  check(
    '[dependencies]\r\nb = "1"\r\n',
    '[dependencies]\r\nb = "1"\r\nchaud = "0.1"\r\n',
  );
  check("[a]\r\n", '[a]\r\n\r\n[dependencies]\r\nchaud = "0.1"\r\n');
});

Deno.test("manifest: a folder is no member of the workspace", () => {
  const check = (before: string, after: string) =>
    assertEquals(excludeFolder(before, "ours"), after);
  check("[package]\n", "[package]\n");
  check("[workspace]\n", '[workspace]\nexclude = ["ours"]\n');
  check(
    '[workspace]\r\nmembers = ["*"]\r\n',
    '[workspace]\r\nexclude = ["ours"]\r\nmembers = ["*"]\r\n',
  );
  check(
    '[workspace]\nmembers = [\n  "a",\n]\nexclude = ["b"] # why\n',
    '[workspace]\nmembers = [\n  "a",\n]\nexclude = ["ours", "b"] # why\n',
  );
  check("[workspace]\nexclude = []\n", '[workspace]\nexclude = ["ours"]\n');
  check(
    '[workspace]\nexclude = [\n  "b",\n]\n',
    '[workspace]\nexclude = ["ours",\n  "b",\n]\n',
  );
  const there =
    '[workspace]\nexclude = ["a", "ours"]\n[package]\nexclude = []\n';
  check(there, there);
});
