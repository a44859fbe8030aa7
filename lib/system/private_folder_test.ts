import { assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "@std/path";
import { exists } from "./files.ts";
import {
  keepPrivateFolder,
  makePrivateFolder,
  PlaceError,
  takeFolder,
  usePrivateFolder,
} from "./private_folder.ts";

async function within(
  test: (parent: string) => Promise<void>,
): Promise<void> {
  const parent = await Deno.realPath(await Deno.makeTempDir());
  try {
    await test(parent);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("private folder: a new folder is its owner's alone", async () => {
  await within(async (parent) => {
    const { path, remove } = await makePrivateFolder(parent);
    assertEquals(dirname(path), parent);
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700);
    await remove();
    assertEquals(await exists(path), false);
  });
});

Deno.test("private folder: it is where no link leads elsewhere", async () => {
  await within(async (parent) => {
    const link = join(parent, "link");
    await Deno.mkdir(join(parent, "real"));
    await Deno.symlink(join(parent, "real"), link);
    const { path, remove } = await makePrivateFolder(link);
    assertEquals(dirname(path), join(parent, "real"));
    await remove();
  });
});

/** Where a folder is made that cannot be in some place. */
async function insteadOf(parent: string): Promise<string> {
  const { path, remove } = await makePrivateFolder(parent);
  await remove();
  return dirname(path);
}

Deno.test("private folder: it is not made where it cannot be, or be safe", async () => {
  await within(async (parent) => {
    const elsewhere = await insteadOf(join(parent, "nowhere"));
    assertEquals(elsewhere.startsWith(parent), false);

    const long = join(parent, ...Array(10).fill("deep".repeat(4)));
    await Deno.mkdir(long, { recursive: true });
    assertEquals(await insteadOf(long), elsewhere);
    assertEquals(await Array.fromAsync(Deno.readDir(long)), []);

    const open = join(parent, "open");
    await Deno.mkdir(join(open, "inside"), { recursive: true });
    // Whoever may exchange what is above a folder may exchange the folder.
    await Deno.chmod(open, 0o777);
    assertEquals(await insteadOf(join(open, "inside")), elsewhere);
    // As the system's own folder is: each removes only what is theirs.
    await Deno.chmod(open, 0o1777);
    const inside = join(open, "inside");
    assertEquals(await insteadOf(inside), inside);
  });
});

Deno.test("private folder: where there is no place, that is said once", async () => {
  const path = Deno.env.get("PATH") ?? "";
  await within(async (parent) => {
    Deno.env.set("PATH", parent);
    try {
      const nowhere = join(parent, "nowhere");
      const error = await assertRejects(
        () => makePrivateFolder(nowhere),
        PlaceError,
        "There is no place for a private folder: let `TMPDIR` name",
      );
      assertEquals(error.message.includes(nowhere), true, error.message);
    } finally {
      Deno.env.set("PATH", path);
    }
  });
});

/** Keeps a folder in another process, until that is killed. */
async function keptElsewhere(path: string): Promise<Deno.ChildProcess> {
  const module = import.meta.resolve("./private_folder.ts");
  const code = `
    import { keepPrivateFolder } from ${JSON.stringify(module)};
    await keepPrivateFolder(Deno.args[0]);
    console.log("kept");
    setInterval(() => {}, 1000);
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code, "--", path],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return child;
}

Deno.test("private folder: those of killed processes are removed by the next", async () => {
  await within(async (parent) => {
    const names = ["chaud-killed", "chaud-alive", "chaud-notes"];
    const [killed = "", alive = "", notes = ""] = names.map((name) =>
      join(parent, name)
    );
    for (const path of [killed, alive, notes]) await Deno.mkdir(path);
    const child = await keptElsewhere(killed);
    const own = await keepPrivateFolder(alive);
    await (await makePrivateFolder(parent)).remove();
    for (const path of [killed, alive, notes]) {
      assertEquals(await exists(path), true, path);
    }
    child.kill("SIGKILL");
    await child.status;
    const next = await makePrivateFolder(parent);
    await next.tidied;
    assertEquals(await exists(killed), false);
    assertEquals([await exists(alive), await exists(notes)], [true, true]);
    await next.remove();
    await own.remove();
  });
});

Deno.test("private folder: who comes later takes the one beside it", async () => {
  const { path: top, remove } = await makePrivateFolder();
  const wanted = join(top, "folder");
  const first = await takeFolder(wanted);
  const second = await takeFolder(wanted);
  assertEquals([first.path, second.path], [wanted, `${wanted}-2`]);
  first.release();
  const third = await takeFolder(wanted);
  assertEquals(third.path, wanted);
  for (const each of [second, third]) each.release();
  await remove();
});

Deno.test("private folder: one that was chosen is made, and made again", async () => {
  await within(async (parent) => {
    const chosen = join(parent, "chosen");
    for (const _ of ["first", "again"]) {
      const { path, remove } = await usePrivateFolder(chosen);
      assertEquals(path, chosen);
      assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700);
      await remove();
      assertEquals(await exists(chosen), false);
    }
  });
});

Deno.test("private folder: one that was chosen is not somebody else's", async () => {
  await within(async (parent) => {
    const unfit = (reason: string) =>
      assertRejects(() => usePrivateFolder(parent), PlaceError, reason);
    await Deno.writeTextFile(join(parent, "mine"), "");
    await unfit("there is something in it");
    await Deno.remove(join(parent, "mine"));

    const child = await keptElsewhere(parent);
    await unfit("another process has it");
    child.kill("SIGKILL");
    await child.status;
    const { path, remove } = await usePrivateFolder(parent);
    assertEquals(path, parent);
    await remove();
    await Deno.mkdir(parent);
  });
});
