import { assertEquals } from "@std/assert";
import { parseWorkspace } from "./workspace.ts";

const TOP = "/home/user/project";

Deno.test("workspace: the demo, as cargo describes it", async () => {
  const file = new URL("../testdata/metadata.json", import.meta.url);
  const { folder, targetFolder, packages } = parseWorkspace(
    await Deno.readTextFile(file),
  );
  assertEquals(folder, `${TOP}/demo`);
  assertEquals(targetFolder, `${TOP}/demo/target`);
  assertEquals(packages.find(({ name }) => name === "mid"), {
    name: "mid",
    folder: `${TOP}/demo/mid`,
    chaud: {
      key: "chaud",
      crate: "chaud",
      path: `${TOP}/crates/chaud`,
      isAlwaysHot: false,
    },
    otherChaud: undefined,
    pathDependencies: [
      `${TOP}/crates/chaud`,
      `${TOP}/demo/cold`,
      `${TOP}/demo/leaf`,
    ],
    sources: [`${TOP}/demo/mid/src/lib.rs`],
    library: `${TOP}/demo/mid/src/lib.rs`,
    isUnhashed: false,
    isProcMacro: false,
    buildScript: undefined,
    binaries: [],
    examples: [],
    isDefault: false,
    defaultRun: undefined,
  });
  const root = packages.find(({ name }) => name === "root");
  assertEquals(root?.binaries, [
    { name: "root", source: `${TOP}/demo/root/src/main.rs` },
  ]);
  const cold = packages.find(({ name }) => name === "cold");
  assertEquals(cold?.chaud, undefined);
});
