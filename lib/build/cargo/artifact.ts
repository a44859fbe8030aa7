/**
 * What cargo's folders tell of an executable that was built without Chaud's
 * linker: where it belongs, and the fingerprint that cargo keeps of it. Pure.
 */

import { basename, dirname, join } from "@std/path";

/** An executable in cargo's target folder. */
export interface Artifact {
  name: string;
  kind: "bin" | "example";
  /** Cargo's name of the profile. */
  profile: string;
  /** The folder with `deps/` and `.fingerprint/`. */
  folder: string;
  targetFolder: string;
  /** As given to cargo's `--target`. */
  triple: string | undefined;
}

/**
 * Takes an executable's path apart.
 *
 * @param isTarget Whether a folder is cargo's target folder.
 */
export function artifactAt(
  path: string,
  isTarget: (folder: string) => boolean,
): Artifact | undefined {
  const above = dirname(path);
  const isExample = basename(above) === "examples";
  const folder = isExample ? dirname(above) : above;
  const parent = dirname(folder);
  const hasTriple = !isTarget(parent);
  const targetFolder = hasTriple ? dirname(parent) : parent;
  if (!isTarget(targetFolder)) return undefined;
  const profile = basename(folder);
  return {
    name: basename(path),
    kind: isExample ? "example" : "bin",
    profile: profile === "debug" ? "dev" : profile,
    folder,
    targetFolder,
    triple: hasTriple ? basename(parent) : undefined,
  };
}

/** The folder where another build of the same profile goes. */
export function folderIn(targetFolder: string, artifact: Artifact): string {
  const { triple, folder } = artifact;
  return join(targetFolder, triple ?? "", basename(folder));
}

/** The part of cargo's fingerprint of a unit that the driver reads. */
export interface Fingerprint {
  /** A hash of what `rustc -vV` says. */
  rustc: number;
  features: string[];
  profile: number;
  rustflags: string[];
  /** Of the units that it depends on: what their own files say they are. */
  dependencies: string[];
}

/** Reads a fingerprint: `.fingerprint/<package>-<hash>/<kind>-<name>.json`. */
export function parseFingerprint(json: string): Fingerprint {
  const { rustc, features, profile, rustflags } = JSON.parse(json) as {
    rustc: number;
    features: string;
    profile: number;
    rustflags: string[];
  };
  const names = JSON.parse(features) as string[];
  const dependencies = Array.from(
    json.matchAll(DEPENDENCY),
    ([, hash = ""]) => littleEndian(BigInt(hash)),
  );
  return { rustc, features: names, profile, rustflags, dependencies };
}

/** A dependency: numbers of 64 bits, of which `JSON.parse` loses some. */
const DEPENDENCY = /\[\d+,"[^"]*",(?:true|false),(\d+)\]/g;

/** As cargo writes what a unit is. */
function littleEndian(hash: bigint): string {
  const digits = hash.toString(16).padStart(16, "0");
  return (digits.match(/../g) ?? []).reverse().join("");
}

/** Switches that a base without Chaud's linker script must be built with. */
const NEEDED: [flag: string, pattern: RegExp][] = [
  ["-Clink-dead-code", /-C ?link-dead-code(?!=(?:n|no|off|false)\b)/],
  [
    "-Zpre-link-args=-Wl,--whole-archive",
    /-Z ?pre-link-args?=\S*--whole-archive/,
  ],
  ["-Clink-args=-Wl,--export-dynamic", /--export-dynamic|-rdynamic/],
  [
    "-Clink-args=-Wl,--allow-multiple-definition",
    /--allow-multiple-definition/,
  ],
];

/** All of {@linkcode missingFlags}, as a value for `RUSTFLAGS`. */
export const MANUAL_FLAGS: string = NEEDED.map(([flag]) => flag).join(" ");

/** The switches that are missing. */
export function missingFlags(rustflags: readonly string[]): string[] {
  const text = rustflags.join(" ");
  return NEEDED.flatMap(([flag, pattern]) => pattern.test(text) ? [] : flag);
}

/** Says in what two builds of a unit differ. */
export function differences(
  running: Fingerprint,
  other: Fingerprint,
): string[] {
  const found: string[] = [];
  const differ = (what: string, left: string[], right: string[]) => {
    if (left.join(" ") === right.join(" ")) return;
    const list = (words: string[]) => words.join(" ") || "none";
    found.push(`${what}: ${list(left)} in the program, ${list(right)} here`);
  };
  if (running.rustc !== other.rustc) found.push("another version of rustc");
  differ("features", running.features, other.features);
  differ("RUSTFLAGS", running.rustflags, other.rustflags);
  if (running.profile !== other.profile) {
    found.push("settings of the profile");
  }
  return found;
}
