/**
 * A program whose builds, and whose starts without cargo, end as a test says.
 *
 * @module
 */

import type { BuildPlan } from "../../lib/build/plan.ts";
import type { Report } from "../../lib/report/report.ts";
import type { RestartPolicy } from "../../lib/report/restart.ts";
import { type Rebuildable, Restarter } from "../../lib/session/restarter.ts";
import type { BuildResult } from "../../lib/session/restart_state.ts";
import type { RenewEnd } from "../../lib/session/renewal.ts";
import type { EndedBuild } from "../../lib/session/running_build.ts";

/** A build that goes on until a test ends it. */
export interface OpenBuild {
  /** Whether it is compared with what runs. */
  isComparing: boolean;
  end(result: BuildResult): void;
  fail(error: unknown): void;
}

/** Notes what is done to a running program, and hands its builds to a test. */
export class Scene implements AsyncDisposable {
  readonly restarter: Restarter;
  /** What happened, in order. */
  readonly story: string[] = [];
  changed: ReturnType<Rebuildable["changed"]> = [];
  /** What comes of starting it without cargo, in order; not tried by default. */
  readonly renewals: RenewEnd[] = [];
  readonly #builds: OpenBuild[] = [];
  #next = Promise.withResolvers<void>();

  constructor(policy: RestartPolicy) {
    const tell = (text: string) => this.story.push(text);
    this.restarter = new Restarter({
      ...{ policy, canBuild: true },
      listener: {
        onReport: ({ kind }) => tell(`says ${kind}`),
        onRebuild: ({ cause }) => tell(`builds for ${cause}`),
        onWatching: (_, pid) => tell(`watches ${pid}`),
        onCargoNeeded: (reason) => tell(`needs cargo: ${reason}`),
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
      renew: () => {
        const impossible = { kind: "impossible", details: [] } as const;
        const end = this.renewals.shift();
        return Promise.resolve(end ?? { ...impossible, reason: "unknown" });
      },
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

/** A save that a running program cannot take. */
export function refused(file: string): Report {
  const timings = { total: 0, stages: [] };
  const common = { files: [file], warnings: [], timings, details: [] };
  return { kind: "refused", reason: "type", ...common };
}
