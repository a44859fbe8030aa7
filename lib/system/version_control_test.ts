import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { writeText } from "./files.ts";
import { capture } from "./process.ts";
import { isIgnored } from "./version_control.ts";

Deno.test("version control: what git would not take", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = (name: string) => join(folder, "sub", name);
    for (const name of ["a.log", "b.txt", "-c.log"]) {
      await writeText(path(name), "");
    }
    assertEquals(await isIgnored(path("a.log")), false);
    await capture("git", ["init", "--quiet"], folder);
    await writeText(join(folder, ".gitignore"), "*.log\n");
    assertEquals(await isIgnored(path("a.log")), true);
    assertEquals(await isIgnored(path("-c.log")), true);
    assertEquals(await isIgnored(path("b.txt")), false);
    await capture("git", ["add", "--force", "sub/a.log"], folder);
    assertEquals(await isIgnored(path("a.log")), false);
    assertEquals(await isIgnored(join(folder, "gone", "a.log")), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
