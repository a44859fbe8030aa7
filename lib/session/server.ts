/**
 * Greets each program that connects, and keeps it up to date: what `chaud run`
 * and `chaud attach` have in common. Never starts or stops one.
 */

import { join } from "@std/path";
import type { Base, FoundBase } from "../build/base.ts";
import type { FunctionPatches } from "../report/function_patches.ts";
import type { RunListener } from "../report/listener.ts";
import { type OwnFolder, takeFolder } from "../system/private_folder.ts";
import { OWN_PID } from "../system/process.ts";
import { Program } from "../program/program.ts";
import { programFile, userOf } from "../system/procfs.ts";
import { Programs } from "../program/programs.ts";
import { Announcement } from "./discovery.ts";
import * as tell from "../report/program_messages.ts";
import { Session } from "./session.ts";
import type { Answer, Connection, Listener } from "../program/socket.ts";
import {
  DONE,
  NOT_POSSIBLE,
  type ProgramState,
  ReportSummary,
  type SessionState,
} from "./status.ts";
import type { Joined } from "../report/report.ts";

/** What {@linkcode serve} works with. */
export interface ServeOptions {
  /** Finds the base of the first program; the others must run the same. */
  findBase(program: Program): Promise<FoundBase>;
  /** The session's private folder. */
  folder: string;
  /** Keep debug info in patches. */
  debugInfo: boolean;
  /** Whether new code goes on with the values of statics. */
  inheritsStatics: boolean;
  /** When the edited functions alone are compiled; never by default. */
  functionPatches?: FunctionPatches;
  /** Colour rustc's diagnostics. */
  color: boolean;
  listener: RunListener;
  /** Whether a doubt is enough to refuse a patch. */
  strict?: boolean;
  /** Whether another process follows where old code would go on. */
  refusesHeld?: boolean;
  /**
   * Told once the sources of the first program's base are watched; what else
   * it wants to watch is waited for before that is said.
   */
  onSession?(session: Session, base: Base): void | Promise<void>;
  /** Told of each save while the session is suspended. */
  onSaved?(file: string): void;
  /** Told when a source was written and holds the same. */
  onTouch?(file: string): void;
  /** Answers a request, if that is possible here. */
  onRequest?(request: string): Answer | undefined;
  /**
   * Told of each program that waits before it begins, once its base is known;
   * returns whether somebody takes care of it.
   */
  onWaiting?(program: Program): boolean;
  /** Told of each program that was greeted, before anything else. */
  onGreeted?(program: Program): void;
}

/** Attaches each program that connects, until the socket is closed. */
export async function serve(
  socket: Listener,
  options: ServeOptions,
): Promise<void> {
  const server = new Server(options);
  for await (const connection of socket.connections()) {
    server.receive(connection);
  }
  await server.close();
}

/** Greets all who come, and admits them one after the other. */
class Server {
  readonly #options: ServeOptions;
  /** Who has not said a word. */
  readonly #silent = new Set<Connection>();
  /** The processes of which was said that they are watched. */
  readonly #told = new Set<number>();
  #turn: Promise<void> = Promise.resolve();
  #first: Origin | undefined;
  #service: Service | undefined;
  #isClosed = false;

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  /** Hears out a connection: others need not wait for it. */
  async receive(connection: Connection): Promise<void> {
    this.#silent.add(connection);
    const program = await Program.greet(connection)
      .catch((error) => this.#fail(connection, error));
    this.#silent.delete(connection);
    if (this.#isClosed) connection.close();
    if (this.#isClosed || !program) return;
    this.#turn = this.#turn.then(() => this.#admit(program))
      .catch((error) => this.#fail(connection, error));
  }

  /** Ends what was begun for those who came. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const connection of this.#silent) connection.close();
    await this.#turn;
    await this.#service?.announcement.close();
    await this.#service?.session.close();
    this.#service?.reloadFolder.release();
  }

  /** The first decides what the others must be. */
  async #admit(program: Program): Promise<void> {
    const { listener, onGreeted } = this.#options;
    onGreeted?.(program);
    const { pid, executable } = program;
    const origin = { executable, file: await programFile(pid) };
    const objection = await objectionTo(pid, origin, this.#first);
    if (objection) return await program.dismiss(objection);
    this.#first ??= origin;
    this.#service ??= await startSession(program, this.#options);
    const { session } = this.#service;
    const isKnown = this.#told.has(pid);
    this.#told.add(pid);
    const isWaiting = program.stage === "waiting";
    if (isWaiting && this.#options.onWaiting?.(program)) return;
    // One that comes back is nothing new to the user.
    if (!isKnown) listener.onWatching(session.crates, pid);
    const attaching = session.attach(program);
    const begun = isWaiting ? attaching.then(() => program.go()) : attaching;
    begun.catch(listener.onFault);
  }

  #fail(connection: Connection, error: unknown): undefined {
    this.#options.listener.onFault(error);
    connection.close();
  }
}

/** What a program was started from. */
interface Origin {
  executable: string;
  /** Tells it from what cargo may have built there since. */
  file: string | undefined;
}

/** Why a program cannot be served: patches are for one executable of one user. */
async function objectionTo(
  pid: number,
  { executable, file }: Origin,
  first: Origin | undefined,
): Promise<string | undefined> {
  const user = await userOf(pid);
  const isStranger = user !== undefined && user !== await userOf(OWN_PID);
  if (isStranger) return tell.OTHER_USER;
  if (!first) return undefined;
  if (executable !== first.executable) {
    return tell.otherExecutable(first.executable);
  }
  const isOther = file !== undefined && first.file !== undefined &&
    file !== first.file;
  return isOther ? tell.otherFile(executable) : undefined;
}

/** What serves the first program and all that run the same. */
interface Service {
  session: Session;
  announcement: Announcement;
  /** Where the reload build goes. */
  reloadFolder: OwnFolder;
}

async function startSession(
  program: Program,
  options: ServeOptions,
): Promise<Service> {
  const { executable } = program;
  const { folder, debugInfo, color, listener } = options;
  const { inheritsStatics, strict = false, functionPatches = "off" } = options;
  const { base, targetFolder } = await options.findBase(program);
  const { together = [] } = base;
  if (together.length > 0) listener.onKeptTogether?.(together);
  const onJoined = (joined: Joined) => {
    const isHung = joined.kind === "behind" && joined.behind.reason === "hung";
    if (!isHung) return listener.onJoined(joined);
    const behind = { ...joined.behind, details: session.handover.files };
    listener.onJoined({ ...joined, behind });
  };
  const reloadFolder = await takeFolder(join(base.folder, "reload"));
  const summary = new ReportSummary();
  const session: Session = await Session.start({
    base,
    folder,
    reloadFolder: reloadFolder.path,
    targetFolder,
    programs: () => new Programs(folder, onJoined),
    debugInfo,
    color,
    inheritsStatics,
    functionPatches,
    onReport: (report) => {
      summary.add(report);
      listener.onReport(report);
    },
    onIdle: () => listener.onIdle(),
    onWarnings: (warnings) => listener.onWarnings?.(warnings),
    onPrepared: (crates) => {
      summary.prepared(crates);
      listener.onPrepared?.(crates);
    },
    onFault: (error) => listener.onFault(error),
    strict,
    refusesHeld: options.refusesHeld ?? false,
    onSaved: (file) => options.onSaved?.(file),
    onTouch: (file) => options.onTouch?.(file),
  });
  const watching = options.onSession?.(session, base);
  session.warm.then(() => listener.onWarm());
  const describe = (): SessionState => ({
    driver: OWN_PID,
    folder,
    executable,
    crates: session.crates.toReversed(),
    programs: statesOf(session.programs),
    ...summary.result,
    isPaused: session.isPaused,
  });
  const respond = answers(session, describe, options);
  const announcement = await Announcement.start(targetFolder, folder, respond);
  await watching;
  return { session, announcement, reloadFolder };
}

function statesOf(programs: Session["programs"]): ProgramState[] {
  const served = [...programs];
  return served.map(({ program: { pid }, patches }) => ({ pid, patches }));
}

/** What is said to who asks the session something. */
function answers(
  session: Session,
  describe: () => SessionState,
  { onRequest }: ServeOptions,
): (request: string) => Answer {
  return (request) => {
    switch (request) {
      case "":
        return JSON.stringify(describe());
      case "pause":
      case "resume":
        session.isPaused = request === "pause";
        return DONE;
      default:
        return onRequest?.(request) ?? NOT_POSSIBLE;
    }
  };
}
