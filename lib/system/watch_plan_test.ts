import { assertEquals } from "@std/assert";
import { holds } from "./paths.ts";
import type { Place } from "./place_state.ts";
import { commonFolders, endsWith } from "./watch_plan.ts";

function check(
  folders: string[],
  expected: string[],
  { never = "/ws/target", wide = [] as string[] } = {},
) {
  const countBelow = (folder: string) => wide.includes(folder) ? Infinity : 1;
  const isNever = (folder: string) => holds(folder, never);
  assertEquals(commonFolders(folders, { isNever, countBelow }), expected);
}

const crates = (top: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${top}/c${i}/src`);

Deno.test("watch plan: many crates of a folder are one folder", () => {
  check(crates("/ws/crates", 150), ["/ws/crates"]);
});

Deno.test("watch plan: what holds the target folder is taken apart", () => {
  check(["/ws/src", ...crates("/ws/crates", 9), "/ws/tool/src"], [
    "/ws/crates",
    "/ws/src",
    "/ws/tool/src",
  ]);
  check(crates("/ws", 3), crates("/ws", 3));
});

Deno.test("watch plan: where the target folder is elsewhere, one is enough", () => {
  check(crates("/ws", 3), ["/ws"], { never: "/t", wide: ["/"] });
});

Deno.test("watch plan: few folders, or such in a wide one, stay their own", () => {
  check(crates("/ws/crates", 2), crates("/ws/crates", 2));
  check(crates("/ws/crates", 9), crates("/ws/crates", 9), {
    wide: ["/ws/crates"],
  });
});

Deno.test("watch plan: what is in a folder that is wanted is watched with it", () => {
  check(["/a/src", "/a/src/b", "/a/src/b/c"], ["/a/src"]);
  check(["/a", "/ab", "/ab/c"], ["/a", "/ab"], { wide: ["/"] });
  check([], []);
});

Deno.test("watch plan: what ends together shares a folder or a file", () => {
  const check = (ended: string, other: string, expected: boolean) => {
    const [a, b] = [ended, other].map((text) => {
      const [extent, path] = text.split(" ") as [Place["extent"], string];
      return { extent, path };
    }) as [Place, Place];
    assertEquals(endsWith(a, b), expected, `${ended}, ${other}`);
  };
  check("in /w", "below /w/a/src", false);
  check("in /w", "file /w/Cargo.toml", false);
  check("file /w/log", "in /w", false);
  check("file /w/a/src/x", "below /w/a/src", true);
  check("in /w/a", "below /w", true);
  check("below /w", "file /w/Cargo.toml", true);
  check("below /w", "in /w/a", true);
  check("below /w/a", "in /w", false);
  check("in /w", "below /w", true);
});
