/** Restarts of a program that can do without cargo. */

import { assertEquals } from "@std/assert";
import { refused, Scene } from "../../tests/harness/restarter_scene.ts";
import type { RenewEnd } from "./renewal.ts";

const RENEWED: RenewEnd = {
  kind: "renewed",
  ...{ pid: 7, isRunning: true, crates: [] },
  ...{ warnings: [], stages: [], left: [] },
};

Deno.test("restarter: another process of the base takes over without a build", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.renewals.push(RENEWED, RENEWED);
  scene.restarter.reported(refused("/w/a.rs"));
  const story = ["suspends", "says restart", "watches 7"];
  assertEquals(await scene.told(), [...story, "resumes"]);
  scene.restarter.request();
  const asked = ["suspends", "says restart", "watches 7"];
  assertEquals(await scene.told(), [...asked, "resumes"]);
});

Deno.test("restarter: what does not compile is tried again at the next save", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.renewals.push({ kind: "broken", errors: ["no"] }, RENEWED);
  scene.restarter.reported(refused("/w/a.rs"));
  const story = ["suspends", "says broken", "idle"];
  assertEquals(await scene.told(), story);
  scene.restarter.crashed();
  scene.restarter.saved("/w/a.rs");
  const again = ["says restart", "watches 7", "resumes"];
  assertEquals(await scene.told(), again);
});

Deno.test("restarter: one that ends as it begins waits to be mended", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.renewals.push({ ...RENEWED, isRunning: false }, RENEWED);
  scene.restarter.crashed();
  scene.restarter.saved("/w/a.rs");
  assertEquals((await scene.told()).slice(0, 2), [
    "suspends",
    "says restart",
  ]);
  scene.restarter.saved("/w/a.rs");
  assertEquals((await scene.told()).at(-1), "resumes");
});

Deno.test("restarter: what decides how it is built is cargo's matter", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.renewals.push(RENEWED);
  scene.save("/w/Cargo.toml", "manifest");
  (await scene.build()).end({ kind: "same" });
  const told = await scene.told();
  assertEquals(told.includes("says restart"), false);
});
