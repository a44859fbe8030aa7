/**
 * The steps of a scene: each goes on from what those before it have left.
 *
 * @module
 */

import type { DrivenProgram } from "./driven_program.ts";

/** Takes one step. */
export type TakeStep = (
  name: string,
  act: () => Promise<void>,
) => Promise<void>;

/**
 * Makes steps of a test with one program. After one that has failed no other
 * is taken: they would wait in vain, one after the other.
 *
 * @returns What takes a step; it throws if that fails.
 */
export function stepsWith(
  t: Deno.TestContext,
  { transcript }: Pick<DrivenProgram, "transcript">,
): TakeStep {
  return async (name, act) => {
    const isGood = await t.step(name, async () => {
      await act().catch((error) => {
        throw new Error(`${error}\n${transcript}`);
      });
    });
    if (!isGood) throw new Error(`${name}: what came after it was left out`);
  };
}
