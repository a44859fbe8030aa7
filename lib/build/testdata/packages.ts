/** Packages as cargo describes them, for tests. */

import type { Package } from "../cargo/workspace.ts";

/** The folder of their workspace. */
export const TOP = "/home/user/project";

/** A member of the workspace: without more words, a program of its own name. */
export function member(name: string, more: Partial<Package> = {}): Package {
  const source = `${TOP}/${name}/src/main.rs`;
  return {
    name,
    folder: `${TOP}/${name}`,
    chaud: undefined,
    otherChaud: undefined,
    pathDependencies: [],
    sources: [source],
    library: undefined,
    isUnhashed: false,
    isProcMacro: false,
    buildScript: undefined,
    binaries: [{ name, source }],
    examples: [],
    isDefault: true,
    defaultRun: undefined,
    ...more,
  };
}

/** A member that others depend on. */
export function libraryMember(
  name: string,
  more: Partial<Package> = {},
): Package {
  const library = `${TOP}/${name}/src/lib.rs`;
  return member(name, { library, sources: [], binaries: [], ...more });
}
