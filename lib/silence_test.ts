/** Programs that do not attach, and what is found out about them. */

import { assertEquals, assertMatch } from "@std/assert";
import { dirname } from "@std/path";
import { explainSilence } from "./silence.ts";

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

Deno.test("silence: a program that never attaches has missed the call", async () => {
  await withProcess(async (pid, targetFolder) => {
    const { signal } = new AbortController();
    const options = {
      pid,
      targetFolder,
      isPrepared: true,
      signal,
      interval: 1,
    };
    const said = await explainSilence(options);
    assertMatch(said ?? "", /`deno` runs .* has not called `chaud::init!\(\)`/);
  });
});

Deno.test("silence: a program that was not linked by Chaud is told apart", async () => {
  await withProcess(async (pid, targetFolder) => {
    const { signal } = new AbortController();
    const options = {
      pid,
      targetFolder,
      isPrepared: false,
      signal,
      interval: 1,
    };
    const said = await explainSilence(options);
    assertMatch(said ?? "", /`deno` runs without .* was not linked by Chaud/);
  });
});

Deno.test("silence: one that attaches is left alone, and so is cargo", async () => {
  await withProcess(async (pid, folder) => {
    const attached = new AbortController();
    const { signal } = attached;
    const targetFolder = `${folder}/other`;
    const options = {
      pid,
      targetFolder,
      isPrepared: true,
      signal,
      interval: 1,
    };
    const explained = explainSilence(options);
    attached.abort();
    assertEquals(await explained, undefined);
  });
});
