import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { wayOf } from "./links.ts";

/** Makes links, each a path and what it says, and follows one. */
async function check(
  path: string,
  made: Record<string, string>,
  expected: { place: string; links: string[] },
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const full = (name: string) => join(folder, name);
  try {
    await Deno.mkdir(full("a/b"), { recursive: true });
    await Deno.writeTextFile(full("a/b/file"), "");
    for (const [name, target] of Object.entries(made)) {
      await Deno.symlink(target.replace("{top}", folder), full(name));
    }
    assertEquals(wayOf(full(path)), {
      place: full(expected.place),
      links: expected.links.map(full),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("links: what is no link, or not there, is where it says", async () => {
  await check("a/b/file", {}, { place: "a/b/file", links: [] });
  await check("a/x/file", {}, { place: "a/x/file", links: [] });
});

Deno.test("links: each link on the way is told where it is", async () => {
  await check("c", { c: "a/d", "a/d": "b/file" }, {
    place: "a/b/file",
    links: ["c", "a/d"],
  });
  await check("e/file", { e: "{top}/a/f", "a/f": "../a/./b" }, {
    place: "a/b/file",
    links: ["e", "a/f"],
  });
});

Deno.test("links: one that leads nowhere, or round and round", async () => {
  await check("c", { c: "a/none" }, { place: "a/none", links: ["c"] });
  await check("c", { c: "c" }, {
    place: "c",
    links: Array.from({ length: 40 }, () => "c"),
  });
});
