import { assertEquals } from "@std/assert";
import { mapped } from "../system/procfs.ts";
import type { Report } from "../report/report.ts";
import { Tally } from "./status.ts";
import {
  type Measured,
  noSession,
  status,
} from "../commands/status_messages.ts";

const common = { files: [], timings: { total: 0, stages: [] }, warnings: [] };

function live(epoch: number, live: string[], held: string[]): Report {
  return {
    kind: "live",
    back: [],
    epoch,
    live,
    held: [{ functions: held, reason: "types", barriers: [] }],
    programs: 1,
    behind: [],
    moved: false,
    crates: [],
    hotFunctions: [],
    imports: 0,
    entries: 0,
    ...common,
  };
}

Deno.test("status: what is held back is so until it is live", () => {
  const tally = new Tally();
  assertEquals(tally.sum.last, undefined);
  tally.add(live(1, ["a"], ["b", "c"]));
  tally.add({ kind: "broken", errors: [], ...common });
  tally.add(live(3, ["b"], []));
  assertEquals(tally.sum, {
    epoch: 3,
    saves: { live: 2, refused: 0, broken: 1, fault: 0, unchanged: 0 },
    last: "live",
    held: ["c"],
  });
});

Deno.test("status: only this session's patches count as mapped", () => {
  const maps = `7f00-7f10 r-xp 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f20-7f28 rw-p 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f30-7f40 r-xp 00000000 00:01 1 /t/chaud-2/patch-1-leaf.so
7f50-7f60 rw-p 00000000 00:00 0
`;
  assertEquals(mapped(maps, "/t/chaud-1"), 0x18);
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
  };
  assertEquals(
    status(session, "/home/me/game"),
    `target/debug/game
  program    pid 34: epoch 3, 3 patches, 99 kB mapped, 7.3 MB of memory
  program    pid 56: epoch 3, 1 patch
  driver     pid 12, 130.0 MB of memory
  socket     CHAUD_SOCKET=/t/chaud-1/socket
  watches    2 crates (game, engine)
  saves      3 live, 1 broken; the last one: live
  held back  \`engine::run\``,
  );
  assertEquals(
    noSession("/home/me/game"),
    "no session of `/home/me/game` is running: start one with `chaud run`",
  );
});
