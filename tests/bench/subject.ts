/**
 * What is measured: a workspace that was generated, with a copy for each
 * way, or a person's own one.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { ensureDir } from "@std/fs";
import { CHAUD } from "../harness/prebuilt.ts";
import { cleanEnvironment } from "../harness/process_tree.ts";
import { readFile } from "../harness/tree.ts";
import { EditedFile } from "./edited_file.ts";
import { type EditKind, withMistake, withNumber } from "./edited_number.ts";
import { EDITED_FILE, PROGRAM, type Shape } from "./shapes.ts";

/** A copy of the workspace. */
export interface Place {
  /** The folder to start cargo in. */
  folder: string;
  targetFolder: string;
  file: EditedFile;
}

/** A workspace with one file to edit. */
export interface Subject extends Disposable {
  name: string;
  title: string;
  /** Subjects of one group are measured in turns. */
  group: string;
  /** What is edited, in words. */
  edit: string;
  /** Where hot reload works. */
  hot: Place;
  /** Where rustc alone works, on what the hot one was built with. */
  bare: Place;
  /** Where cargo alone works. */
  plain: Place;
  /** Whether the three are one, so that one save is for all. */
  isShared: boolean;
  /** Arguments for cargo, which say which program it is. */
  cargoArgs: string[];
  /** Arguments for the driver alone. */
  driverArgs: string[];
  programArgs: string[];
  /** Whether the program prints its value as soon as it changes. */
  tells: boolean;
  env: Record<string, string>;
}

const EDITS: Record<EditKind, string> = {
  body: "an edit inside a function of the deepest crate",
  interface: "an edit of the deepest crate that all crates must follow",
};

/** Writes a workspace three times below a folder. */
export async function generate(
  shape: Shape,
  folder: string,
  kind: EditKind,
  { args, driverArgs }: { args: string[]; driverArgs: string[] },
): Promise<Subject> {
  const place = async (name: string): Promise<Place> => {
    const top = join(folder, shape.name, name);
    for (const [path, text] of Object.entries(shape.files())) {
      await ensureDir(dirname(join(top, path)));
      await Deno.writeTextFile(
        join(top, path),
        text.replaceAll("{chaud}", CHAUD),
      );
    }
    // What is not in it is added by cargo.
    const lock = await readFile("demo/Cargo.lock");
    await Deno.writeTextFile(join(top, "Cargo.lock"), lock);
    const { file: edited, version, mistake } = shape.edited ?? {
      file: EDITED_FILE,
      version: (text: string, n: number) => withNumber(text, kind, n),
      mistake: withMistake,
    };
    const file = new EditedFile(join(top, edited), version, mistake);
    return { folder: top, targetFolder: join(top, "target"), file };
  };
  const hot = await place("hot");
  const bare = await place("bare");
  const plain = await place("plain");
  return {
    name: shape.name,
    title: shape.title,
    group: shape.group,
    edit: EDITS[kind],
    hot,
    bare,
    plain,
    isShared: false,
    cargoArgs: ["-p", PROGRAM, ...args],
    driverArgs,
    programArgs: [],
    tells: shape.tells ?? true,
    env: cleanEnvironment(),
    [Symbol.dispose]() {
      for (const { file } of [hot, bare, plain]) file.restore();
    },
  };
}
