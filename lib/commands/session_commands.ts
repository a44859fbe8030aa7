/**
 * The commands that ask a running session for something: `chaud restart`,
 * `pause`, `resume`, `log` and `events`. Never do it themselves.
 */

import { readCargoArguments, values } from "../build/cargo/arguments.ts";
import { CargoError, cargoFor, readWorkspace } from "../build/cargo/cargo.ts";
import { SocketError } from "../program/socket.ts";
import schema from "../report/event_schema.json" with { type: "json" };
import { type SessionEvent, tell } from "../report/event.ts";
import type { RunListener } from "../report/listener.ts";
import { createLog } from "../report/log.ts";
import { terminalReporter } from "../report/reporter.ts";
import { eventsOf, request, sessionsOver } from "../session/discovery.ts";
import { rightsToAsk } from "../session/rights.ts";
import { DONE, type SessionState } from "../session/status.ts";
import { demand } from "../system/rights.ts";
import {
  type Arguments,
  type Command,
  valuesOf,
} from "./arguments/command_line.ts";
import { EVENTS, LOG, PAUSE, RESTART, RESUME } from "./arguments/commands.ts";
import { complain, tellOfCargo, understand } from "./arguments/complaint.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import * as say from "./messages.ts";
import { RIGHTS_TO_SAY } from "./rights.ts";

/** Runs `chaud restart`. */
export const restartCommand = asking(RESTART, "restart");

/** Runs `chaud pause`. */
export const pauseCommand = asking(PAUSE, "pause");

/** Runs `chaud resume`. */
export const resumeCommand = asking(RESUME, "resume");

/** Runs `chaud log`. */
export async function logCommand(args: string[]): Promise<number> {
  return await inSession(LOG, args, async (session, found) => {
    const log = createLog({
      verbosity: valuesOf(found, "--verbose").length,
      color: "auto",
      isTerminal: Deno.stdout.isTerminal(),
      write: (lines) => console.log(lines.replace(/\n$/, "")),
    });
    let listener: RunListener | undefined;
    for await (const line of await linesOf(session, found)) {
      const event = JSON.parse(line) as SessionEvent;
      if (event.event === "session") {
        const { root, restart } = event;
        listener = terminalReporter(log, { root, restart, timings: false });
      } else if (listener) tell(event, listener);
    }
    return SUCCESS;
  });
}

/** Runs `chaud events`. */
export async function eventsCommand(args: string[]): Promise<number> {
  const wish = understand(EVENTS, args);
  if (typeof wish === "number") return wish;
  if (wish.given.has("--schema")) {
    console.log(JSON.stringify(schema, undefined, 2));
    return SUCCESS;
  }
  return await inSession(EVENTS, args, async (session, found) => {
    for await (const line of await linesOf(session, found)) console.log(line);
    return SUCCESS;
  });
}

/** What happened, a line each; and what happens, if that is asked for. */
async function linesOf(
  session: SessionState,
  { given }: Arguments,
): Promise<AsyncIterable<string>> {
  if (given.has("--follow")) return lines(await eventsOf(session));
  return lines(ReadableStream.from([await request(session, "events") ?? ""]));
}

async function* lines(stream: ReadableStream<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of stream) {
    const all = (rest + part).split("\n");
    rest = all.pop() ?? "";
    yield* all;
  }
}

/** A command that asks a session, and waits for no more than its answer. */
function asking(
  command: Command,
  what: "restart" | "pause" | "resume",
): (args: string[]) => Promise<number> {
  return (args) =>
    inSession(command, args, async (session) => {
      if (await request(session, what) === DONE) return SUCCESS;
      return complain(say.cannotDo(what));
    });
}

/** Finds the one session that is meant. */
async function inSession(
  command: Command,
  args: string[],
  act: (session: SessionState, found: Arguments) => Promise<number>,
): Promise<number> {
  const found = understand(command, args);
  if (typeof found === "number") return found;
  const cargo = cargoFor({ toolchain: undefined });
  await demand([...RIGHTS_TO_SAY, ...rightsToAsk(cargo)]);
  try {
    const known = readCargoArguments(args);
    const workspace = await readWorkspace(cargo, known, Deno.cwd());
    const all = await sessionsOver(workspace.targetFolder);
    const pid = values(args, "--pid").at(-1);
    const meant = all.filter((session) =>
      pid === undefined || pidsOf(session).includes(Number(pid))
    );
    const [session, ...others] = meant;
    if (session && others.length === 0) return await act(session, found);
    return complain(
      session ? say.whichSession(meant) : say.noSession(workspace.folder),
    );
  } catch (error) {
    if (error instanceof SocketError) return complain(error.message);
    if (!(error instanceof CargoError)) throw error;
    tellOfCargo(error, command.name);
    return FAILURE;
  }
}

function pidsOf({ driver, programs }: SessionState): number[] {
  return [driver, ...programs.map(({ pid }) => pid)];
}
