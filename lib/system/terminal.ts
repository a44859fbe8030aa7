/**
 * The settings of the terminal that the driver shares with the program. It
 * asks `stty`, and never writes to the terminal itself.
 */

import { isInBackground } from "./procfs.ts";
import { kill, OWN_PID } from "./process.ts";

/** So long it may take. */
const PATIENCE_MS = 1000;

/** How the terminal is set, as `stty` writes it; nothing where there is none. */
export async function terminalSettings(): Promise<string | undefined> {
  if (!Deno.stdin.isTerminal()) return undefined;
  return (await stty("-g"))?.trim();
}

/** Sets the terminal as it was: a program that was stopped may not have. */
export async function restoreTerminal(
  settings: string | undefined,
): Promise<void> {
  if (!settings) return;
  // The system would stop whoever tries, and us with them.
  if (await isInBackground(OWN_PID)) return;
  await stty(settings);
}

/**
 * Whether a program has the terminal to itself: it gets every key as it is
 * pressed, so it draws as well.
 */
export async function isTerminalTaken(): Promise<boolean> {
  // Where something else is its input, a program asks for the terminal by name.
  const settings =
    await (Deno.stdin.isTerminal() ? stty("-g") : stty("-g", "-F", "/dev/tty"));
  return settings !== undefined && isRaw(settings);
}

/** Of the modes that are local: lines are put together before they are read. */
const CANONICAL = 0x2;

/** Reads what `stty -g` writes: input, output, control and local modes first. */
export function isRaw(settings: string): boolean {
  const local = /^(?:[\da-f]+:){3}(?<local>[\da-f]+):/.exec(settings)?.groups;
  const modes = parseInt(local?.["local"] ?? "", 16);
  return !Number.isNaN(modes) && (modes & CANONICAL) === 0;
}

async function stty(...args: string[]): Promise<string | undefined> {
  const options: Deno.CommandOptions = {
    args,
    stdin: "inherit",
    stdout: "piped",
    stderr: "null",
  };
  try {
    const child = new Deno.Command("stty", options).spawn();
    const timer = setTimeout(() => kill(child), PATIENCE_MS);
    const { stdout } = await child.output();
    clearTimeout(timer);
    return new TextDecoder().decode(stdout);
  } catch {
    // Without it, the terminal stays as the program left it.
    return undefined;
  }
}
