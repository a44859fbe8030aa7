/**
 * Reads TOML: manifests, lock files and cargo's configuration. Never writes
 * any. Pure.
 */

import { parse } from "smol-toml";

/** A table of TOML. */
export interface Table {
  readonly [key: string]: unknown;
}

/**
 * Reads a document. One that is not TOML is as good as empty: cargo says what
 * is wrong with it, and where.
 */
export function readTable(text: string): Table {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

/** What stands at a path of keys, if anything does. */
export function valueAt(table: Table, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => isTable(value) ? value[key] : undefined,
    table,
  );
}

/** The tables in a table, or in the array of tables, at a path of keys. */
export function tablesAt(
  table: Table,
  ...keys: string[]
): [name: string, table: Table][] {
  const value = valueAt(table, ...keys);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, Table] =>
    isTable(entry[1])
  );
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}
