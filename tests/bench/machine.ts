/**
 * What the figures depend on besides the code: the machine, the tools, and
 * whether something else was running.
 *
 * @module
 */

import { VERSION } from "../../lib/version.ts";
import { systemLine } from "../harness/processes.ts";
import { finish } from "./measured_process.ts";

/** Where and when it was measured. */
export interface Machine {
  /** The day, as `2026-01-31`. */
  date: string;
  processor: string;
  cores: number;
  gigabytes: number;
  system: string;
  rustc: string;
  deno: string;
  chaud: string;
  /** Processes that wanted a core in the minute before. */
  load: number;
}

/** Looks at the machine. */
export async function describeMachine(): Promise<Machine> {
  const [model, memory, load, rustc] = await Promise.all([
    systemLine("/proc/cpuinfo", "model name"),
    systemLine("/proc/meminfo", "MemTotal"),
    systemLine("/proc/loadavg", ""),
    finish({ program: "rustc", args: ["--version"] }),
  ]);
  const kilobytes = Number(memory.match(/\d+/)?.[0] ?? NaN);
  return {
    date: new Date().toISOString().slice(0, "2026-01-31".length),
    processor: model.replace(/^.*?:\s*/, ""),
    cores: navigator.hardwareConcurrency,
    gigabytes: Math.round(kilobytes / 1024 ** 2),
    system: `${Deno.build.os} ${Deno.build.arch}`,
    rustc: rustc.stdout.trim(),
    deno: Deno.version.deno,
    chaud: VERSION,
    load: parseFloat(load),
  };
}

/** The machine in a line. */
export function machineClass(machine: Machine): string {
  const { processor, cores, gigabytes, system, rustc, deno } = machine;
  const tool = rustc.replace(/ \(.*/, "");
  return `${processor}, ${cores} cores, ${gigabytes} GB, ${system}; ${tool}, ` +
    `Deno ${deno}`;
}

/** Whether something else kept the machine busy; times are then too long. */
export function isBusy({ load, cores }: Machine): boolean {
  return load > cores / 4;
}
