/**
 * Stands in for `@std/path` where JSR is out of reach.
 *
 * @module
 */

import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const SEPARATOR: "/" | "\\" = path.sep;
export const basename: (path: string, suffix?: string) => string =
  path.basename;
export const dirname: (path: string) => string = path.dirname;
export const extname: (path: string) => string = path.extname;
export const isAbsolute: (path: string) => boolean = path.isAbsolute;
export const join: (path: string, ...paths: string[]) => string = path.join;
export const normalize: (path: string) => string = path.normalize;
export const relative: (from: string, to: string) => string = path.relative;
export const resolve: (...paths: string[]) => string = path.resolve;

/** The path that a `file:` URL names. */
export function fromFileUrl(url: URL | string): string {
  return fileURLToPath(url);
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  return pathToFileURL(path);
}
