/**
 * The edits of the selftest, in the order in which they are made; each builds
 * upon those before it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Crate, DemoModel } from "./demo_model.ts";
import type { DrivenProgram } from "../harness/driven_program.ts";
import type { ScratchWorkspace } from "../harness/scratch_workspace.ts";

type Replacement = [from: string, to: string];
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
  bump(crate: Crate): Replacement {
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

  /**
   * Waits until the edit of these files is live; then all must be right.
   *
   * @param versions The crates edited, with their new versions.
   * @param kind `reshaped` if the dependents' objects may change.
   */
  async reloaded(
    versions: Versions,
    kind: "plain" | "reshaped" = "plain",
    files = Object.keys(versions).map((crate) => SOURCE[crate as Crate]),
  ): Promise<void> {
    // Files saved one after the other may be live one after the other.
    const left = new Set(files.map((file) => this.demo.path(file)));
    while (left.size > 0) {
      const report = await this.program.report();
      if (report.kind !== "live") continue;
      for (const path of report.files) left.delete(path);
    }
    while (!await this.#runs(versions)) await this.program.report();
    this.model.reloaded(versions, kind === "plain");
    await this.isRight();
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
      assertEquals(text, `${line} (root version ${version})`);
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
  "root": editRoot,
  "leaf, saved by renaming": editLeaf,
  "two crates in one save": editBoth,
  "saving without a change does nothing": saveUnchanged,
  "a comment changes no code": addComment,
  "mid, with a function of cold that nothing called": editMid,
  "a new file": addFile,
  "a file that include_str! names": includeFile,
  "an error, then its correction": makeError,
  "a hot function and a persisted static that are new": addItems,
};

async function editRoot(scene: Scene): Promise<void> {
  await scene.demo.edit(SOURCE.root, scene.bump("root"));
  await scene.reloaded(scene.next("root"));
}

async function editLeaf(scene: Scene): Promise<void> {
  const text: Replacement = ['"Hello from leaf"', '"Hi from leaf"'];
  scene.leaf = "Hi from leaf";
  const edited = await scene.demo.edited(SOURCE.leaf, scene.bump("leaf"), text);
  await scene.demo.saveByRename(SOURCE.leaf, edited);
  await scene.reloaded(scene.next("leaf"));
}

async function editBoth(scene: Scene): Promise<void> {
  await Promise.all([
    scene.demo.edit(SOURCE.leaf, scene.bump("leaf")),
    scene.demo.edit(SOURCE.root, scene.bump("root")),
  ]);
  await scene.reloaded(scene.next("leaf", "root"));
}

async function saveUnchanged(scene: Scene): Promise<void> {
  await scene.demo.saveUnchanged(SOURCE.leaf);
  await scene.demo.saveByRename(
    SOURCE.leaf,
    await scene.demo.read(SOURCE.leaf),
  );
  const path = SOURCE.root;
  const edited = await scene.demo.edited(path, scene.bump("root"));
  await scene.demo.saveByRename(path, edited);
  // The next report is of the other file alone.
  const report = await scene.program.report();
  assertEquals([report.kind, report.files], ["live", [scene.demo.path(path)]]);
  scene.model.reloaded(scene.next("root"), true);
  await scene.isRight();
}

async function addComment(scene: Scene): Promise<void> {
  const text = await scene.demo.read(SOURCE.leaf);
  await scene.demo.saveByRename(SOURCE.leaf, `${text}\n// The end.\n`);
  await scene.program.reported("unchanged", scene.demo.path(SOURCE.leaf));
  await scene.isRight();
}

async function editMid(scene: Scene): Promise<void> {
  const shout = `${LINE}cold::shout(`;
  scene.mid = "HELLO FROM MID!";
  await scene.demo.edit(SOURCE.mid, scene.bump("mid"), [
    `${LINE}cold::whisper(`,
    shout,
  ]);
  await scene.reloaded(scene.next("mid"), "reshaped");
}

async function addFile(scene: Scene): Promise<void> {
  const file = "mid/src/extra.rs";
  const tail = (text: string) => `pub(crate) const TAIL: &str = "${text}";\n`;
  await scene.demo.save(file, tail("a new file"));
  scene.mid = "a new file";
  await scene.demo.edit(
    SOURCE.mid,
    scene.bump("mid"),
    ["use std", "mod extra;\nuse std"],
    [`${LINE}cold::shout("HELLO FROM MID"))`, `${LINE}extra::TAIL)`],
  );
  await scene.reloaded(scene.next("mid"), "reshaped");

  scene.mid = "a newer file";
  await scene.demo.saveByRename(file, tail("a newer file"));
  const versions = { mid: scene.model.version("mid") };
  await scene.reloaded(versions, "reshaped", [file]);
}

async function includeFile(scene: Scene): Promise<void> {
  const file = "leaf/texts/greeting.txt";
  await scene.demo.save(file, "Included");
  scene.leaf = "Included";
  await scene.demo.edit(SOURCE.leaf, scene.bump("leaf"), [
    '"Hi from leaf"',
    'include_str!("../texts/greeting.txt")',
  ]);
  await scene.reloaded(scene.next("leaf"), "reshaped");

  scene.leaf = "Included anew";
  await scene.demo.saveByRename(file, "Included anew");
  const versions = { leaf: scene.model.version("leaf") };
  await scene.reloaded(versions, "reshaped", [file]);
}

async function makeError(scene: Scene): Promise<void> {
  const [from, to] = scene.bump("leaf");
  const broken = to.replace("}", '+ "1" }');
  await scene.demo.edit(SOURCE.leaf, [from, broken]);
  await scene.program.reported("broken", scene.demo.path(SOURCE.leaf));
  await scene.program.said(/^(?:chaud: error: )?error\[E0277\]/);
  await scene.isRight();

  await scene.demo.edit(SOURCE.leaf, [broken, to]);
  await scene.reloaded(scene.next("leaf"));
}

async function addItems(scene: Scene): Promise<void> {
  const items = `#[chaud::persist]
static LAPS: AtomicU32 = AtomicU32::new(40);

#[chaud::hot]
fn lap() -> u32 {
    LAPS.fetch_add(1, Relaxed) + 1
}

fn main() {`;
  const plain = 'version {})", mid::line(tick), version()';
  const withLap = 'version {}) lap {}", mid::line(tick), version(), lap()';
  const edit = async (...replacements: Replacement[]) => {
    const bump = scene.bump("root");
    await scene.demo.edit(SOURCE.root, bump, ...replacements);
  };
  const live = async () => {
    await scene.program.reported("live", scene.demo.path(SOURCE.root));
    scene.model.reloaded(scene.next("root"), true);
  };
  await edit(["fn main() {", items], [plain, withLap]);
  await live();
  assertEquals(await lap(scene), 41);
  assertEquals(await lap(scene), 42);

  await edit();
  await live();
  assertEquals(await lap(scene), 43);

  await edit([withLap, plain]);
  await scene.reloaded(scene.next("root"));
}

async function lap({ program, model }: Scene): Promise<number> {
  const text = await program.ask("tick");
  model.tick();
  return Number(text.match(/ lap (\d+)$/)?.[1]);
}
