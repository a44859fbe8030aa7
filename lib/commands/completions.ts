/** The command `chaud completions`. Never looks at what is there. */

import { COMMANDS, COMPLETIONS } from "./arguments/commands.ts";
import { complain, understand } from "./arguments/complaint.ts";
import { completionScript, isShell } from "./arguments/completion_scripts.ts";
import { SUCCESS } from "./exit_code.ts";
import { slip } from "./arguments/slips.ts";

/**
 * Runs `chaud completions`.
 *
 * @param args Arguments after `completions`.
 * @returns The exit code.
 */
// deno-lint-ignore require-await
export async function printCompletions(args: string[]): Promise<number> {
  const found = understand(COMPLETIONS, args);
  if (typeof found === "number") return found;
  const [shell = ""] = found.operands;
  if (isShell(shell)) {
    console.log(completionScript(shell, COMMANDS));
    return SUCCESS;
  }
  const words = COMPLETIONS.operand?.words ?? [];
  const wrong = { kind: "word", option: "SHELL", word: shell, words } as const;
  return complain(slip(wrong, COMPLETIONS));
}
