/**
 * Watches, for a session, the files that decide how its program is built: what
 * changes there is a matter for the restarter.
 */

import type { Base } from "../build/base.ts";
import { BuildWatch } from "./build_watch.ts";
import type { Restarter } from "./restarter.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "../build/cargo/workspace.ts";

/** What is watched. */
export interface Overseen {
  session: Session;
  base: Base;
  workspace: Workspace;
  /** The folder that cargo is started in. */
  cwd: string;
  /** When cargo was started: what is newer may have come too late for it. */
  since: number;
}

/** Begins to watch; the restarter ends it. */
export async function oversee(
  restarter: Restarter,
  { session, ...build }: Overseen,
): Promise<void> {
  const watch = new BuildWatch({
    ...build,
    isSource: (path) => session.isSource(path),
    onChange: (files, at) => restarter.inputsChanged(files, at),
    onTouch: (file) => void restarter.touched(file),
  });
  restarter.adopt({ session, base: build.base, watch });
  await watch.start();
}
