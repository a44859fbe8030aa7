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

async function stty(argument: string): Promise<string | undefined> {
  const options: Deno.CommandOptions = {
    args: [argument],
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
