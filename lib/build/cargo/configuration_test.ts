import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { writeText } from "../../system/files.ts";
import { configuredProgram, readConfiguration } from "./configuration.ts";

async function check(
  files: Record<string, string>,
  given: string[],
  expected: string | undefined,
) {
  const top = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await writeText(join(top, path), text.replaceAll("TOP", top));
    }
    const cwd = join(top, "work", "app");
    const cargoHome = join(top, "home");
    const places = await readConfiguration({ cwd, cargoHome, given });
    const found = configuredProgram(places, "build", "rustc-wrapper");
    assertEquals(found?.replace(top, "TOP"), expected);
  } finally {
    await Deno.remove(top, { recursive: true });
  }
}

const wrapper = (name: string) => `[build]\nrustc-wrapper = "${name}"\n`;

Deno.test("configuration: what is nearer counts more", async () => {
  const home = { "home/config.toml": wrapper("home") };
  const work = { "work/.cargo/config.toml": wrapper("work") };
  const app = { "work/app/.cargo/config.toml": wrapper("app") };
  await check({}, [], undefined);
  await check(home, [], "home");
  await check({ ...home, ...work }, [], "work");
  await check({ ...home, ...work, ...app }, [], "app");
  const given = ['build.rustc-wrapper="a"', "build.rustc-wrapper='b'"];
  await check({ ...work, ...app }, given, "b");
});

Deno.test("configuration: the older name counts more than the newer", async () => {
  await check(
    {
      "work/.cargo/config": wrapper("old"),
      "work/.cargo/config.toml": wrapper("new"),
    },
    [],
    "old",
  );
});

Deno.test("configuration: a path is relative to what holds the file", async () => {
  const file = { "work/.cargo/config.toml": wrapper("bin/wrap") };
  await check(file, [], "TOP/work/bin/wrap");
  const given = { "work/app/more.toml": wrapper("./wrap") };
  await check(given, ["more.toml"], "TOP/work/app/wrap");
});

Deno.test("configuration: an empty name takes back another", async () => {
  await check(
    {
      "work/.cargo/config.toml": wrapper("work"),
      "work/app/.cargo/config.toml": wrapper(""),
    },
    [],
    "",
  );
});
