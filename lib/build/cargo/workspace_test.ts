import { assertEquals } from "@std/assert";
import { type Package, parseWorkspace } from "./workspace.ts";

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
    chaud: { key: "chaud", crate: "chaud" },
    alwaysHot: false,
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

/** Metadata of one package with one dependency. */
function check(
  dependency: { name: string; rename: string | null; kind: string | null },
  expected: Package["chaud"],
) {
  const { packages } = parseWorkspace(JSON.stringify({
    workspace_root: TOP,
    target_directory: `${TOP}/target`,
    packages: [{
      name: "app",
      manifest_path: `${TOP}/Cargo.toml`,
      dependencies: [dependency],
      targets: [],
    }],
  }));
  assertEquals(packages.map(({ chaud }) => chaud), [expected]);
}

Deno.test("workspace: a package may know chaud by another name", () => {
  const named = (rename: string | null, key: string, crate: string) =>
    check({ name: "chaud-live", rename, kind: null }, { key, crate });
  named("hot", "hot", "hot");
  named("hot-code", "hot-code", "hot_code");
  named("chaud", "chaud", "chaud");
  // Its library has another name than the package.
  named(null, "chaud-live", "chaud");
});

Deno.test("workspace: only an ordinary dependency on chaud counts", () => {
  check({ name: "chaud-live", rename: null, kind: "dev" }, undefined);
  check({ name: "chaud-live", rename: null, kind: "build" }, undefined);
  check({ name: "other", rename: "chaud", kind: null }, undefined);
});
