import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { exists, remove } from "./files.ts";
import { makePrivateFolder, takeFolder } from "./private_folder.ts";

Deno.test("private folder: a new folder is its owner's alone", async () => {
  const folder = await makePrivateFolder();
  assertEquals(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  await remove(folder);
  assertEquals(await exists(folder), false);
});

Deno.test("private folder: who comes later takes the one beside it", async () => {
  const top = await makePrivateFolder();
  const wanted = join(top, "folder");
  const first = await takeFolder(wanted);
  const second = await takeFolder(wanted);
  assertEquals([first.path, second.path], [wanted, `${wanted}-2`]);
  first.release();
  const third = await takeFolder(wanted);
  assertEquals(third.path, wanted);
  for (const each of [second, third]) each.release();
  await remove(top);
});
