import { assertEquals } from "@std/assert";
import {
  type Artifact,
  artifactAt,
  differences,
  type Fingerprint,
  folderIn,
  MANUAL_FLAGS,
  missingFlags,
  parseFingerprint,
} from "./artifact.ts";

function checkPath(path: string, expected: Partial<Artifact> | undefined) {
  const found = artifactAt(path, (folder) => folder === "/w/target");
  assertEquals(
    found && Object.fromEntries(
      Object.keys(expected ?? {}).map((key) => [key, found[key as "name"]]),
    ),
    expected as Record<string, string> | undefined,
  );
}

Deno.test("artifact: a path tells profile, kind and target", () => {
  checkPath("/w/target/debug/game", {
    name: "game",
    kind: "bin",
    profile: "dev",
    folder: "/w/target/debug",
    targetFolder: "/w/target",
    triple: undefined,
  });
  checkPath("/w/target/release/examples/show", {
    name: "show",
    kind: "example",
    profile: "release",
    folder: "/w/target/release",
  });
  checkPath("/w/target/aarch64-unknown-linux-gnu/fast/game", {
    profile: "fast",
    triple: "aarch64-unknown-linux-gnu",
    targetFolder: "/w/target",
  });
  checkPath("/usr/bin/game", undefined);
});

Deno.test("artifact: another build of it goes to the like folder", () => {
  const at = (path: string) => {
    const artifact = artifactAt(path, (folder) => folder === "/w/target");
    return artifact && folderIn("/x", artifact);
  };
  assertEquals(at("/w/target/debug/game"), "/x/debug");
  assertEquals(at("/w/target/t-p-l/release/game"), "/x/t-p-l/release");
});

const FINGERPRINT: Fingerprint = {
  rustc: 1,
  features: ["default", "gui"],
  profile: 2,
  rustflags: ["-Clink-dead-code"],
  dependencies: [],
};

Deno.test("artifact: reads cargo's fingerprint", () => {
  const json = '{"rustc":1,"features":"[\\"default\\", \\"gui\\"]",' +
    '"declared_features":"[]","profile":2,"rustflags":["-Clink-dead-code"],' +
    '"deps":[],"local":[]}';
  assertEquals(parseFingerprint(json), FINGERPRINT);
  const deps = '"deps":[[667937528079788332,"a",false,2431864068424026236],' +
    '[1,"b_c",true,1]]';
  assertEquals(
    parseFingerprint(json.replace('"deps":[]', deps)).dependencies,
    ["7c4873547cb7bf21", "0100000000000000"],
  );
});

Deno.test("artifact: names each switch that is missing", () => {
  const all = MANUAL_FLAGS.split(" ");
  assertEquals(missingFlags([]), all);
  assertEquals(missingFlags(all), []);
  assertEquals(missingFlags(all.slice(1)), all.slice(0, 1));
  assertEquals(
    missingFlags([
      ...["-C", "link-dead-code", "-Z", "pre-link-args=-Wl,--whole-archive"],
      "-Clink-arg=-rdynamic",
      "-Clink-arg=-Wl,--allow-multiple-definition",
    ]),
    [],
  );
});

Deno.test("artifact: says in what builds differ", () => {
  assertEquals(differences(FINGERPRINT, FINGERPRINT), []);
  const other = {
    ...FINGERPRINT,
    ...{ rustc: 2, features: ["default"], profile: 3, rustflags: [] },
  };
  assertEquals(differences(FINGERPRINT, other), [
    "another version of rustc",
    "features: default gui in the program, default here",
    "RUSTFLAGS: -Clink-dead-code in the program, none here",
    "settings of the profile",
  ]);
});
