/**
 * Cargo's configuration, in the order in which cargo looks at it: what stands
 * in arguments, then in files from a folder upwards, then in cargo's own. It
 * only reads.
 */

import { dirname, join, resolve } from "@std/path";
import { readText } from "../../system/files.ts";
import { readTable, type Table, valueAt } from "./toml.ts";

/** One place where cargo is configured. */
export interface Configuration {
  table: Table;
  /** Paths in it are relative to this folder. */
  folder: string;
}

/** Where cargo is configured. */
export interface ConfigurationPlaces {
  /** The folder that cargo is started in. */
  cwd: string;
  /** `$CARGO_HOME`. */
  cargoHome: string;
  /** Values of `--config`: files, or TOML. */
  given?: readonly string[];
}

/** Reads all of it, the most important first. */
export async function readConfiguration(
  { cwd, cargoHome, given = [] }: ConfigurationPlaces,
): Promise<Configuration[]> {
  const read: Configuration[] = [];
  for (const value of given.toReversed()) {
    const path = resolve(cwd, value);
    const text = await readText(path).catch(() => undefined);
    read.push(
      text === undefined
        ? { table: readTable(value), folder: cwd }
        : { table: readTable(text), folder: dirname(path) },
    );
  }
  const folders = [...foldersAbove(cwd).map((top) => join(top, ".cargo"))];
  if (!folders.includes(cargoHome)) folders.push(cargoHome);
  for (const folder of folders) {
    for (const name of ["config", "config.toml"]) {
      const text = await readText(join(folder, name)).catch(() => undefined);
      if (text === undefined) continue;
      read.push({ table: readTable(text), folder: dirname(folder) });
      // Of both, cargo reads the one without an ending.
      break;
    }
  }
  return read;
}

/**
 * What is configured first, as a path or name of a program. One that is empty
 * takes back those that count less.
 */
export function configuredProgram(
  configuration: readonly Configuration[],
  ...keys: string[]
): string | undefined {
  for (const { table, folder } of configuration) {
    const value = valueAt(table, ...keys);
    if (typeof value !== "string") continue;
    return value.includes("/") ? resolve(folder, value) : value;
  }
  return undefined;
}

/** A folder and those that it is in. */
function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}
