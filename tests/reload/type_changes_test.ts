/** A changed type of any kind is named; what holds values of it goes on. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { writeWorkspace } from "../harness/scratch_workspace.ts";
import { ENGINE, SMALL_PROGRAM } from "../programs/small.ts";

const MAIN = "app/src/main.rs";

const FILES: Record<string, string> = {
  ...SMALL_PROGRAM,
  [ENGINE]: `pub struct Point {
    pub x: u32,
}

pub enum Choice {
    One(u32),
    Two,
}

pub union Bits {
    pub whole: u32,
    pub half: u16,
}

pub type Number = u32;

pub struct Held {
    pub point: Point,
    pub choice: Choice,
    pub bits: Bits,
    pub number: Number,
}

pub fn make() -> Held {
    Held {
        point: Point { x: 1 },
        choice: Choice::One(2),
        bits: Bits { whole: 3 },
        number: 4,
    }
}

pub fn show(held: &Held) -> String {
    let choice = match held.choice {
        Choice::One(n) => n.into(),
        _ => 0u64,
    };
    let bits = unsafe { held.bits.whole };
    format!("{} {choice} {bits} {} first", held.point.x, held.number)
}
`,
  [MAIN]: `use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let kept = engine::make();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "kept" => say(&engine::show(&kept)),
            _ => say(&fresh()),
        }
    }
}

#[chaud::hot]
fn fresh() -> String {
    engine::show(&engine::make())
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
};

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
    await using workspace = await writeWorkspace(FILES, {});
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
