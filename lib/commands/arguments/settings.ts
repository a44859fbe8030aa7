/**
 * What a manifest says of how its program is run, under
 * `[package.metadata.chaud]` and `[workspace.metadata.chaud]`. Never reads a
 * file. Pure.
 */

import { type Table, valueAt } from "../../build/cargo/toml.ts";
import { nearest } from "./nearest.ts";

/** What can be set, and what each has to be. */
const KINDS = {
  /** The package to run, where no other is named. */
  package: "text",
  /** Arguments of `chaud run`, before those that are given. */
  arguments: "texts",
  /** Variables, where they are not set. */
  env: "variables",
  /** What `--restart` says. */
  restart: "policy",
  /** A command to run when a save is live. */
  "on-reload": "text",
} as const;

/** The name of a setting. */
export type SettingName = keyof typeof KINDS;

/** One setting that is in force. */
export interface Setting {
  name: SettingName;
  value: unknown;
  /** The manifest that it stands in. */
  from: string;
}

/** A setting that is not understood. */
export interface WrongSetting {
  from: string;
  key: string;
  /** What it would have to be; nothing where there is no such setting. */
  expected?: string;
  /** What may have been meant. */
  near?: string;
}

/** What is in force, and what is not understood. */
export interface Settings {
  settings: Setting[];
  wrong: WrongSetting[];
}

/** A manifest. */
export interface Manifest {
  path: string;
  table: Table;
}

const EXPECTED = {
  text: "a string",
  texts: "an array of strings",
  variables: "a table of strings",
  policy: '"auto", "ask" or "never"',
};

/**
 * Takes the settings out of manifests.
 *
 * @param manifests The package's first: it counts for more.
 */
export function settingsOf(manifests: readonly Manifest[]): Settings {
  const found: Settings = { settings: [], wrong: [] };
  for (const { path: from, table } of manifests) {
    for (const owner of ["package", "workspace"]) {
      const own = valueAt(table, owner, "metadata", "chaud");
      if (typeof own !== "object" || own === null) continue;
      for (const [key, value] of Object.entries(own)) {
        take(found, from, key, value);
      }
    }
  }
  return found;
}

function take(
  { settings, wrong }: Settings,
  from: string,
  key: string,
  value: unknown,
): void {
  const names = Object.keys(KINDS) as SettingName[];
  const name = names.find((each) => each === key);
  if (name === undefined) {
    const near = nearest(key, names);
    wrong.push({ from, key, ...near === undefined ? {} : { near } });
  } else if (!fits(value, KINDS[name])) {
    wrong.push({ from, key, expected: EXPECTED[KINDS[name]] });
  } else if (!settings.some((each) => each.name === name)) {
    settings.push({ name, value, from });
  }
}

function fits(value: unknown, kind: keyof typeof EXPECTED): boolean {
  const isText = (each: unknown) => typeof each === "string";
  switch (kind) {
    case "text":
      return isText(value);
    case "texts":
      return Array.isArray(value) && value.every(isText);
    case "variables":
      return typeof value === "object" && value !== null &&
        !Array.isArray(value) && Object.values(value).every(isText);
    case "policy":
      return value === "auto" || value === "ask" || value === "never";
  }
}

/** The value of a setting. */
function valueOf<T>({ settings }: Settings, name: SettingName): T | undefined {
  return settings.find((each) => each.name === name)?.value as T | undefined;
}

/** Options by which somebody says what to run. */
const CHOOSING = ["-p", "--package", "--bin", "--example", "--manifest-path"];

/**
 * The arguments of `chaud run`, with those that are set. What is given comes
 * last, so that it counts; what is set for the program gives way to it.
 */
export function withSettings(
  found: Settings,
  args: readonly string[],
): string[] {
  const [toolchain, given] = args[0]?.startsWith("+")
    ? [args.slice(0, 1), args.slice(1)]
    : [[], args];
  const [own, program] = split(given);
  const [set, setProgram] = split(valueOf<string[]>(found, "arguments") ?? []);
  const name = valueOf<string>(found, "package");
  const restart = valueOf<string>(found, "restart");
  const isChosen = [...own, ...set].some((word) =>
    CHOOSING.includes(word.split("=", 1)[0] ?? "") || /^-p./.test(word)
  );
  return [
    ...toolchain,
    ...restart === undefined ? [] : [`--restart=${restart}`],
    ...name === undefined || isChosen ? [] : ["-p", name],
    ...set,
    ...own,
    ...program.length > 0 ? program : setProgram,
  ];
}

/** What is for the program begins with `--`. */
function split(args: readonly string[]): [string[], string[]] {
  const at = args.indexOf("--");
  return at < 0 ? [[...args], []] : [args.slice(0, at), args.slice(at)];
}

/** Variables that are set. */
export function variablesOf(found: Settings): Record<string, string> {
  return valueOf<Record<string, string>>(found, "env") ?? {};
}

/** The command to run when a save is live. */
export function commandOf(found: Settings): string | undefined {
  return valueOf<string>(found, "on-reload");
}
