/** A changed type of any kind is named; what holds values of it goes on. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

type Edit = [from: string, to: string];

/** Changes of the layout, by the type's name. */
const TYPES: Record<string, Edit[]> = {
  Point: [["    pub x: u32,\n", "    pub y: [u64; 90],\n    pub x: u32,\n"], [
    "Point { x: 1 }",
    "Point { x: 1, y: [9; 90] }",
  ]],
  Choice: [["    Two,\n", "    Two,\n    Three([u64; 90]),\n"], [
    "One(u32)",
    "One(u64)",
  ]],
  Bits: [["    pub half: u16,\n", "    pub half: [u64; 90],\n"]],
  Number: [["type Number = u32", "type Number = u128"]],
};

for (const strict of [false, true]) {
  const name = strict ? "refused" : "warned of";
  Deno.test(`type changes: are ${name}`, async (t) => {
    await using workspace = await copyProgram("type_changes");
    await using program = await DrivenProgram.start({
      cwd: workspace.folder,
      args: strict ? ["--strict"] : [],
    });
    const path = workspace.path(ENGINE);
    const good = await workspace.read(ENGINE);
    const first = "1 2 3 4 first";
    for (const [type, edits] of Object.entries(TYPES)) {
      const isGood = await t.step(type, async () => {
        const edit: Edit = [" first", ` ${type}`];
        const text = await workspace.edited(ENGINE, ...edits, edit);
        const from = program.transcript.length;
        await workspace.saveByRename(ENGINE, text);
        const kind = strict ? "refused" : "live";
        const { held = [] } = await program.reported(kind, path);
        await program.transcript.find(
          "stderr",
          new RegExp(`^[^{]*\\b${type}\\b`),
          from,
        );
        assertEquals(await program.ask("kept"), first);
        const fresh = await program.ask("fresh");
        assertEquals(fresh, strict ? first : `1 2 3 4 ${type}`);
        const barriers = held.flatMap(({ barriers }) => barriers);
        assert(strict || barriers.includes(type), `${barriers}`);
        await workspace.saveByRename(ENGINE, good);
        await program.reported(strict ? "unchanged" : "live", path);
        assertEquals(await program.ask("fresh"), first);
        assertEquals(await program.ask("kept"), first);
      });
      if (!isGood) throw new Error(`${program.transcript}`);
    }
    await workspace.saveByRename(ENGINE, good.replace(" first", " second"));
    await program.reported("live", path);
    assertMatch(await program.ask("fresh"), /second$/);
  });
}
