/**
 * Finds out which package `cargo run` is going to start a program of, as far
 * as the arguments tell: only what that package depends on counts. Pure.
 */

import { dirname, resolve } from "@std/path";
import { holds } from "../../system/paths.ts";
import { type CargoArguments, values } from "./arguments.ts";
import type { Package, Workspace } from "./workspace.ts";

/**
 * The packages that may be meant: one, unless cargo is going to complain.
 *
 * @param cwd The folder that cargo is started in.
 */
export function selectPackages(
  { folder, packages }: Workspace,
  { cargo }: Pick<CargoArguments, "cargo">,
  cwd: string,
): Package[] {
  const named = [...values(cargo, "--package"), ...values(cargo, "-p")];
  const manifest = values(cargo, "--manifest-path").at(-1);
  const here = manifest === undefined ? cwd : dirname(resolve(cwd, manifest));
  const own = nearest(packages, here);
  const considered = named.length > 0
    ? packages.filter((each) => named.some((spec) => fits(spec, each)))
    : own && own.folder !== folder
    ? [own]
    : packages.filter(({ isDefault }) => isDefault);
  return considered.filter((each) => canStart(each, cargo));
}

function nearest(
  packages: readonly Package[],
  folder: string,
): Package | undefined {
  return packages.filter((each) => holds(each.folder, folder))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** A package is named as `name`, `name@1.0`, or by a URL that ends in either. */
function fits(spec: string, { name, folder }: Package): boolean {
  const [path = "", fragment] = spec.split("#");
  const [last = ""] = (fragment ?? path).split(/[@:](?=\d)/);
  return last === name ||
    (path.endsWith(folder) && !/[a-z]/i.test(fragment ?? ""));
}

function canStart(
  { binaries, examples }: Package,
  cargo: string[],
): boolean {
  const [bin, example] = [values(cargo, "--bin"), values(cargo, "--example")];
  if (bin.length + example.length === 0) return binaries.length > 0;
  return binaries.some(({ name }) => bin.includes(name)) ||
    examples.some(({ name }) => example.includes(name));
}
