/** The scripts that the package carries are those in `scripts/`. */

import { assertEquals } from "@std/assert";
import { basename, join } from "@std/path";
import { listFiles, readFile, TOP } from "../../tests/harness/tree.ts";
import { BUNDLED_SCRIPTS, scriptText } from "./scripts.ts";

const FOLDER = "lib/build/scripts/";

Deno.test("scripts: what is carried is what stands in the folder", async () => {
  const expected: Record<string, string[]> = {};
  for (const path of await listFiles()) {
    if (!path.startsWith(FOLDER)) continue;
    expected[basename(path, ".sh")] = (await readFile(path)).split("\n");
  }
  if (Deno.env.get("UPDATE") === "1") {
    const path = join(TOP, "lib", "build", "bundled_scripts.json");
    await Deno.writeTextFile(path, `${JSON.stringify(expected, null, 2)}\n`);
    return;
  }
  assertEquals<unknown>(
    BUNDLED_SCRIPTS,
    expected,
    "`UPDATE=1 deno test -A lib/build/bundled_scripts_test.ts` brings it up to date",
  );
});

Deno.test("scripts: settings are words, whatever they hold", async () => {
  const wrapper = 'it\'s $HOME/a `b`\n"c" \\';
  const text = scriptText("local_wrapper", { wrapper });
  const script = `${text.replace(/^exec.*$/m, "")}\nprintf %s "$wrapper"`
    .replace(/^(?:home|case|if).*$/gm, "");
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] })
    .output();
  assertEquals(new TextDecoder().decode(stdout), wrapper);
});
