/**
 * The edits of the selftest, in the order in which they are made; each builds
 * upon those before it.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Crate, DemoModel } from "./demo_model.ts";
import type { DrivenProgram, ReportLine } from "./driven_program.ts";
import type { ScratchWorkspace } from "./scratch_workspace.ts";

type Versions = Partial<Record<Crate, number>>;

const SOURCE: Record<Crate, string> = {
  root: "root/src/main.rs",
  mid: "mid/src/lib.rs",
  leaf: "leaf/src/lib.rs",
};

const LINE = 'format!("{tick}: {}, {}", leaf::greeting(), ';

/** A demo that runs, and what is expected of it. */
export class Scene {
  readonly demo: ScratchWorkspace;
  readonly program: DrivenProgram;
  readonly model: DemoModel;
  /** The texts that the demo's line consists of. */
  leaf = "Hello from leaf";
  mid = "hello from mid";
  root = "";

  /**
   * @param demo The copy of the demo.
   * @param program The same, running.
   * @param model What its values are to be.
   */
  constructor(
    demo: ScratchWorkspace,
    program: DrivenProgram,
    model: DemoModel,
  ) {
    this.demo = demo;
    this.program = program;
    this.model = model;
  }

  /** Replaces a crate's version in its source. */
  bump(crate: Crate): [from: string, to: string] {
    const body = (version: number) =>
      `fn version() -> u32 {\n    ${version}\n}`;
    const version = this.model.version(crate);
    return [body(version), body(version + 1)];
  }

  /** The crates' next versions. */
  next(...crates: Crate[]): Versions {
    return Object.fromEntries(
      crates.map((crate) => [crate, this.model.version(crate) + 1]),
    );
  }

  /** Waits until the edit of these crates is live; then all must be right. */
  async reloaded(versions: Versions): Promise<ReportLine> {
    let report = await this.live();
    // Files saved one after the other may be live one after the other.
    while (!await this.#runs(versions)) report = await this.live();
    this.model.reloaded(versions);
    await this.isRight();
    return report;
  }

  /** Waits for a report, which must be of a patch that is live. */
  async live(): Promise<ReportLine> {
    const report = await this.program.report();
    assertEquals(report.kind, "live");
    return report;
  }

  /** All values are right, and so are they after two more ticks. */
  async isRight(): Promise<void> {
    await this.#compare();
    for (let i = 0; i < 2; i++) {
      const text = await this.program.ask("tick");
      this.model.tick();
      const { ticks } = this.model;
      const version = this.model.version("root");
      const line = `${ticks}: ${this.leaf}, ${this.mid}`;
      assertEquals(text, `${line} (root version ${version})${this.root}`);
    }
    await this.#compare();
  }

  async #compare(): Promise<void> {
    assertEquals(this.model.compare(await this.program.values()), []);
  }

  async #runs(versions: Versions): Promise<boolean> {
    const values = await this.program.values();
    return Object.entries(versions).every(([crate, version]) =>
      values[`${crate}.version`] === version
    );
  }
}

/** What is done, by what it is called. */
export const STORY: Record<string, (scene: Scene) => Promise<void>> = {
  "the base runs": (scene) => scene.isRight(),

  "root": async (scene) => {
    await scene.demo.edit(SOURCE.root, scene.bump("root"));
    await scene.reloaded(scene.next("root"));
  },

  "leaf, saved by renaming": async (scene) => {
    const bump = scene.bump("leaf");
    const text = ['"Hello from leaf"', '"Hi from leaf"'] as [string, string];
    scene.leaf = "Hi from leaf";
    const edited = await scene.demo.edited(SOURCE.leaf, bump, text);
    await scene.demo.saveByRename(SOURCE.leaf, edited);
    await scene.reloaded(scene.next("leaf"));
  },

  "mid, with a function of cold that nothing called": async (scene) => {
    const call: [string, string] = [
      `${LINE}cold::whisper(`,
      `${LINE}cold::shout(`,
    ];
    scene.mid = "HELLO FROM MID!";
    await scene.demo.edit(SOURCE.mid, scene.bump("mid"), call);
    await scene.reloaded(scene.next("mid"));
  },

  "two crates in one save": async (scene) => {
    await Promise.all([
      scene.demo.edit(SOURCE.leaf, scene.bump("leaf")),
      scene.demo.edit(SOURCE.root, scene.bump("root")),
    ]);
    await scene.reloaded(scene.next("leaf", "root"));
  },

  "a new file": async (scene) => {
    const file = (text: string) => `pub(crate) const TAIL: &str = "${text}";\n`;
    const use: [string, string] = [
      `${LINE}cold::shout("HELLO FROM MID"))`,
      `${LINE}extra::TAIL)`,
    ];
    await scene.demo.save("mid/src/extra.rs", file("a new file"));
    scene.mid = "a new file";
    const declare: [string, string] = ["use std", "mod extra;\nuse std"];
    await scene.demo.edit(SOURCE.mid, scene.bump("mid"), declare, use);
    await scene.reloaded(scene.next("mid"));

    scene.mid = "a newer file";
    await scene.demo.save("mid/src/extra.rs", file("a newer file"));
    await scene.reloaded({ mid: scene.model.version("mid") });
  },

  "a file that include_str! names": async (scene) => {
    await scene.demo.save("leaf/texts/greeting.txt", "Included");
    const include = 'include_str!("../texts/greeting.txt")';
    scene.leaf = "Included";
    await scene.demo.edit(SOURCE.leaf, scene.bump("leaf"), [
      '"Hi from leaf"',
      include,
    ]);
    await scene.reloaded(scene.next("leaf"));

    scene.leaf = "Included anew";
    await scene.demo.save("leaf/texts/greeting.txt", "Included anew");
    await scene.reloaded({ leaf: scene.model.version("leaf") });
  },

  "saving without a change does nothing": async (scene) => {
    const text = await scene.demo.read(SOURCE.leaf);
    await scene.demo.save(SOURCE.leaf, text);
    await scene.demo.saveByRename(SOURCE.leaf, text);
    await scene.demo.edit(SOURCE.root, scene.bump("root"));
    const { files } = await scene.reloaded(scene.next("root"));
    // The first report after the save is of the other file alone.
    assertEquals(files, [scene.demo.path(SOURCE.root)]);
  },

  "a comment changes no code": async (scene) => {
    const text = await scene.demo.read(SOURCE.leaf);
    await scene.demo.save(SOURCE.leaf, `${text}\n// The end.\n`);
    const { kind } = await scene.program.report();
    assert(kind === "unchanged", kind);
    await scene.isRight();
  },

  "an error, then its correction": async (scene) => {
    const [from, to] = scene.bump("leaf");
    const broken = to.replace("}", '+ "1" }');
    await scene.demo.edit(SOURCE.leaf, [from, broken]);
    assertEquals((await scene.program.report()).kind, "broken");
    await scene.program.said(/^error\[E0277\]/);
    await scene.isRight();

    await scene.demo.edit(SOURCE.leaf, [broken, to]);
    await scene.reloaded(scene.next("leaf"));
  },

  "a hot function and a persisted static that are new": async (scene) => {
    const items = `#[chaud::persist]
static LAPS: AtomicU32 = AtomicU32::new(40);

#[chaud::hot]
fn lap() -> u32 {
    LAPS.fetch_add(1, Relaxed) + 1
}

fn main() {`;
    const line = '"{} (root version {})", mid::line(tick), version()';
    await scene.demo.edit(SOURCE.root, scene.bump("root"), [
      "fn main() {",
      items,
    ], [
      line,
      '"{} (root version {}) lap {}", mid::line(tick), version(), lap()',
    ]);
    await scene.live();
    scene.model.reloaded(scene.next("root"));
    assertEquals(await lap(scene), 41);
    assertEquals(await lap(scene), 42);

    await scene.demo.edit(SOURCE.root, scene.bump("root"));
    await scene.live();
    scene.model.reloaded(scene.next("root"));
    assertEquals(await lap(scene), 43);

    await scene.demo.edit(SOURCE.root, scene.bump("root"), [
      '"{} (root version {}) lap {}", mid::line(tick), version(), lap()',
      line,
    ]);
    await scene.reloaded(scene.next("root"));
  },
};

async function lap({ program, model }: Scene): Promise<number> {
  const text = await program.ask("tick");
  model.tick();
  return Number(text.match(/ lap (\d+)$/)?.[1]);
}
