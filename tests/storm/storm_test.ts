/** A short storm: random edits while the program runs, always the same ones. */

import { play } from "./play.ts";
import { scenario } from "./scenario.ts";

const STORMS = [
  { seed: 2, edits: 8, restarts: false },
  { seed: 3, edits: 8, restarts: false },
  { seed: 23, edits: 6, restarts: true },
];

Deno.test("storm: the program is always what its sources say", async (t) => {
  for (const { seed, edits, restarts } of STORMS) {
    const again = [
      ...["deno task storm --seed", seed, "--edits", edits],
      ...restarts ? ["--restarts"] : [],
    ].join(" ");
    await t.step(again, async () => {
      const steps = scenario(seed, edits, restarts);
      const variant = restarts ? { restart: "auto" } as const : {};
      const said: string[] = [];
      const say = (line: string) => void said.push(line);
      const { failure } = await play(seed, steps, variant, say);
      if (!failure) return;
      throw new Error(`${said.join("\n")}\n${failure.message}\n${again}`);
    });
  }
});
