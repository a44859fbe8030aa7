/**
 * `chaud attach`: the driver of a program that started it, from
 * `chaud::init!()`. The program waits for a line on this process's output;
 * when it has ended, this process's input ends. Never starts or stops one.
 */

import { setTimeout as delay } from "node:timers/promises";
import { join } from "@std/path";
import { terminalReporter } from "../report/reporter.ts";
import { readWorkspace } from "../build/cargo/cargo.ts";
import { readCargoArguments } from "../build/cargo/arguments.ts";
import { serve } from "./server.ts";
import { keepPrivateFolder } from "../system/private_folder.ts";
import { findManualBase } from "../build/manual_base.ts";
import type { Program } from "../program/program.ts";
import { ProgramLog } from "../program/program_log.ts";
import { isRunning } from "../system/procfs.ts";
import { Restarter } from "./restarter.ts";
import { RunningBuild } from "./running_build.ts";
import * as say from "../report/program_messages.ts";
import type { Session } from "./session.ts";
import type { Base } from "../build/base.ts";
import { Listener } from "../program/socket.ts";
import { traceTo } from "../system/trace.ts";

/** How {@linkcode attach} works. */
export interface AttachOptions {
  /** A private folder, which is removed at the end. */
  folder: string;
  /** The manifest that the program named. */
  manifest: string;
  /** After each report, what it took as a line of JSON. */
  timings: boolean;
  /** Keep debug info in patches. */
  debugInfo: boolean;
}

/** How often to look whether one comes back that has closed its end. */
const LOOKS = 30;
const LOOK_MS = 1000;

/** Serves the programs that connect until all of them have ended. */
export async function attach(options: AttachOptions): Promise<void> {
  const { folder, manifest, timings, debugInfo } = options;
  const own = await keepPrivateFolder(folder);
  const programs = new Set<Program>();
  const log = new ProgramLog(programs);
  traceTo((text) => log.trace(text));
  const ended = new AbortController();
  const listener = new Listener(join(folder, "socket"));
  console.log("ready");
  const input = untilInputEnds();
  const cwd = Deno.cwd();
  const reporting = { root: cwd, timings, restart: "never" } as const;
  const reporter = terminalReporter(log, reporting);
  // Its parent is not ours to start again.
  const rules = { policy: "never", canBuild: false } as const;
  const restarter = new Restarter({ ...rules, listener: reporter });
  const endIfAlone = () => {
    if (programs.size > 0) return;
    ended.abort();
    listener.close();
  };
  input.then(endIfAlone);
  await serve(listener, {
    findBase: ({ executable }) =>
      findManualBase({
        executable,
        manifest,
        env: Deno.env.toObject(),
        cwd,
        signal: ended.signal,
        onRecording: () => log.note(say.RECORDING),
      }),
    folder,
    debugInfo,
    color: false,
    inheritsStatics: Deno.build.os === "linux",
    listener: reporter,
    onSession: (session, base) => {
      const { onFault } = reporter;
      const attached = { session, base, manifest, folder, cwd, onFault };
      watchBuild(attached, restarter).catch(onFault);
    },
    onGreeted: (program) => {
      programs.add(program);
      program.gone.then(async () => {
        programs.delete(program);
        // One may come later, as long as who started us is there.
        await input;
        // As may one that has closed all its descriptors, this input, too.
        for (let looks = 0; looks < LOOKS && programs.size === 0; looks++) {
          if (!await isRunning(program.pid)) break;
          await delay(LOOK_MS);
        }
        endIfAlone();
      }).catch(reporter.onFault);
    },
  });
  await restarter.close();
  await own.remove();
}

/** What is attached to, and where its workspace is. */
interface Attached {
  session: Session;
  base: Base;
  manifest: string;
  folder: string;
  cwd: string;
  onFault: (error: unknown) => void;
}

/** Watches what decides how the program is built. */
async function watchBuild(
  { manifest, ...attached }: Attached,
  restarter: Restarter,
): Promise<void> {
  const since = Date.now();
  const cargo = Deno.env.get("CARGO") ?? "cargo";
  const named = readCargoArguments(["--manifest-path", manifest]);
  const workspace = await readWorkspace(cargo, named, attached.cwd);
  const running = new RunningBuild({
    ...{ ...attached, workspace, since, color: false, buildRequest: undefined },
    onChange: restarter.inputsChanged,
    onTouch: restarter.touched,
  });
  restarter.adopt(running);
  await running.start();
}

async function untilInputEnds(): Promise<void> {
  const buffer = new Uint8Array(64);
  while (await Deno.stdin.read(buffer).catch(() => null) !== null);
}
