/**
 * Starts one more instance of a program that a session serves. Never builds
 * one, nor serves it: the session's own driver does.
 */

import { basename } from "@std/path";
import {
  readWorkspace,
  SOCKET_VARIABLE,
  WAIT_VARIABLE,
} from "../build/cargo/cargo.ts";
import { readCargoArguments, values } from "../build/cargo/arguments.ts";
import { startProgram } from "../system/process.ts";
import { environmentOf } from "../system/procfs.ts";
import { sessionsOver } from "./discovery.ts";
import * as tell from "../report/program_messages.ts";
import type { SessionState } from "./status.ts";

/** Thrown when there is not exactly one session to join. */
export class NoSessionError extends Error {
  override name = "NoSessionError";
}

/** What cargo sets for programs that it starts. */
const FROM_CARGO = /^(?:CARGO|LD_LIBRARY_PATH$)/;

/**
 * Starts the program of the session that runs in this workspace, as it was
 * built: it shares the session's driver.
 *
 * @param args Arguments as for `cargo run`; of several programs, `--bin`,
 *   `--example` or `-p` says which.
 * @throws {CargoError} If there is no Cargo workspace here.
 * @throws {NoSessionError} If there is no such session, or several.
 */
export async function startInstance(
  args: string[],
  cargo: string,
  cwd: string,
): Promise<Deno.ChildProcess> {
  const known = readCargoArguments(args);
  const workspace = await readWorkspace(cargo, known, cwd);
  const sessions = await sessionsOver(workspace.targetFolder);
  const { executable, folder, programs } = choose(sessions, known.cargo);
  const [first] = programs;
  const env = first ? Object.entries(await environmentOf(first.pid)) : [];
  return startProgram({
    program: executable,
    args: known.program,
    env: {
      ...Object.fromEntries(env.filter(([name]) => FROM_CARGO.test(name))),
      [SOCKET_VARIABLE]: `${folder}/socket`,
      // It begins with all that is live, which one that runs may not take.
      [WAIT_VARIABLE]: "1",
    },
    cwd,
  });
}

/** The one session that is meant. */
function choose(sessions: SessionState[], args: string[]): SessionState {
  const names = ["--bin", "--example", "-p", "--package"]
    .flatMap((name) => values(args, name));
  const [first, ...others] = sessions.filter(({ executable }) =>
    names.length === 0 || names.includes(basename(executable))
  );
  if (first && others.length === 0) return first;
  const known = sessions.map(({ executable }) => basename(executable));
  throw new NoSessionError(tell.noSuchSession(known));
}
