import { assertEquals } from "@std/assert";
import {
  CHAUD_PACKAGES,
  chaudDependency,
  DEPENDENCY,
  type Dependency,
  otherChaud,
  REQUIREMENT,
  series,
} from "./chaud_packages.ts";
import { readFile } from "../../../tests/harness/tree.ts";

function dependency(name: string, more: Partial<Dependency> = {}): Dependency {
  return { name, rename: null, kind: null, req: `^${REQUIREMENT}`, ...more };
}

Deno.test("chaud's packages: have the names that their manifests give them", async () => {
  const folders = ["chaud", "chaud-macros", "chaud-runtime"];
  const names = await Promise.all(folders.map(async (folder) => {
    const text = await readFile(`crates/${folder}/Cargo.toml`);
    return /^name = "(.*)"$/m.exec(text)?.[1];
  }));
  assertEquals<(string | undefined)[]>([...CHAUD_PACKAGES], names);
});

Deno.test("chaud's packages: a package may know chaud by another name", () => {
  const check = (rename: string | null, key: string, crate: string) =>
    assertEquals(chaudDependency([dependency("chaud-live", { rename })]), {
      key,
      crate,
      path: undefined,
      isAlwaysHot: false,
    });
  check("hot", "hot", "hot");
  check("hot-code", "hot-code", "hot_code");
  check("chaud", "chaud", "chaud");
  // Its library has another name than the package.
  check(null, "chaud-live", "chaud");
});

Deno.test("chaud's packages: only an ordinary dependency counts", () => {
  const check = (each: Dependency) =>
    assertEquals([chaudDependency([each]), otherChaud([each])], [
      undefined,
      undefined,
    ]);
  check(dependency("chaud-live", { kind: "dev" }));
  check(dependency("chaud-live", { kind: "build" }));
  check(dependency("chaud", { kind: "dev" }));
  check(dependency("other", { rename: "chaud" }));
});

Deno.test("chaud's packages: others' of that name, and other versions, are told apart", () => {
  const check = (each: Dependency, expected: string | undefined) =>
    assertEquals(otherChaud([dependency("log"), each]), expected);
  check(dependency("chaud", { req: "^0.1" }), "chaud ^0.1");
  check(dependency("chaud", { rename: "hot", req: "*" }), "chaud *");
  check(dependency("chaud-live", { rename: "chaud" }), undefined);
  check(dependency("chaud-live", { req: "=99.0.0" }), "chaud-live =99.0.0");
  check(dependency("chaud-live", { req: "^0.1" }), "chaud-live ^0.1");
  check(dependency("chaud-live", { req: "*", path: "/chaud" }), undefined);
  check(dependency("chaud-live", { req: ">=0.1, <9" }), undefined);
});

Deno.test("chaud's packages: what of a version may not change", () => {
  assertEquals(["0.2.7", "2.3.4", "0.2"].map(series), ["0.2", "2", "0.2"]);
  assertEquals(
    DEPENDENCY,
    `chaud = { package = "chaud-live", version = "${REQUIREMENT}" }`,
  );
});
