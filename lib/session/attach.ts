/**
 * `chaud attach`: the driver of a program that started it, from
 * `chaud::init!()`. The program waits for a line on this process's output;
 * when it has ended, this process's input ends.
 */

import { join } from "@std/path";
import { terminalReporter } from "../report/reporter.ts";
import { readWorkspace } from "../build/cargo/cargo.ts";
import { readCargoArguments } from "../build/cargo/arguments.ts";
import { serve } from "./server.ts";
import { remove } from "../system/files.ts";
import { findManualBase } from "../build/manual_base.ts";
import { oversee } from "./oversee.ts";
import type { Program } from "../program/program.ts";
import { ProgramLog } from "../program/program_log.ts";
import { Restarter } from "./restarter.ts";
import * as say from "../report/program_messages.ts";
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

/** Serves the programs that connect until all of them have ended. */
export async function attach(options: AttachOptions): Promise<void> {
  const { folder, manifest, timings, debugInfo } = options;
  const programs = new Set<Program>();
  const log = new ProgramLog(programs);
  traceTo((text) => log.trace(text));
  const ended = new AbortController();
  const listener = new Listener(join(folder, "socket"));
  let isOver = false;
  const endIfAlone = () => {
    if (!isOver || programs.size > 0) return;
    ended.abort();
    listener.close();
  };
  console.log("ready");
  untilInputEnds().then(() => {
    isOver = true;
    endIfAlone();
  });
  const cwd = Deno.cwd();
  const reporting = { root: cwd, timings, restart: "never" } as const;
  const announced = terminalReporter(log, reporting);
  // Its parent is not ours to start again.
  const restarter = new Restarter({
    ...{ order: undefined, policy: "never", strict: false, color: false },
    ...{ folder, listener: announced },
  });
  const cargo = Deno.env.get("CARGO") ?? "cargo";
  const named = readCargoArguments(["--manifest-path", manifest]);
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
    listener: announced,
    onSession: (session, base) => {
      const since = Date.now();
      readWorkspace(cargo, named, cwd).then((workspace) =>
        oversee(restarter, { session, base, workspace, cwd, since })
      ).catch(announced.onFault);
    },
    onGreeted: (program) => {
      programs.add(program);
      program.gone.then(() => {
        programs.delete(program);
        endIfAlone();
      });
    },
  });
  await restarter.close();
  await remove(folder);
}

async function untilInputEnds(): Promise<void> {
  const buffer = new Uint8Array(64);
  while (await Deno.stdin.read(buffer).catch(() => null) !== null);
}
