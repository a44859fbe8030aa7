import { assertEquals } from "@std/assert";
import { addedCrates } from "./comparison.ts";
import type { Base } from "./base.ts";
import { options } from "./rustc/arguments.ts";
import { describeUnit, type Unit } from "./rustc/unit.ts";
import { UnitGraph } from "./rustc/unit_graph.ts";

/** Parses `name-hash: dependency-hash … +switch`. */
function parse(line: string): Unit {
  const [id = "", rest = ""] = line.trim().split(/: ?/);
  const [name = "", hash] = id.split("-");
  const words = rest.split(" ").filter((word) => word !== "");
  const externs = words.filter((word) => !word.startsWith("+"))
    .map((id) => [`--extern`, `${id.replace(/-.*/, "")}=/t/lib${id}.rmeta`]);
  const args = [
    ...["rustc", "--crate-name", name, `/src/${name}.rs`],
    ...["--crate-type", name === "app" ? "bin" : "lib", "--out-dir", "/t"],
    ...["-C", `metadata=${hash}`, "-C", `extra-filename=-${hash}`],
    ...words.filter((word) => word.startsWith("+")),
    ...["-L", "dependency=/t", ...externs.flat()],
  ];
  return describeUnit({ args, env: {}, cwd: "/src", flags: [] });
}

function base(text: string): Base {
  const units = text.trim().split("\n").map(parse);
  const bin = units.find(({ crateName }) => crateName === "app") as Unit;
  const line = {} as Base["line"];
  const graph = new UnitGraph(units);
  return { folder: "", executable: "", shape: "split", bin, graph, line };
}

/** Each unit of what runs then, with its dependencies. */
function shown({ graph }: Base): string[] {
  return graph.order.map(({ id, recording }) =>
    [
      `${id}:`,
      ...options(recording.args, "--extern")
        .map((each) => each.replace(/^.*\/lib|\.rmeta$/g, "")),
    ].join(" ")
  );
}

function check(
  [running, last, next]: [string, string, string],
  expected: { names: string[]; units: string[] } | undefined,
) {
  const builds = { running: base(running), last: base(last), next: base(next) };
  const found = addedCrates(builds);
  assertEquals(
    found && { names: found.names, units: shown(found.base) },
    expected,
  );
}

const OLD = `
  app-1: engine-1 log-1
  engine-1: log-1
`;

Deno.test("comparison: what runs keeps its hashes, and learns what is new", () => {
  const next = `
    app-2: engine-2 log-1
    engine-2: log-1 extra-1 time-1
    extra-1: log-1
  `;
  check([OLD, OLD, next], {
    names: ["extra", "time"],
    units: [
      "extra-1: log-1",
      "engine-1: log-1 extra-1 time-1",
      "app-1: engine-1 log-1",
    ],
  });
});

Deno.test("comparison: more of them, to crates that were new", () => {
  const running = `
    app-1: engine-1 extra-1
    engine-1:
    extra-1: engine-1
  `;
  const last = running.replaceAll("engine-1", "engine-2")
    .replace("app-1", "app-2");
  const next = `
    app-3: engine-2 extra-2
    engine-2:
    extra-2: engine-2 time-1
  `;
  check([running, last, next], {
    names: ["time"],
    units: [
      "engine-1:",
      "extra-1: engine-1 time-1",
      "app-1: engine-1 extra-1",
    ],
  });
});

Deno.test("comparison: whatever else changes is more than that", () => {
  const cases = [
    // Gone.
    "app-2: engine-1 log-1\nengine-1:",
    // Another library of the same name.
    "app-2: engine-2 log-2 time-1\nengine-2: log-2",
    // A switch.
    "app-2: engine-1 log-1 time-1 +--cfg=loud\nengine-1: log-1",
    // A crate that is used no more.
    "app-2: log-1 time-1",
    // Nothing.
    OLD,
  ];
  for (const next of cases) check([OLD, OLD, next], undefined);
});
