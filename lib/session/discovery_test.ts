/** Sessions that are asked how they are, and those that do not answer. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { exists, writeText } from "../system/files.ts";
import { makePrivateFolder } from "../system/private_folder.ts";
import { Announcement, sessionsOver } from "./discovery.ts";
import { ReportSummary, type SessionState } from "./status.ts";

function state(folder: string): SessionState {
  const { result } = new ReportSummary();
  const program = { executable: "/w/target/debug/app", crates: [] };
  return { driver: 1, folder, programs: [], ...program, ...result };
}

/** The folders of the sessions that answer. */
async function foldersOver(target: string): Promise<string[]> {
  return (await sessionsOver(target)).map(({ folder }) => folder);
}

Deno.test("discovery: a session is found while it lives", async () => {
  const target = await Deno.makeTempDir();
  const { path, remove } = await makePrivateFolder();
  const say = () => JSON.stringify(state(path));
  const announcement = await Announcement.start(target, path, say);
  assertEquals(await foldersOver(target), [path]);
  await announcement.close();
  assertEquals(await foldersOver(target), []);
  await remove();
  await Deno.remove(target, { recursive: true });
});

Deno.test("discovery: one that says nothing keeps nobody waiting, and stays known", async () => {
  const target = await Deno.makeTempDir();
  const [busy, fine] = [await makePrivateFolder(), await makePrivateFolder()];
  const path = join(busy.path, "status");
  const listener = Deno.listen({ transport: "unix", path });
  const note = join(target, "chaud", "sessions", "busy");
  await writeText(note, busy.path);
  const say = () => JSON.stringify(state(fine.path));
  const announcement = await Announcement.start(target, fine.path, say);
  assertEquals(await foldersOver(target), [fine.path]);
  assertEquals(await exists(note), true);
  listener.close();
  assertEquals(await foldersOver(target), [fine.path]);
  assertEquals(await exists(note), false);
  await announcement.close();
  for (const folder of [busy, fine]) await folder.remove();
  await Deno.remove(target, { recursive: true });
});

Deno.test("discovery: what a killed driver left is forgotten by the next", async () => {
  const target = await Deno.makeTempDir();
  const { path, remove } = await makePrivateFolder();
  const note = join(target, "chaud", "sessions", "killed");
  await writeText(note, join(path, "gone"));
  const say = () => JSON.stringify(state(path));
  const announcement = await Announcement.start(target, path, say);
  assertEquals(await exists(note), false);
  await announcement.close();
  await remove();
  await Deno.remove(target, { recursive: true });
});
