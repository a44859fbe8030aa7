/** Restarts of a program whose builds end as a test says. */

import { assertEquals } from "@std/assert";
import { refused, Scene } from "../../tests/harness/restarter_scene.ts";

Deno.test("restarter: what only a restart makes run is built, then handed over", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.restarter.reported(refused("/w/a.rs"));
  const build = await scene.build();
  assertEquals(build.isComparing, false);
  build.end({ kind: "other" });
  assertEquals(await scene.told(), [
    "suspends",
    "needs cargo: unknown",
    "builds for refused",
    "hands over for refused",
  ]);
  assertEquals((await scene.restarter.successor).request.files, ["/w/a.rs"]);
  scene.restarter.request();
  assertEquals(await scene.told(), []);
});

Deno.test("restarter: what was saved meanwhile is built before it is handed over", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.save("/w/build.rs", "build script");
  const first = await scene.build();
  scene.restarter.saved("/w/a.rs");
  first.end({ kind: "other" });
  (await scene.build()).end({ kind: "other" });
  assertEquals(await scene.told(), [
    "suspends",
    "builds for build",
    "builds for build",
    "hands over for build",
  ]);
});

Deno.test("restarter: what the program can be given is given to it", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.save("/w/Cargo.toml", "manifest");
  const build = await scene.build();
  assertEquals(build.isComparing, true);
  build.end({ kind: "more", added: ["new"] });
  assertEquals(await scene.told(), [
    "suspends",
    "builds for build",
    "takes in",
    "resumes",
    "says unchanged",
  ]);
});

Deno.test("restarter: nobody's wish leaves the program as it is", async () => {
  await using scene = new Scene("never");
  scene.start();
  scene.save("/w/Cargo.toml", "manifest");
  (await scene.build()).end({ kind: "other" });
  assertEquals(await scene.told(), [
    "suspends",
    "builds for build",
    "puts back",
    "resumes",
    "says refused",
  ]);
  scene.save("/w/build.rs", "build script");
  assertEquals(await scene.told(), ["says refused"]);
});

Deno.test("restarter: the user's answer is an order", async () => {
  await using scene = new Scene("ask");
  scene.start();
  const file = await Deno.makeTempFile();
  scene.restarter.reported(refused(file));
  await scene.restarter.touched(file);
  assertEquals(await scene.told(), []);
  const later = new Date(Date.now() + 2000);
  await Deno.utime(file, later, later);
  await scene.restarter.touched(file);
  (await scene.build()).end({ kind: "other" });
  assertEquals(await scene.told(), [
    "suspends",
    "needs cargo: unknown",
    "builds for refused",
    "hands over for refused",
  ]);
  await Deno.remove(file);
});

Deno.test("restarter: a build that fails is tried again at the next save", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.save("/w/build.rs", "build script");
  (await scene.build()).end({ kind: "broken", errors: ["wrong"] });
  assertEquals(await scene.told(), [
    "suspends",
    "builds for build",
    "says broken",
    "idle",
  ]);
  scene.restarter.saved("/w/a.rs");
  (await scene.build()).end({ kind: "same" });
  assertEquals(await scene.told(), [
    "builds for build",
    "takes in",
    "resumes",
    "says unchanged",
  ]);
});

Deno.test("restarter: a build that cannot be carried out leaves the session as it was", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.restarter.request();
  (await scene.build()).fail(new Error("no cargo"));
  assertEquals(await scene.told(), [
    "suspends",
    "needs cargo: unknown",
    "builds for request",
    "resumes",
    "fault: Error: no cargo",
  ]);
  scene.restarter.request();
  await scene.build();
  const story = ["suspends", "needs cargo: unknown", "builds for request"];
  assertEquals(await scene.told(), story);
});

Deno.test("restarter: a request that comes too early is kept", async () => {
  await using scene = new Scene("never");
  scene.restarter.request();
  assertEquals(scene.restarter.isReady, false);
  assertEquals(await scene.told(), []);
  scene.start();
  assertEquals(scene.restarter.isReady, true);
  (await scene.build()).end({ kind: "same" });
  assertEquals((await scene.told()).at(-1), "hands over for request");
});

Deno.test("restarter: what has crashed comes back with a save, whatever else goes wrong", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.restarter.crashed();
  assertEquals(await scene.told(), ["suspends"]);
  scene.restarter.saved("/w/a.rs");
  const build = await scene.build();
  scene.restarter.reported(refused("/w/a.rs"));
  build.end({ kind: "other" });
  (await scene.build()).fail(new Error("no cargo"));
  assertEquals((await scene.told()).includes("resumes"), false);
  scene.restarter.saved("/w/a.rs");
  (await scene.build()).end({ kind: "other" });
  assertEquals((await scene.told()).at(-1), "hands over for crash");
});

Deno.test("restarter: closing ends what is being built, and nothing follows", async () => {
  const scene = new Scene("auto");
  scene.start();
  scene.restarter.request();
  await scene.build();
  await scene.restarter.close();
  scene.restarter.saved("/w/a.rs");
  assertEquals(await scene.told(), [
    "suspends",
    "needs cargo: unknown",
    "builds for request",
    "closes",
  ]);
});
