/** Several fake programs, each of which answers as its script says. */

import { assertEquals, assertRejects } from "@std/assert";
import type { LoggedPatch } from "./patch_log.ts";
import { type Answer, type Program, ProgramGoneError } from "./program.ts";
import { Programs } from "./programs.ts";
import { Refusal } from "../report/refusal.ts";
import type { Joined } from "../report/report.ts";

/** A program that takes every patch, unless it is told otherwise. */
class Fake {
  readonly took: number[] = [];
  /** Patches that it refuses. */
  refuses = new Set<number>();
  /** What it waits for before it answers. */
  pause: Promise<void> = Promise.resolve();
  readonly #gone = Promise.withResolvers<void>();
  readonly gone = this.#gone.promise;

  /**
   * @param pid Which exists nowhere.
   * @param epoch The patch that is live in it already.
   */
  constructor(readonly pid: number, readonly epoch = 0) {}

  async check(_: number, symbols: string[]): Promise<string[]> {
    await this.#answering();
    return symbols;
  }

  async load({ number: patch, paths }: LoggedPatch): Promise<Answer> {
    await this.#answering();
    if (this.refuses.has(patch)) {
      return { verb: "refused", patch, reason: "load", details: paths };
    }
    this.took.push(patch);
    const numbers = { imports: 0, entries: 0, loadMicros: 0, commitMicros: 0 };
    return { verb: "live", patch, epoch: patch, functions: [], ...numbers };
  }

  release(): void {
    this.#gone.resolve();
  }

  async #answering(): Promise<void> {
    const gone = this.gone.then(() => {
      throw new ProgramGoneError("gone");
    });
    await Promise.race([gone, this.pause]);
  }
}

/** What a test works with. */
interface Scene {
  programs: Programs;
  joined: Joined[];
  attach(pid: number, ...refuses: number[]): Promise<Fake>;
  /** One in which a patch is live already. */
  attachAgain(pid: number, epoch: number): Promise<Fake>;
}

function step(number: number): LoggedPatch {
  return {
    number,
    paths: [`/session/${number}.so`],
    redirections: [],
    withheld: [],
  };
}

function scenario(name: string, play: (scene: Scene) => Promise<void>): void {
  Deno.test(`programs: ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    const joined: Joined[] = [];
    const programs = new Programs(folder, (news) => joined.push(news));
    const add = async (fake: Fake) => {
      // Only what is used here has to be there.
      await programs.attach(fake as unknown as Program);
      return fake;
    };
    const attach = (pid: number, ...refuses: number[]) => {
      const fake = new Fake(pid);
      fake.refuses = new Set(refuses);
      return add(fake);
    };
    const attachAgain = (pid: number, epoch: number) =>
      add(new Fake(pid, epoch));
    await play({ programs, joined, attach, attachAgain });
    await programs.close();
    await Deno.remove(folder, { recursive: true });
  });
}

scenario("a patch goes to all of them", async ({ programs, attach }) => {
  const all = [await attach(-1), await attach(-2)];
  const { programs: count, behind } = await programs.load(step(1));
  assertEquals({ count, behind }, { count: 2, behind: [] });
  assertEquals(all.map(({ took }) => took), [[1], [1]]);
});

scenario("a newcomer gets all that is live, in order", async (scene) => {
  const { programs, attach, joined } = scene;
  await attach(-1);
  for (const number of [1, 2, 5]) await programs.load(step(number));
  const newcomer = await attach(-2);
  assertEquals(newcomer.took, [1, 2, 5]);
  assertEquals(joined, [{ pid: -2, kind: "joined", patches: 3 }]);
  await programs.load(step(6));
  assertEquals(newcomer.took, [1, 2, 5, 6]);
});

scenario("one that comes back goes on where it was", async (scene) => {
  const { programs, attach, attachAgain, joined } = scene;
  const first = await attach(-1);
  for (const number of [1, 3]) await programs.load(step(number));
  // It has closed its end, and does not know what it was asked then.
  first.pause = new Promise(() => {});
  const loading = () => programs.load(step(4));
  const lost = assertRejects(loading, ProgramGoneError);
  const again = await attachAgain(-1, 3);
  await lost;
  assertEquals((await programs.load(step(4))).behind, []);
  assertEquals([again.took, programs.size], [[4], 1]);
  assertEquals([...programs].map(({ patches }) => patches), [3]);
  // One that was not there for the last patch.
  assertEquals((await attachAgain(-2, 3)).took, [4]);
  assertEquals(joined, [{ pid: -2, kind: "joined", patches: 1 }]);
});

scenario("what none took is not for newcomers", async (scene) => {
  const { programs, attach } = scene;
  const first = await attach(-1);
  first.refuses.add(1);
  await assertRejects(() => programs.load(step(1)), Refusal, "/session/1.so");
  await programs.load(step(2));
  assertEquals((await attach(-2)).took, [2]);
});

scenario("one that comes during a load gets it as well", async (scene) => {
  const { programs, attach } = scene;
  const first = await attach(-1);
  const { promise, resolve } = Promise.withResolvers<void>();
  first.pause = promise;
  const loading = programs.load(step(1));
  const newcomer = await attach(-2);
  assertEquals(newcomer.took, []);
  resolve();
  assertEquals((await loading).programs, 1);
  await programs.load(step(2));
  assertEquals(newcomer.took, [1, 2]);
});

scenario("one that dies does not disturb the others", async (scene) => {
  const { programs, attach } = scene;
  const [dying, other] = [await attach(-1), await attach(-2)];
  dying.pause = new Promise(() => {});
  const checking = programs.check(1, ["a"]);
  dying.release();
  assertEquals(await checking, ["a"]);
  const { programs: count, behind } = await programs.load(step(1));
  assertEquals({ count, behind }, { count: 1, behind: [] });
  other.pause = new Promise(() => {});
  const loading = programs.load(step(2));
  other.release();
  await assertRejects(() => loading, ProgramGoneError);
  assertEquals(programs.size, 0);
});

scenario(
  "one that refuses functions alone does without, and it is said",
  async (scene) => {
    const { programs, joined, attach } = scene;
    const [first, other] = [await attach(-1), await attach(-2, 1)];
    const loaded = await programs.load({ ...step(1), isPart: true });
    assertEquals(loaded.behind.map(({ pid }) => pid), [-2]);
    assertEquals((await programs.load(step(2))).behind, []);
    assertEquals([first.took, other.took], [[1, 2], [2]]);
    assertEquals((await attach(-3, 1)).took, [2]);
    const behind = joined.filter(({ kind }) => kind === "behind");
    assertEquals(behind.map(({ pid }) => pid), [-3]);
  },
);

/** A process that does nothing. */
function process(): Deno.ChildProcess {
  return new Deno.Command("sleep", { args: ["1000"], stdin: "null" }).spawn();
}

scenario(
  "one that is dead is not waited for, whoever holds its end",
  async (scene) => {
    const { programs, attach, joined } = scene;
    const [child, other] = [process(), process()];
    const dead = await attach(child.pid);
    const late = await attach(other.pid);
    const good = await attach(-1);
    // Their ends stay open, and nobody answers.
    dead.pause = late.pause = new Promise(() => {});
    const stopped = programs.check(1, ["a"]);
    other.kill("SIGSTOP");
    child.kill("SIGKILL");
    await child.status;
    assertEquals(await stopped, ["a"]);
    assertEquals(programs.size, 2);
    const behind = async (number: number) =>
      (await programs.load(step(number))).behind.map(({ pid }) => pid);
    assertEquals(await behind(1), [other.pid]);
    other.kill("SIGKILL");
    await other.status;
    assertEquals(await behind(2), []);
    assertEquals([programs.size, good.took, joined], [1, [1, 2], []]);
  },
);
