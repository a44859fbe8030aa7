/** One process in the place of another: the processes are a test's own. */

import { assertEquals, assertRejects } from "@std/assert";
import type { Program } from "../program/program.ts";
import type { RunningProgram } from "../system/same_start.ts";
import { LaunchedProcess } from "./launched_process.ts";

/** A process that ends when it is asked to, or on its own. */
class FakeProcess implements RunningProgram {
  readonly #ended = Promise.withResolvers<Deno.CommandStatus>();
  readonly status: Promise<Deno.CommandStatus> = this.#ended.promise;

  constructor(readonly pid: number, readonly story: string[]) {}

  end(code: number): void {
    this.#ended.resolve({ success: code === 0, code, signal: null });
  }

  kill(signal?: Deno.Signal): void {
    this.story.push(`${this.pid} gets ${signal}`);
    if (signal === "SIGTERM") this.end(0);
  }
}

function scene() {
  const story: string[] = [];
  const child = new FakeProcess(1, story);
  const outliving = () => Promise.resolve([]);
  const common = { cwd: "/", terminal: undefined, outliving };
  const launched = new LaunchedProcess({ child, ...common });
  const waiting = (pid: number) => {
    const go = () => Promise.resolve(void story.push(`${pid} begins`));
    const program = { pid, go, stage: "waiting" } as unknown as Program;
    return { program, child: new FakeProcess(pid, story) };
  };
  return { story, child, launched, waiting };
}

Deno.test("launched process: another begins when it has ended, and is the program then", async () => {
  const { story, launched, waiting } = scene();
  let isOver = false;
  launched.status.then(() => isOver = true);
  const next = waiting(2);
  await launched.replace(next);
  assertEquals(story, ["1 gets SIGTERM", "2 begins"]);
  assertEquals([launched.pid, launched.isOver, isOver], [2, false, false]);
  assertEquals(launched.isRenewed, true);
  launched.kill("SIGINT");
  assertEquals(story.at(-1), "2 gets SIGINT");
  next.child.end(3);
  assertEquals((await launched.status).code, 3);
  assertEquals([launched.isOver, isOver], [true, true]);
});

Deno.test("launched process: one that has ended already has its own end", async () => {
  const { story, child, launched, waiting } = scene();
  const { renewed } = launched;
  child.end(101);
  assertEquals((await launched.status).code, 101);
  const next = waiting(2);
  await launched.replace(next);
  await renewed;
  assertEquals(story, ["2 begins"]);
  next.child.end(4);
  assertEquals((await launched.status).code, 4);
});

Deno.test("launched process: no other begins when none is wanted", async () => {
  const { story, launched, waiting } = scene();
  launched.keep();
  const error = await assertRejects(() => launched.replace(waiting(2)));
  assertEquals(error instanceof DOMException && error.name, "AbortError");
  assertEquals(story, ["1 gets SIGTERM"]);
  assertEquals((await launched.status).code, 0);
});

Deno.test("launched process: what was not started in a known way is not started again", async () => {
  const { launched, waiting } = scene();
  launched.greeted(waiting(7).program);
  const { signal } = new AbortController();
  const error = await assertRejects(() => launched.start(signal));
  assertEquals((error as { reason?: string }).reason, "unknown");
  assertEquals(launched.waits(waiting(7).program), false);
});
