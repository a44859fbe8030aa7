import { assertEquals } from "@std/assert";
import { setTimeout } from "node:timers/promises";
import { ScriptCheck, type Suspect } from "./script_check.ts";

/** A check whose scripts run until they are let go. */
class Scene {
  readonly runs: { isWide: boolean; end: (isOther: boolean) => void }[] = [];
  readonly ended: [paths: string[], isOther: boolean][] = [];
  readonly unsaved = new Set<string>();
  readonly looked: string[] = [];
  readonly check = new ScriptCheck({
    isSaved: ({ path }) => {
      this.looked.push(path);
      return Promise.resolve(!this.unsaved.has(path));
    },
    leaveOther: (isWide) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      this.runs.push({ isWide, end: resolve });
      this.#started.resolve();
      return promise;
    },
    onEnd: (suspects, isOther) =>
      this.ended.push([suspects.map(({ path }) => path), isOther]),
    onFault: (error) => this.faults.push(error),
  });
  readonly faults: unknown[] = [];
  #started = Promise.withResolvers<void>();

  add(path: string, more: Partial<Suspect> = {}): void {
    const named = "nothing";
    this.check.add({ path, since: 0, named, isSource: false, ...more });
  }

  /** Ends the next run, once it goes on. */
  async run(isOther: boolean): Promise<boolean> {
    await this.#started.promise;
    this.#started = Promise.withResolvers();
    const run = this.runs.shift();
    run?.end(isOther);
    return run?.isWide ?? false;
  }
}

Deno.test("script check: what is saved during a run is looked into after it", async () => {
  const scene = new Scene();
  scene.add("a", { isSource: true });
  scene.add("b", { isSource: true });
  scene.add("b", { isSource: true });
  const { settled } = scene.check;
  await scene.run(false);
  await scene.run(true);
  await settled;
  assertEquals(scene.ended, [[["a"], false], [["b"], true]]);
  scene.check.close();
});

Deno.test("script check: what nobody has saved has no script run", async () => {
  const scene = new Scene();
  scene.unsaved.add("a");
  scene.add("a");
  await scene.check.settled;
  assertEquals([scene.looked, scene.runs, scene.ended], [["a"], [], []]);
  scene.check.close();
});

Deno.test("script check: a wide look is one for nothing that was named", async () => {
  const check = async (more: Partial<Suspect>, isWide: boolean) => {
    const scene = new Scene();
    scene.add("a", more);
    assertEquals(await scene.run(true), isWide);
    await scene.check.settled;
    scene.check.close();
  };
  await check({}, true);
  await check({ named: "folder" }, false);
  await check({ named: "file" }, false);
  await check({ named: "folder", isSource: true }, true);
});

Deno.test("script check: what changes to no effect can wait, what is named cannot", async () => {
  const scene = new Scene();
  const again = async (more: Partial<Suspect>) => {
    scene.add("a", more);
    // What has cost nothing need not rest.
    await setTimeout(10);
    await scene.run(false);
    await scene.check.settled;
    scene.looked.length = 0;
    scene.add("a", more);
    return scene.looked.length > 0 || scene.runs.length > 0;
  };
  assertEquals(await again({}), false);
  scene.check.clear();
  assertEquals(await again({ named: "folder" }), false);
  scene.check.clear();
  assertEquals(await again({ named: "file" }), true);
  await scene.run(false);
  await scene.check.settled;
  scene.check.clear();
  assertEquals(await again({ isSource: true }), true);
  await scene.run(false);
  await scene.check.settled;
  scene.check.close();
});

Deno.test("script check: what goes wrong is told, and it goes on", async () => {
  const scene = new Scene();
  const check = new ScriptCheck({
    isSaved: () => Promise.reject(new Error("no")),
    leaveOther: () => Promise.resolve(true),
    onEnd: () => {},
    onFault: (error) => scene.faults.push(error),
  });
  const suspect = { since: 0, named: "file", isSource: false } as const;
  check.add({ path: "a", ...suspect });
  await check.settled;
  check.add({ path: "b", ...suspect });
  await check.settled;
  assertEquals(scene.faults.length, 2);
  check.close();
});
