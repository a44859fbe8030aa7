/**
 * Saves as editors and people make them: each ends in the new code, however
 * the bytes came to be there.
 */

import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { DrivenProgram } from "../harness/driven_program.ts";
import { succeed } from "../harness/process_tree.ts";
import { ASSETS, COUNT, MANY, Scene } from "./saved_scene.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";
import { stepsWith } from "../harness/steps.ts";

type Act = (scene: Scene, path: string, text: string) => Promise<void>;

const { writeTextFile: write, rename, remove } = Deno;

/** Ways in which a text gets into the library's file. */
const EDITORS: Record<string, Act> = {
  "in place": (_, path, text) => write(path, text),
  "in place, in pieces": async (_, path, text) => {
    using file = await Deno.open(path, { write: true, truncate: true });
    for (const piece of text.match(/[^]{1,200}/g) ?? []) {
      await file.write(new TextEncoder().encode(piece));
    }
  },
  "a temporary file, renamed": async (_, path, text) => {
    await write(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  },
  "Vim": async (_, path, text) => {
    // It tries whether it can write there.
    const probe = join(dirname(path), "4913");
    await write(probe, "");
    await remove(probe);
    await write(join(dirname(path), ".lib.rs.swp"), "b0VIM");
    await rename(path, `${path}~`);
    await write(path, text);
    await remove(`${path}~`);
    await remove(join(dirname(path), ".lib.rs.swp"));
  },
  "Vim with backupcopy": async (_, path, text) => {
    await Deno.copyFile(path, `${path}~`);
    await write(path, text);
    await remove(`${path}~`);
  },
  "Emacs": async (_, path, text) => {
    const lock = join(dirname(path), ".#lib.rs");
    await Deno.symlink("ada@home.1234:567", lock);
    await write(join(dirname(path), "#lib.rs#"), text);
    await rename(path, `${path}~`);
    await write(path, text);
    await remove(lock);
    await remove(join(dirname(path), "#lib.rs#"));
  },
  "an IDE with safe write": async (_, path, text) => {
    await write(`${path}___jb_tmp___`, text);
    await rename(path, `${path}___jb_old___`);
    await rename(`${path}___jb_tmp___`, path);
    await remove(`${path}___jb_old___`);
  },
  "a hard link": async (_, path, text) => {
    await write(`${path}.link`, text);
    await remove(path);
    await Deno.link(`${path}.link`, path);
    await remove(`${path}.link`);
  },
  "format on save": async (_, path, text) => {
    await write(path, text.replace(/^\s+/gm, ""));
    await write(path, text);
  },
  "a mistake, put right at once": async (_, path, text) => {
    await write(path, text.replace("{", "{{"));
    await write(path, text);
  },
};

/** Files other than the library's, and what they hold. */
const FILES: Record<string, string> = {
  "an asset": ASSETS.inside,
  "an asset outside of the crate": ASSETS.outside,
  "a module outside of the crate": "outside/piece.rs",
  "a module in a linked folder": "engine/src/linked/inner.rs",
  "the same, where it is": "elsewhere/inner.rs",
  "a linked file": "engine/src/single.rs",
  "the same, where that is": "elsewhere/single.rs",
};

/** What must go unnoticed. */
const NOTHING: Record<string, (workspace: ScratchWorkspace) => Promise<void>> =
  {
    "a touch": (workspace) => {
      const now = new Date();
      return Deno.utime(workspace.path(ENGINE), now, now);
    },
    "the same text once more": (workspace) => workspace.saveUnchanged(ENGINE),
    "the same text in another file": async (workspace) =>
      workspace.saveByRename(ENGINE, await workspace.read(ENGINE)),
    "a file that no crate knows": (workspace) =>
      workspace.save("engine/src/notes.rs", "not Rust"),
    "a file outside of any crate": (workspace) =>
      workspace.save("notes/todo.rs", "not Rust"),
    "names that are not UTF-8": async ({ folder }) => {
      const script =
        'cd engine/src && n=$(printf "\\377\\376") && echo a > "$n.rs"' +
        ' && mkdir "$n" && echo b > "$n/$n.rs" && mv "$n.rs" "$n.txt"';
      await succeed({ program: "sh", args: ["-c", script], cwd: folder });
    },
  };

Deno.test("saves: the new code goes live", async (t) => {
  await using scene = await Scene.start();
  const { workspace, program } = scene;
  const step = stepsWith(t, program);
  for (const [name, act] of Object.entries(EDITORS)) {
    await step(name, async () => {
      await act(scene, workspace.path(ENGINE), await scene.next());
      await scene.says();
    });
  }
  for (const [name, file] of Object.entries(FILES)) {
    await step(name, async () => {
      const text = `text of ${name}`;
      const old = await workspace.read(file);
      await write(
        workspace.path(file),
        old.replace(/(?<=")[^"]+|^[^"]+$/, text),
      );
      await scene.says(`[${text}]`);
    });
  }
  await scene.hasReported();
  for (const [name, act] of Object.entries(NOTHING)) {
    await step(name, async () => {
      await act(workspace);
      await scene.isQuiet();
    });
  }
  await step(`${COUNT} files at once`, async () => {
    const files = Array.from({ length: COUNT }, (_, i) => `${MANY}/m${i}.rs`);
    await Promise.all(files.map(async (file) => {
      const text = (await workspace.read(file)).replace("{ 1 }", "{ 2 }");
      await workspace.remove(file);
      await workspace.save(file, text);
    }));
    await scene.says(`sum ${2 * COUNT},`);
  });
  await step("a renamed module", async () => {
    await rename(
      workspace.path("engine/src/part.rs"),
      workspace.path("engine/src/renamed.rs"),
    );
    const text = (await scene.next()).replace("mod part;", "mod renamed;")
      .replace("part::NAME", "renamed::NAME");
    await workspace.save(ENGINE, text);
    await scene.says();
    const file = "engine/src/renamed.rs";
    const other = await workspace.edited(file, ['"a part"', '"another name"']);
    await workspace.saveByRename(file, other);
    await program.reported("live", workspace.path(file));
    await scene.says("[another name]");
  });
  await step("a module removed, and there again", async () => {
    const file = "engine/src/renamed.rs";
    const text = await workspace.read(file);
    await workspace.remove(file);
    await program.reported("broken", workspace.path(file));
    await workspace.save(file, text);
    await program.reported("unchanged", workspace.path(file));
    await scene.isQuiet();
  });
});

Deno.test("saves: one right after the driver watches", async () => {
  await using workspace = await copyProgram("small");
  await using program = new DrivenProgram({ cwd: workspace.folder });
  await Promise.all([program.ready(), program.watching()]);
  await workspace.edit(ENGINE, FIRST_TO_SECOND);
  const path = workspace.path(ENGINE);
  const { live, held } = await program.reported("live", path);
  assertEquals([live, held], [["work"], []]);
});

Deno.test("saves: of a file whose name holds a line feed", async () => {
  const odd = "engine/src/a\nb c.rs";
  const part = `pub(crate) fn name() -> &'static str { "part" }\n`;
  await using workspace = await copyProgram("small", {
    files: { [odd]: part },
  });
  await workspace.edit(
    ENGINE,
    ["mod part;", '#[path = "a\\nb c.rs"]\nmod part;'],
    ["part::NAME", "part::name()"],
  );
  await using program = new DrivenProgram({ cwd: workspace.folder });
  await Promise.all([program.ready(), program.watching()]);
  await workspace.edit(odd, ['"part"', '"odd"']);
  await program.reported("live", workspace.path(odd));
  assertEquals(await program.ask("work"), "first odd, calls 1, drops 0");
});

/** Writes over a file's bytes in memory: the system tells nobody. */
async function overwriteMapped(path: string, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  using file = await Deno.open(path, { read: true, write: true });
  assertEquals((await file.stat()).size, bytes.length);
  const script = new TextEncoder().encode(`${path}\0`);
  const libc = Deno.dlopen("libc.so.6", {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    mmap: {
      parameters: ["pointer", "usize", "i32", "i32", "i32", "isize"],
      result: "pointer",
    },
    msync: { parameters: ["pointer", "usize", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  const [READ_WRITE, SHARED, SYNC] = [3, 1, 4];
  const size = BigInt(bytes.length);
  const descriptor = libc.symbols.open(script, 2);
  const at = libc.symbols.mmap(
    ...[null, size, READ_WRITE, SHARED, descriptor, 0n] as const,
  );
  if (at === null) throw new Error(`cannot map ${path}`);
  const memory = Deno.UnsafePointerView.getArrayBuffer(at, bytes.length);
  new Uint8Array(memory).set(bytes);
  assertEquals(libc.symbols.msync(at, size, SYNC), 0);
  libc.symbols.close(descriptor);
  libc.close();
}

Deno.test("saves: of which the system tells nothing, where polling is asked for", async () => {
  await using workspace = await copyProgram("small");
  await using program = new DrivenProgram({
    cwd: workspace.folder,
    args: ["--poll", "20"],
  });
  await Promise.all([program.ready(), program.watching()]);
  const path = workspace.path(ENGINE);
  const text = await workspace.read(ENGINE);
  // As long as it was: it is the same file, with the same blocks.
  await overwriteMapped(path, text.replace("first {}", "third {}"));
  await program.reported("live", path);
});
