/** Units for tests: those that `tests/record.ts` recorded, and made-up ones. */

import { describeUnit, type Recording, type Unit } from "../rustc/unit.ts";
import recordings from "./units.json" with { type: "json" };

/** Units of a real build: `main` depends on `mid` and `leaf`, `mid` on `leaf`. */
export function recordedUnit(crateName: "leaf" | "mid" | "main"): Unit {
  const units = (recordings as Omit<Recording, "flags">[])
    .map((recording) => describeUnit({ ...recording, flags: [] }));
  const unit = units.find((each) => each.crateName === crateName);
  if (unit) return unit;
  throw new Error(`Cannot find a recording of \`${crateName}\``);
}

/** A library whose id is its name. */
export function library(name: string, ...dependencies: string[]): Unit {
  const folder = "/home/user/project/target/debug/deps";
  const externs = dependencies.flatMap((each) => [
    "--extern",
    `${each}=${folder}/lib${each}.rmeta`,
  ]);
  return describeUnit({
    args: [
      "rustc",
      "--crate-name",
      name,
      `${name}/lib.rs`,
      "--crate-type",
      "lib",
      "--out-dir",
      folder,
      ...externs,
    ],
    env: {},
    cwd: "/home/user/project",
    flags: [],
  });
}
