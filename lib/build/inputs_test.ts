import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { buildInputs, inputAt } from "./inputs.ts";
import type { Unit } from "./rustc/unit.ts";
import { libraryMember as member, TOP } from "./testdata/packages.ts";

function unit(name: string): Unit {
  return {
    id: `${name}-1`,
    crateName: name,
    crateTypes: ["lib"],
    source: `${TOP}/${name}/src/lib.rs`,
    dependencies: [],
    depInfo: "",
    lto: undefined,
    recording: {
      args: [],
      env: { CARGO_MANIFEST_DIR: `${TOP}/${name}` },
      cwd: TOP,
      flags: [],
    },
  };
}

const app = unit("app");
const workspace = {
  folder: TOP,
  targetFolder: `${TOP}/target`,
  packages: [
    member("app", {
      buildScript: `${TOP}/app/build.rs`,
      pathDependencies: [`${TOP}/engine`, `${TOP}/words`, "/elsewhere/chaud"],
    }),
    member("engine"),
    member("words", {
      isProcMacro: true,
      pathDependencies: [`${TOP}/grammar`],
    }),
    member("grammar"),
    member("stranger"),
    member("app/macros"),
  ],
};

/** A source of the program that a procedural macro is made of as well. */
const SHARED = `${TOP}/engine/src/shared.rs`;

function check(output: string, kinds: Record<string, string | undefined>) {
  const inputs = buildInputs({
    units: [unit("engine"), app],
    bin: app,
    workspace,
    cwd: `${TOP}/app`,
    outputs: new Map([[`${TOP}/app`, output]]),
    buildTime: new Map([[SHARED, "build-time library"]]),
  });
  for (const [path, kind] of Object.entries(kinds)) {
    assertEquals(inputAt(inputs, join(TOP, path))?.kind, kind, path);
  }
}

const NAMED = `cargo:rerun-if-changed=asset.txt
cargo::rerun-if-changed=schema
`;

Deno.test("build inputs: what cargo reads", () => {
  check(NAMED, {
    "Cargo.toml": "manifest",
    "Cargo.lock": "lock file",
    "app/Cargo.toml": "manifest",
    "engine/Cargo.toml": "manifest",
    "stranger/Cargo.toml": undefined,
    ".cargo/config.toml": "cargo configuration",
    "app/.cargo/config.toml": "cargo configuration",
    "../.cargo/config": "cargo configuration",
    "rust-toolchain.toml": "toolchain",
    "README.md": undefined,
  });
});

Deno.test("build inputs: what runs while the program is built", () => {
  check(NAMED, {
    "app/build.rs": "build script",
    "words/src/lib.rs": "procedural macro",
    "words/src/deep/part.rs": "procedural macro",
    "words/src/notes.txt": undefined,
    "grammar/src/lib.rs": "build-time library",
    "engine/src/lib.rs": undefined,
    "engine/src/shared.rs": "build-time library",
    "app/src/main.rs": undefined,
    "stranger/src/lib.rs": undefined,
  });
});

Deno.test("build inputs: what build scripts asked cargo to watch", () => {
  check(NAMED, {
    "app/asset.txt": "build script input",
    "app/schema/one.rs": "build script input",
    "app/schema/.one.rs.swp": undefined,
    "app/schema/one.rs~": undefined,
    "app/other.txt": undefined,
  });
});

Deno.test("build inputs: a script that names none depends on its package", () => {
  check("cargo:rustc-env=A=b\n", {
    "app/other.txt": "build script input",
    "app/src/main.rs": "build script input",
    "app/macros/other.txt": undefined,
    "engine/other.txt": undefined,
  });
  check("cargo:rerun-if-env-changed=A\n", { "app/other.txt": undefined });
});
