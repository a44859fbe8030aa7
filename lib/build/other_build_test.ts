import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { explainOtherBuild } from "./other_build.ts";
import { parseFingerprint } from "./cargo/artifact.ts";

/** What cargo writes of a unit. */
function json(features: string[], dependencies: bigint[] = []): string {
  const list = dependencies.map((hash) => `[1,"dep",false,${hash}]`).join(",");
  return `{"rustc":1,"features":${
    JSON.stringify(JSON.stringify(features))
  },"profile":2,"deps":[${list}],"rustflags":[]}`;
}

async function write(
  profile: string,
  unit: string,
  kind: string,
  hash: string,
  text: string,
): Promise<void> {
  const folder = join(profile, ".fingerprint", unit);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, kind), hash);
  await Deno.writeTextFile(join(folder, `${kind}.json`), text);
}

const HASH = 2431864068424026236n;
const WRITTEN = "7c4873547cb7bf21";
const A = "0123456789abcdef";
const B = "fedcba9876543210";

Deno.test("other build: only what the program is made of is compared", async () => {
  const top = await Deno.makeTempDir();
  const [here, there] = [join(top, "debug"), join(top, "manual", "debug")];
  const program = json(["a"], [HASH]);
  await write(here, `game-${A}`, "bin-game", "0", program);
  await write(here, `engine-${A}`, "lib-engine", WRITTEN, json(["fast"]));
  const script = json([]).replace('"[]"', '""');
  await write(
    here,
    `engine-${A}`,
    "run-build-script-build-script-build",
    A,
    script,
  );
  // Of another build in the same place.
  await write(here, `engine-${B}`, "lib-engine", B, json(["slow"]));
  await write(here, `game-${B}`, "bin-game", "1", json(["other"]));
  await write(there, `game-${B}`, "bin-game", "2", json(["a"], [HASH + 1n]));
  const built = {
    artifact: {
      name: "game",
      kind: "bin" as const,
      folder: here,
      targetFolder: top,
      profile: "dev",
      triple: undefined,
    },
    unit: `game-${A}`,
    package: "game",
    fingerprint: parseFingerprint(program),
  };
  const explain = async () =>
    (await explainOtherBuild(built, join(there, "chaud", "x"))).split("\n");
  assertEquals((await explain()).length, 2);
  await write(
    there,
    `engine-${B}`,
    "lib-engine",
    `7d${WRITTEN.slice(2)}`,
    json([]),
  );
  assertEquals(
    (await explain())[1],
    "  `engine`: features: fast in the program, none here",
  );
  await write(there, `game-${B}`, "bin-game", "2", json([], [HASH + 1n]));
  const said = await explain();
  assertEquals(said.length, 3);
  assertEquals(
    said[1],
    "  `game`: features: a in the program, none here (and 1 more of its packages differ)",
  );
  await Deno.remove(top, { recursive: true });
});
