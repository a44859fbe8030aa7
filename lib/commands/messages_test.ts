import { assertEquals } from "@std/assert";
import { type Measured, noDependency, noSession, status } from "./messages.ts";

Deno.test("sentences: a workspace without chaud is told the way", () => {
  assertEquals(noDependency(["game"]).split("\n"), [
    "the package `game` does not depend on `chaud`",
    "  `chaud init -p game` adds the dependency, and the call of `chaud::init!()` in `main`",
  ]);
  assertEquals(noDependency(["game", "tool"]).split("\n"), [
    "none of these packages depends on `chaud`: `game`, `tool`",
    "  `chaud init -p NAME` adds the dependency, and the call of `chaud::init!()` in `main`",
  ]);
});

Deno.test("status: tells of each process, and what to do where there is none", () => {
  const session: Measured = {
    driver: 12,
    folder: "/t/chaud-1",
    executable: "/home/me/game/target/debug/game",
    crates: ["game", "engine"],
    ...{ epoch: 3, last: "live", held: ["engine::run"] },
    saves: { live: 3, refused: 0, broken: 1, fault: 0, unchanged: 0 },
    programs: [
      { pid: 34, patches: 3, memory: { resident: 7.25e6, patches: 98_304 } },
      { pid: 56, patches: 1, memory: undefined },
    ],
    driverMemory: { resident: 130e6, patches: 0 },
    functionPatches: [
      { crate: "engine" },
      { crate: "game", reason: { kind: "cost" } },
    ],
  };
  assertEquals(
    status(session, "/home/me/game"),
    `target/debug/game
  program    pid 34: epoch 3, 3 patches, 99 kB mapped, 7.3 MB of memory
  program    pid 56: epoch 3, 1 patch
  driver     pid 12, 130.0 MB of memory
  socket     CHAUD_SOCKET=/t/chaud-1/socket
  watches    2 crates (game, engine)
  functions  compiled alone in engine
             not in game: all of it takes no longer
  saves      3 live, 1 broken; the last one: live
  held back  \`engine::run\``,
  );
  assertEquals(
    noSession("/home/me/game"),
    "no session of `/home/me/game` is running: start one with `chaud run`",
  );
});
