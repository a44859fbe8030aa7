/**
 * From what was found out about a machine and a workspace to advice. Never
 * finds out anything itself. Pure.
 */

import {
  CHAUD_PACKAGES,
  DEPENDENCY,
  series,
} from "../../build/cargo/chaud_packages.ts";
import { codegenOption } from "../../build/rustc/arguments.ts";
import { readTable, type Table, tablesAt } from "../../build/cargo/toml.ts";
import { isSilent } from "../../system/mounts.ts";
import { wrongSetting } from "../messages.ts";
import type { Settings } from "../arguments/settings.ts";
import * as say from "./advice.ts";

/** One thing that was checked. */
export interface Finding {
  /** What was checked, e.g. `linker`. */
  check: string;
  /** Whether hot reload works as far as this goes. */
  level: "ok" | "warning" | "problem";
  text: string;
  /** What to do about it; empty if nothing. */
  remedy: string;
}

/** The oldest Rust that the crates compile with. */
export const OLDEST_RUST = "1.88";

/** Architectures of Linux for which the runtime is made. */
const PLATFORMS: readonly string[] = ["x86_64", "aarch64"];

/** Says whether programs can be reloaded on the platform. */
export function platform(os: string, arch: string): Finding {
  const is = `${os} on ${arch}`;
  return os === "linux" && PLATFORMS.includes(arch)
    ? ok("platform", is)
    : problem("platform", is, say.PLATFORM_REMEDY);
}

/** @param version What `rustc --version` says; nothing if it does not run. */
export function toolchain(version: string | undefined): Finding {
  const [, number = "", major = 0, minor = 0] =
    /^rustc ((\d+)\.(\d+)\S*)/.exec(version ?? "") ?? [];
  if (number === "") {
    return problem("toolchain", say.NO_RUST, say.RUST_REMEDY);
  }
  const [oldMajor = 0, oldMinor = 0] = OLDEST_RUST.split(".").map(Number);
  const isOld = Number(major) < oldMajor ||
    (Number(major) === oldMajor && Number(minor) < oldMinor);
  return isOld
    ? problem("toolchain", `rustc ${number}`, say.oldRust(OLDEST_RUST))
    : ok("toolchain", `rustc ${number}`);
}

/** Says whether saves of sources are noticed on a file system. */
export function watching(kind: string | undefined): Finding {
  if (kind === undefined) return ok("watching", say.UNKNOWN_FILE_SYSTEM);
  return isSilent(kind)
    ? warning("watching", say.mayBeSilent(kind), say.POLL_REMEDY)
    : ok("watching", say.tellsOfSaves(kind));
}

/** Says which settings are in force, and which are not understood. */
export function settings({ settings, wrong }: Settings): Finding[] {
  return [
    ...settings.map(({ name, value, from }) =>
      ok("settings", say.inForce(name, value, from))
    ),
    ...wrong.map((each) =>
      warning("settings", wrongSetting(each), say.SETTINGS_REMEDY)
    ),
  ];
}

/** How an empty program fared with the user's own configuration. */
export interface Trial {
  /** The arguments of its rustc call, once there was one. */
  rustcArgs: string[] | undefined;
  /** What cargo said, if it could not be built. */
  failure: string | undefined;
  /** What happened when it was started. */
  start: "well" | "denied" | "failed" | "not tried";
  /** Where it was built and started: where sessions keep their patches. */
  folder: string;
}

/** Judges the linker, the flags and the folder of patches. */
export function trial(trial: Trial): Finding[] {
  const { failure, rustcArgs = [], start, folder } = trial;
  const flags = judgeFlags(rustcArgs);
  if (failure !== undefined) {
    return [...flags, problem("linker", failure, say.LINKER_REMEDY)];
  }
  const linker = codegenOption(rustcArgs, "linker") ?? "cc";
  const linked = ok("linker", say.linksWith(linker));
  const fine = flags.length > 0 ? flags : [ok("flags", say.FLAGS_FINE)];
  const started = {
    "well": [ok("patches", say.canLoad(folder))],
    "denied": [problem("patches", say.noExec(folder), say.NO_EXEC_REMEDY)],
    "failed": [problem("patches", say.DOES_NOT_START, say.START_REMEDY)],
    "not tried": [],
  };
  return [linked, ...fine, ...started[start]];
}

function judgeFlags(args: string[]): Finding[] {
  const features = codegenOption(args, "target-feature") ?? "";
  const target = args[args.indexOf("--target") + 1] ?? "";
  const isStatic = features.split(",").includes("+crt-static") ||
    (/musl/.test(target) && !features.split(",").includes("-crt-static"));
  return isStatic ? [problem("flags", say.STATIC, say.STATIC_REMEDY)] : [];
}

/** How a profile says that it wants none. */
const LTO_OFF: readonly string[] = ["off", "false", "n", "no"];

/** The profiles that there are without any being written down. */
const PROFILES: readonly string[] = ["dev", "release", "test", "bench"];

/** The variables that may set link-time optimisation for a profile. */
export function ltoVariables(tables: readonly Table[]): string[] {
  const named = tables.flatMap((table) =>
    tablesAt(table, "profile").map(([name]) => name)
  );
  return [...new Set([...PROFILES, ...named])].map((name) =>
    `CARGO_PROFILE_${name.toUpperCase().replaceAll("-", "_")}_LTO`
  );
}

/**
 * Judges link-time optimisation.
 *
 * @param tables The manifest and cargo's configuration; later ones count more.
 * @param variables Those of the environment.
 */
export function lto(
  tables: readonly Table[],
  variables: Readonly<Record<string, string>>,
): Finding[] {
  const profiles = new Map<string, string>();
  for (const table of tables) {
    for (const [name, { lto }] of tablesAt(table, "profile")) {
      if (lto !== undefined) profiles.set(name, String(lto));
    }
  }
  for (const [name, value] of Object.entries(variables)) {
    const profile = /^CARGO_PROFILE_(\w+)_LTO$/.exec(name)?.[1];
    if (profile) profiles.set(profile.toLowerCase(), value);
  }
  const on = [...profiles].filter(([, value]) => !LTO_OFF.includes(value));
  if (on.length === 0) return [ok("lto", say.LTO_OFF)];
  return on.map(([profile, value]) => {
    const text = say.ltoOn(profile, value);
    const remedy = say.ltoRemedy(profile);
    return profile === "dev"
      ? problem("lto", text, remedy)
      : warning("lto", text, remedy);
  });
}

/** A program of the workspace. */
export interface Subject {
  /** The name of its package. */
  name: string;
  /** Whether the package depends on `chaud`. */
  depends: boolean;
  /** Whether `main` calls `init!()`; unknown if it could not be read. */
  starts: boolean | undefined;
}

/** Judges the programs; what is missing in one only matters if all lack it. */
export function programs(subjects: readonly Subject[]): Finding[] {
  const good = subjects.filter(({ depends, starts }) =>
    depends && starts !== false
  );
  if (good.length > 0) {
    return [ok("set-up", say.isSetUp(good.map(({ name }) => name)))];
  }
  if (subjects.length === 0) {
    return [warning("set-up", say.NO_PROGRAM, say.NO_PROGRAM_REMEDY)];
  }
  return subjects.map(({ name, depends }) =>
    depends
      ? problem("set-up", say.doesNotInit(name), say.SET_UP_REMEDY)
      : warning("set-up", say.doesNotDepend(name), say.DEPEND_REMEDY)
  );
}

/** Judges what packages depend on in place of `chaud`. */
export function others(
  packages: readonly { name: string; otherChaud: string | undefined }[],
): Finding[] {
  return packages.flatMap(({ name, otherChaud }) =>
    otherChaud === undefined ? [] : problem(
      "set-up",
      say.dependsOnOther(name, otherChaud),
      say.otherRemedy(name, DEPENDENCY),
    )
  );
}

/** The name of a package in a lock file, and its version. */
export type Locked = [name: string, version: string];

/** Reads Chaud's crates out of a `Cargo.lock`. */
export function lockedCrates(lock: string): Locked[] {
  return tablesAt(readTable(lock), "package")
    .map(([, { name, version }]): Locked => [String(name), String(version)])
    .filter(([name]) => CHAUD_PACKAGES.includes(name));
}

/** Holds the versions of the crates against the driver's. */
export function versions(
  locked: readonly Locked[],
  driver: string,
): Finding[] {
  if (locked.length === 0) return [];
  const names = locked.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    return [problem("versions", say.twice(twice), say.TWICE_REMEDY)];
  }
  const odd = locked.filter(([, version]) =>
    series(version) !== series(driver)
  );
  const text = [["driver", driver], ...locked]
    .map(([name, version]) => `${name} ${version}`).join(", ");
  return odd.length > 0
    ? [problem("versions", text, say.VERSIONS_REMEDY)]
    : [ok("versions", text)];
}

/** Judges whether hot reload is on in ordinary builds as well. */
export function feature(packages: readonly string[]): Finding[] {
  return packages.map((name) =>
    warning("feature", say.alwaysOn(name), say.ALWAYS_ON_REMEDY)
  );
}

/** What went wrong before the workspace could be read. */
export function noWorkspace(message: string): Finding {
  return problem("workspace", message, say.NO_WORKSPACE_REMEDY);
}

function ok(check: string, text: string): Finding {
  return { check, level: "ok", text, remedy: "" };
}

function warning(check: string, text: string, remedy: string): Finding {
  return { check, level: "warning", text, remedy };
}

function problem(check: string, text: string, remedy: string): Finding {
  return { check, level: "problem", text, remedy };
}
