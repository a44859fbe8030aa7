/** Restarts of a program whose builds end as a test says. */

import { assertEquals } from "@std/assert";
import type { BuildPlan } from "../build/plan.ts";
import type { Report } from "../report/report.ts";
import type { RestartPolicy } from "../report/restart.ts";
import { type Rebuildable, Restarter } from "./restarter.ts";
import type { BuildResult } from "./restart_state.ts";
import type { EndedBuild } from "./running_build.ts";

/** A build that goes on until a test ends it. */
interface OpenBuild {
  /** Whether it is compared with what runs. */
  isComparing: boolean;
  end(result: BuildResult): void;
  fail(error: unknown): void;
}

/** Notes what is done to a running program, and hands its builds to a test. */
class Scene implements AsyncDisposable {
  readonly restarter: Restarter;
  /** What happened, in order. */
  readonly story: string[] = [];
  changed: ReturnType<Rebuildable["changed"]> = [];
  readonly #builds: OpenBuild[] = [];
  #next = Promise.withResolvers<void>();

  constructor(policy: RestartPolicy) {
    const tell = (text: string) => this.story.push(text);
    this.restarter = new Restarter({
      ...{ policy, canBuild: true },
      listener: {
        onReport: ({ kind }) => tell(`says ${kind}`),
        onRebuild: ({ cause }) => tell(`builds for ${cause}`),
        onFault: (error) => tell(`fault: ${error}`),
        onIdle: () => tell("idle"),
      },
    });
    this.restarter.successor.then(({ request }) =>
      tell(`hands over for ${request.cause}`)
    );
  }

  /** What runs. */
  start(): void {
    const tell = (text: string) => void this.story.push(text);
    this.restarter.adopt({
      changed: () => this.changed,
      areLocks: (files) => files.every((file) => file.endsWith(".lock")),
      suspend: () => tell("suspends"),
      resume: () => tell("resumes"),
      close: () => tell("closes"),
      putBack: () => Promise.resolve(tell("puts back")),
      takeIn: () => Promise.resolve(tell("takes in")),
      build: ({ isComparing, signal }) => {
        const done = Promise.withResolvers<EndedBuild>();
        signal.addEventListener("abort", () => done.reject(signal.reason));
        const plan = {} as BuildPlan;
        this.#builds.push({
          isComparing,
          end: (result) => done.resolve({ result, plan, since: 0, took: 1 }),
          fail: done.reject,
        });
        this.#next.resolve();
        return done.promise;
      },
    });
  }

  /** The next build, once it has begun. */
  async build(): Promise<OpenBuild> {
    while (this.#builds.length === 0) {
      await this.#next.promise;
      this.#next = Promise.withResolvers();
    }
    return this.#builds.shift() as OpenBuild;
  }

  /** What happened since it was last asked, once nothing is going on. */
  async told(): Promise<string[]> {
    // Whatever follows without the world does so by then.
    await new Promise((resolve) => setTimeout(resolve));
    return this.story.splice(0);
  }

  save(path: string, kind: "manifest" | "build script"): void {
    this.changed = [{ path, kind }];
    this.restarter.inputsChanged([path], performance.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.restarter.close();
  }
}

function refused(file: string): Report {
  const timings = { total: 0, stages: [] };
  const common = { files: [file], warnings: [], timings, details: [] };
  return { kind: "refused", reason: "type", ...common };
}

Deno.test("restarter: what only a restart makes run is built, then handed over", async () => {
  await using scene = new Scene("auto");
  scene.start();
  scene.restarter.reported(refused("/w/a.rs"));
  const build = await scene.build();
  assertEquals(build.isComparing, false);
  build.end({ kind: "other" });
  assertEquals(await scene.told(), [
    "suspends",
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
    "builds for request",
    "resumes",
    "fault: Error: no cargo",
  ]);
  scene.restarter.request();
  await scene.build();
  assertEquals(await scene.told(), ["suspends", "builds for request"]);
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
    "builds for request",
    "closes",
  ]);
});
