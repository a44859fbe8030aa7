import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { makePrivateFolder } from "../system/private_folder.ts";
import { Listener, SocketError } from "./socket.ts";

Deno.test("socket: a path that the system has no room for is told so", async () => {
  const { path: folder, remove } = await makePrivateFolder();
  const path = join(folder, "deep".repeat(30));
  assertThrows(() => new Listener(path), SocketError, "too long for a socket");
  await remove();
});

Deno.test("socket: nobody else can reach it", async () => {
  const { path: folder, remove } = await makePrivateFolder();
  const listener = new Listener(join(folder, "socket"));
  const mode = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
  assertEquals(mode(folder), 0o700);
  assertEquals(mode(join(folder, "socket")), 0o600);
  listener.close();
  await remove();
});

Deno.test("socket: a folder that others can enter will not do", async () => {
  const { path: folder, remove } = await makePrivateFolder();
  for (const mode of [0o701, 0o710, 0o750, 0o755]) {
    await Deno.chmod(folder, mode);
    const path = join(folder, `socket-${mode}`);
    assertThrows(() => new Listener(path), SocketError, "not private");
  }
  await remove();
});
