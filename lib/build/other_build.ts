/**
 * Tells in what a build differs from that of a running program, by what cargo
 * keeps of both: of the program's own units alone, whatever else was built
 * there. Never builds anything.
 */

import { dirname, join } from "@std/path";
import { modified, namesIn, readText } from "../system/files.ts";
import {
  differences,
  type Fingerprint,
  parseFingerprint,
} from "./cargo/artifact.ts";
import type { BuiltProgram } from "./recorded_build.ts";

/** What a unit with code of the program has; a build script has another. */
const CODE = /^(?:lib|bin|example)-.*\.json$/;

/** A unit, as cargo keeps it. */
interface KeptUnit {
  package: string;
  fingerprint: Fingerprint;
}

/** Says in what a recorded build is another than the program's. */
export async function explainOtherBuild(
  built: BuiltProgram,
  recorded: string,
): Promise<string> {
  const { artifact: { name, kind, folder }, fingerprint } = built;
  const own = { package: built.package, fingerprint };
  const there = await Prints.read(dirname(dirname(recorded)));
  const other = await there.newest(built.package, `${kind}-${name}`);
  if (!other) return otherBuild([]);
  const running = (await Prints.read(folder)).behind(own);
  const units = there.behind(other);
  const found = running.flatMap((unit) => {
    const twins = units.filter((each) => each.package === unit.package);
    const all = twins.map((twin) =>
      differences(unit.fingerprint, twin.fingerprint)
    );
    // One package may be built for several purposes.
    const isSame = all.length === 0 || all.some((list) => list.length === 0);
    return isSame ? [] : [`\`${unit.package}\`: ${all[0]?.join("; ")}`];
  });
  return otherBuild(found);
}

/** What cargo keeps of the units of a profile. */
class Prints {
  readonly #folder: string;
  /** By what their dependents call them. */
  readonly #units: ReadonlyMap<string, KeptUnit>;

  private constructor(folder: string, units: ReadonlyMap<string, KeptUnit>) {
    this.#folder = folder;
    this.#units = units;
  }

  /** @param profile Where the artifacts are. */
  static async read(profile: string): Promise<Prints> {
    const folder = join(profile, ".fingerprint");
    const units = new Map<string, KeptUnit>();
    for (const unit of await namesIn(folder)) {
      for (const file of await namesIn(join(folder, unit))) {
        if (!CODE.test(file)) continue;
        const path = join(folder, unit, file.slice(0, -".json".length));
        // One that is being written is none of the program's.
        const [hash, json] = await Promise.all(
          [path, `${path}.json`].map((each) => readText(each).catch(() => "")),
        );
        if (!hash || !json) continue;
        const fingerprint = parseFingerprint(json);
        units.set(hash, { package: packageOf(unit), fingerprint });
      }
    }
    return new Prints(folder, units);
  }

  /** A program's unit and all that it depends on, itself first. */
  behind(program: KeptUnit): KeptUnit[] {
    const found = new Set([program]);
    for (const { fingerprint } of found) {
      for (const hash of fingerprint.dependencies) {
        const unit = this.#units.get(hash);
        if (unit) found.add(unit);
      }
    }
    return [...found];
  }

  /** What was built last of a package. */
  async newest(name: string, kind: string): Promise<KeptUnit | undefined> {
    let last: { at: number; path: string } | undefined;
    for (const unit of await namesIn(this.#folder)) {
      if (packageOf(unit) !== name) continue;
      const path = join(this.#folder, unit, `${kind}.json`);
      const at = await modified(path);
      if (at !== undefined && (!last || at > last.at)) last = { at, path };
    }
    if (!last) return undefined;
    const fingerprint = parseFingerprint(await readText(last.path));
    return { package: name, fingerprint };
  }
}

/** Cargo calls the folder of a unit `<package>-<hash>`. */
function packageOf(unit: string): string {
  return unit.slice(0, -17);
}

/** Said when the driver's build is not the program's. */
function otherBuild([first, ...others]: string[]): string {
  const more = others.length === 0
    ? ""
    : ` (and ${others.length} more of its packages differ)`;
  return `cargo builds another program than the one that runs\n` +
    (first === undefined ? "" : `  ${first}${more}\n`) +
    `  CHAUD_FEATURE_FLAGS must hold the feature arguments that cargo got, ` +
    `and toolchain, profile and RUSTFLAGS must be the same`;
}
