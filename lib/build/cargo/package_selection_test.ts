import { assertEquals } from "@std/assert";
import { readCargoArguments } from "./arguments.ts";
import { selectPackages } from "./package_selection.ts";
import { member, TOP } from "../testdata/packages.ts";
import type { Workspace } from "./workspace.ts";

const library = member("library", { binaries: [] });
const VIRTUAL: Workspace = {
  folder: TOP,
  targetFolder: `${TOP}/target`,
  packages: [
    member("game"),
    member("tool", {
      examples: [{ name: "small", source: `${TOP}/tool/examples/small.rs` }],
      isDefault: false,
    }),
    library,
  ],
};

function check(
  args: string[],
  cwd: string,
  expected: string[],
  workspace = VIRTUAL,
) {
  const found = selectPackages(workspace, readCargoArguments(args), cwd);
  assertEquals(found.map(({ name }) => name), expected);
}

Deno.test("selection: default members, where nothing is named", () => {
  check([], TOP, ["game"]);
  check([], `${TOP}/docs`, ["game"]);
});

Deno.test("selection: the package that one is in", () => {
  check([], `${TOP}/tool`, ["tool"]);
  check([], `${TOP}/tool/src/deep`, ["tool"]);
  check([], `${TOP}/library`, []);
  check(["--manifest-path", "tool/Cargo.toml"], TOP, ["tool"]);
  check(["--manifest-path=../Cargo.toml"], `${TOP}/tool`, ["game"]);
});

Deno.test("selection: the package that is named", () => {
  for (
    const spec of [
      "tool",
      "tool@0.1.0",
      `path+file://${TOP}/tool#0.1.0`,
      `file://${TOP}/tool`,
      `file://${TOP}/x#tool@0.1.0`,
    ]
  ) {
    check(["-p", spec], TOP, ["tool"]);
    check([`--package=${spec}`], `${TOP}/game`, ["tool"]);
  }
  check(["-ptool"], TOP, ["tool"]);
  check(["-p", "nosuch"], TOP, []);
});

Deno.test("selection: the package of a program or an example", () => {
  check(["--bin", "game"], TOP, ["game"]);
  check(["--bin", "nosuch"], TOP, []);
  check(["-p", "tool", "--example", "small"], TOP, ["tool"]);
  check(["-p", "tool", "--example=other"], TOP, []);
});

Deno.test("selection: the default members of a root package", () => {
  const root = member("root", { folder: TOP, isDefault: false });
  const packages = [root, member("game")];
  const workspace = { ...VIRTUAL, packages };
  check([], TOP, ["game"], workspace);
  check([], `${TOP}/src`, ["game"], workspace);
  check(["-p", "root"], TOP, ["root"], workspace);
});
