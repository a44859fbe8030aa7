import { assertEquals } from "@std/assert";
import { holds } from "./paths.ts";
import { commonFolders } from "./watch_plan.ts";

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
