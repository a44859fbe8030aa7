/** Plans for code that the real compiler made of one function. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ENTRY_FLAGS } from "../../build/scripts.ts";
import { noAbiChanges } from "../../analysis/abi_changes.ts";
import { Elf } from "../../object/elf.ts";
import { isNamed, ownName } from "../../object/demangle/own_name.ts";
import { belongsTo, entriesOf, type Image } from "./entries.ts";
import {
  type FunctionCode,
  leadBack,
  type LeadingBack,
} from "./leading_back.ts";

const BASE = `
pub struct Guard(pub u32);
impl Drop for Guard { fn drop(&mut self) { note(self.0); } }
pub trait Shape { fn area(&self) -> u32; }
impl Shape for Guard { fn area(&self) -> u32 { self.0 + helper(1) } }
fn note(n: u32) { helper(n); }
fn helper(n: u32) -> u32 { n + 1 }
pub fn each<T: Shape>(shape: &T) -> u32 { shape.area() }
pub fn step(n: u32) -> u32 { let guard = Guard(n); each(&guard) + helper(n) }
`;

/** The edited function, and the others' bodies emptied. */
const PATCH = BASE
  .replace("{ note(self.0); }", "{ loop {} }")
  .replace("{ self.0 + helper(1) }", "{ loop {} }")
  .replace("{ helper(n); }", "{ loop {} }")
  .replace("{ n + 1 }", "{ loop {} }")
  .replace("+ helper(n)", "+ 100 * helper(n)");

const EMPTIED = ["drop", "area", "note", "helper"];

interface Made extends Image {
  functions: string[];
}

async function make(source: string, ...flags: string[]): Promise<Made> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.rs"), source);
    const { code, stderr } = await new Deno.Command("rustc", {
      args: ["--edition=2024", "--crate-type=dylib", "-Cprefer-dynamic"]
        .concat("--crate-name=demo", "a.rs", "-o", "out", "-Awarnings")
        .concat(
          ENTRY_FLAGS[Deno.build.arch],
          "-Zunstable-options",
          flags,
        ),
      env: { RUSTC_BOOTSTRAP: "1" },
      cwd: folder,
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const elf = new Elf(await Deno.readFile(join(folder, "out")));
    const symbols = elf.symbols();
    // The C library's start files bring some, which no patch has.
    const functions = symbols.filter(({ name, kind, defined }) =>
      kind === "function" && defined && /^_ZN|^_R/.test(name)
    ).map(({ name }) => name);
    const path = source === PATCH ? "patch" : "base";
    return { path, functions, ...entriesOf(symbols, ["demo"], elf) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function codeOf(image: Made, edited = "step"): FunctionCode {
  const { functions } = image;
  return {
    image,
    functions,
    edited: new Set(functions.filter((each) => isNamed(each, edited))),
    mayBeEmptied: (name) => EMPTIED.includes(name),
    isAmbiguous: () => false,
    isOwn: belongsTo(["demo"]),
    changes: noAbiChanges(),
  };
}

/** Which functions lead from one file to another. */
function leads(
  plan: LeadingBack,
  from: Image,
  to: Image,
): string[] {
  if (plan.kind !== "planned") return [];
  const nameAt = (image: Image, at: number) => {
    const found = image.entries.entries().find(([, all]) => all.includes(at));
    return found && ownName(found[0]);
  };
  const found = plan.redirections.filter(({ image, patch }) =>
    image === from.path && patch === to.path
  );
  return found.flatMap(({ pairs }) =>
    pairs.map(([a, b]) => {
      assertEquals(nameAt(from, a), nameAt(to, b));
      return nameAt(from, a) ?? "";
    })
  ).toSorted();
}

for (const names of ["legacy", "v0"]) {
  Deno.test(`leading back: all but the edited function, by ${names} names`, async () => {
    const flag = `-Csymbol-mangling-version=${names}`;
    const [base, patch] = await Promise.all([
      make(BASE, flag),
      make(PATCH, flag),
    ]);
    const plan = leadBack([base], codeOf(patch));
    assertEquals(plan.kind, "planned");
    assertEquals(leads(plan, base, patch), ["step"]);
    const back = leads(plan, patch, base);
    // Nobody calls what only an emptied body called: it is not made at all.
    assertEquals(back, ["area", "drop", "helper"]);
    if (plan.kind !== "planned") return;
    // What is whole runs, and a later edit can lead it elsewhere.
    const running = [...plan.running.entries.keys()].map(ownName);
    assertEquals(running.toSorted(), ["each", "step"]);
    // What leads back has not become live.
    const symbols = plan.redirections.flatMap(({ symbols }) => symbols);
    assertEquals(symbols.map(ownName), ["step"]);
  });
}

function without(image: Made, name: string): Made {
  const left = [...image.entries].filter(([symbol]) => !isNamed(symbol, name));
  return { ...image, entries: new Map(left) };
}

Deno.test("leading back: an emptied body that could be reached stands in the way", async () => {
  const [base, patch] = await Promise.all([make(BASE), make(PATCH)]);
  const check = (older: Image[], code: Made) => {
    const plan = leadBack(older, codeOf(code));
    assertEquals(plan.kind, "impossible");
    if (plan.kind !== "impossible") return;
    const { stranded, unreached } = plan.obstacles;
    assertEquals([stranded.map(ownName), unreached], [["helper"], []]);
  };
  check([without(base, "helper")], patch);
  check([base], without(patch, "helper"));
  // One copy has no entry.
  const helper = patch.functions.filter((each) => isNamed(each, "helper"));
  check([base], { ...patch, functions: [...patch.functions, ...helper] });
});

Deno.test("leading back: a body that was kept need not lead anywhere", async () => {
  const [base, patch] = await Promise.all([make(BASE), make(PATCH)]);
  const older = without(base, "each");
  const plan = leadBack([older], codeOf(patch));
  assertEquals(plan.kind, "planned");
  assertEquals(leads(plan, patch, older).includes("each"), false);
});

Deno.test("leading back: an edited function that nothing can lead to stands in the way", async () => {
  const [base, patch] = await Promise.all([make(BASE), make(PATCH)]);
  const check = (older: Image[], code: FunctionCode, expected: string[]) => {
    const plan = leadBack(older, code);
    const found = plan.kind === "impossible" && plan.obstacles.unreached;
    assertEquals(found && found.map(ownName), expected);
  };
  check([without(base, "step")], codeOf(patch), ["step"]);
  const code = codeOf(patch);
  const edited = new Set([...code.edited, "gone"]);
  check([base], { ...code, edited }, ["gone"]);
});

Deno.test("leading back: what only newer code has leads there, and old entries of all lead on", async () => {
  const [base, patch] = await Promise.all([make(BASE), make(PATCH)]);
  const newer = { ...base, path: "newer" };
  const plan = leadBack([without(base, "helper"), newer], codeOf(patch));
  assertEquals(leads(plan, patch, newer), ["helper"]);
  assertEquals(leads(plan, base, patch), ["step"]);
  assertEquals(leads(plan, newer, patch), ["step"]);
});

Deno.test("leading back: an edited function that old callers must not get stands in the way", async () => {
  const [base, patch] = await Promise.all([make(BASE), make(PATCH)]);
  const changes = { ...noAbiChanges(), safeOnly: new Set(["helper"]) };
  const plan = leadBack([base], { ...codeOf(patch), changes });
  const found = plan.kind === "impossible" && plan.obstacles.unreached;
  assertEquals(found && found.map(ownName), ["step"]);
});

/** Code with some functions, all of which lead back if they may be emptied. */
function planFor(symbols: string[], known: Partial<FunctionCode>): LeadingBack {
  const image = (path: string): Image => ({
    path,
    entries: new Map(symbols.map((symbol, i) => [symbol, [64 + 32 * i]])),
  });
  return leadBack([image("base")], {
    image: image("patch"),
    functions: symbols,
    edited: new Set(),
    mayBeEmptied: () => true,
    isAmbiguous: () => false,
    isOwn: () => true,
    changes: noAbiChanges(),
    ...known,
  });
}

function checkEmptied(symbol: string, names: string[], expected: boolean) {
  const plan = planFor([symbol], {
    mayBeEmptied: (name) => names.includes(name),
  });
  assertEquals(plan.kind, "planned");
  if (plan.kind !== "planned") return;
  assertEquals(plan.redirections.length, expected ? 1 : 0);
  assertEquals(plan.running.entries.has(symbol), !expected);
}

Deno.test("leading back: what the compiler has made is whole, whatever is emptied", () => {
  const all = ["step", "drop_in_place", "call_once", ""];
  checkEmptied("_ZN4demo4step17h0123456789abcdefE", all, true);
  checkEmptied(
    "_ZN4demo4step28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE",
    all,
    false,
  );
  checkEmptied(
    "_ZN4core3ptr32drop_in_place$LT$demo..Guard$GT$17h0123456789abcdefE",
    all,
    false,
  );
  checkEmptied("_RNCNvCs0_4demo4step0B3_", all, false);
  checkEmptied("_RNvCs0_4demo4step", all, true);
  // It leads nowhere, and is never called in a patch.
  checkEmptied("main", ["main"], false);
  checkEmptied("__rust_try", ["__rust_try"], false);
});

Deno.test("leading back: a name that may be read wrongly is that of an emptied body", () => {
  checkEmptied("exported_by_another_name", [], true);
  checkEmptied("_ZN4demo7caf$ue9$17h0123456789abcdefE", [], true);
  checkEmptied("_RNvCs0_4demou9caf_dma", [], true);
  checkEmptied("_RNvCs0_4demou7caf_dma", [], true);
});

Deno.test("leading back: what may be made for other closures stands in the way", () => {
  const symbol = "_ZN4demo4step17h0123456789abcdefE";
  const isAmbiguous = (name: string) => name === "step";
  const plan = planFor([symbol], { isAmbiguous });
  const found = plan.kind === "impossible" && plan.obstacles.ambiguous;
  assertEquals(found, [symbol]);
  // Nothing of it was emptied.
  const whole = planFor([symbol], { isAmbiguous, mayBeEmptied: () => false });
  assertEquals(whole.kind, "planned");
});
