/** Short storms: random edits while the program runs, always the same ones. */

import { play } from "./play.ts";
import { scenario } from "./scenario.ts";
import type { Variant } from "./set_scene.ts";

const STORMS: { seed: number; edits: number; words: string[] }[] = [
  { seed: 2, edits: 8, words: [] },
  { seed: 3, edits: 8, words: ["--plain", "--functions always"] },
  { seed: 23, edits: 6, words: ["--restarts"] },
];

Deno.test("storm: the program is always what its sources say", async (t) => {
  for (const { seed, edits, words } of STORMS) {
    const start = ["deno task storm --seed", seed, "--edits", edits];
    const again = [...start, ...words].join(" ");
    await t.step(again, async () => {
      const builds = words.includes("--restarts");
      const plain = words.includes("--plain");
      const steps = scenario(seed, edits, { plain, builds });
      const variant: Variant = {
        plain,
        builds,
        ...words.includes("--functions always") &&
          { functionPatches: "always" },
      };
      const said: string[] = [];
      const say = (line: string) => void said.push(line);
      const { failure } = await play(seed, steps, variant, say);
      if (!failure) return;
      throw new Error(`${said.join("\n")}\n${failure.message}\n${again}`);
    });
  }
});
