/** A short storm: random edits while the program runs, always the same ones. */

import { play } from "./storm/play.ts";
import { scenario } from "./storm/scenario.ts";

Deno.test("storm: the program is always what its sources say", async (t) => {
  for (const seed of [2, 3]) {
    await t.step(`seed ${seed}`, async () => {
      const steps = scenario(seed, 8);
      const said: string[] = [];
      const { failure } = await play(
        seed,
        steps,
        {},
        (line) => said.push(line),
      );
      if (!failure) return;
      const again = `deno task storm --seed ${seed} --edits ${steps.length}`;
      throw new Error(`${said.join("\n")}\n${failure.message}\n${again}`);
    });
  }
});
