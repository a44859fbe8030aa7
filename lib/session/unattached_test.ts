/** Programs that do not attach, and what is found out about them. */

import { assertEquals, assertMatch } from "@std/assert";
import { dirname } from "@std/path";
import { whyUnattached } from "./unattached.ts";

/** A process that does nothing, from a folder that is taken for cargo's. */
async function withProcess(
  test: (pid: number, folder: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.realPath(Deno.execPath());
  const child = new Deno.Command(path, {
    args: ["eval", "await new Promise(() => setTimeout(() => {}, 100_000))"],
    stdin: "null",
  }).spawn();
  try {
    await test(child.pid, dirname(path));
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

async function explain(
  pid: number,
  targetFolder: string,
  isPrepared: boolean,
  { signal } = new AbortController(),
): Promise<string | undefined> {
  const how = { isPrepared, signal, interval: 1 };
  return await whyUnattached({ pid, targetFolder, ...how });
}

Deno.test("silence: a program that never attaches has missed the call", async () => {
  await withProcess(async (pid, targetFolder) => {
    const said = await explain(pid, targetFolder, true);
    assertMatch(said ?? "", /`deno` runs .* has not called `chaud::init!\(\)`/);
  });
});

Deno.test("silence: a program that was not linked by Chaud is told apart", async () => {
  await withProcess(async (pid, targetFolder) => {
    const said = await explain(pid, targetFolder, false);
    assertMatch(said ?? "", /`deno` runs without .* was not linked by Chaud/);
  });
});

Deno.test("silence: one that attaches is left alone, and so is cargo", async () => {
  await withProcess(async (pid, folder) => {
    const attached = new AbortController();
    const targetFolder = `${folder}/other`;
    const explained = explain(pid, targetFolder, true, attached);
    attached.abort();
    assertEquals(await explained, undefined);
  });
});
