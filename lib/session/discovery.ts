/**
 * Lets others ask how a session is: a socket in its folder, and a file below
 * the target folder that names that folder. Never decides what is said.
 */

import { basename, join } from "@std/path";
import {
  exists,
  namesIn,
  readText,
  remove,
  writeText,
} from "../system/files.ts";
import {
  type Answer,
  answer,
  type AnswerSocket,
  ask,
  follow,
} from "../program/socket.ts";
import { RightsError } from "../system/rights.ts";
import type { SessionRequest, SessionState } from "./status.ts";
import { CHAUD_FOLDER } from "../build/scripts.ts";

/** A session that others can ask. */
export class Announcement {
  readonly #socket: AnswerSocket;
  readonly #note: string;

  private constructor(socket: AnswerSocket, note: string) {
    this.#socket = socket;
    this.#note = note;
  }

  /**
   * Makes a session known.
   *
   * @param folder The session's folder.
   * @param respond What is said to a request; to none, how the session is.
   */
  static async start(
    targetFolder: string,
    folder: string,
    respond: (request: string) => Answer,
  ): Promise<Announcement> {
    const note = join(noteFolder(targetFolder), basename(folder));
    const socket = answer(socketIn(folder), respond);
    // Where it cannot be written, the session goes on unknown.
    await writeText(note, folder).catch(() => {});
    await forgetRemoved(targetFolder);
    return new Announcement(socket, note);
  }

  /** Nobody can ask any more. */
  async close(): Promise<void> {
    this.#socket.close();
    await remove(this.#note);
  }
}

/** The sessions over a target folder that answer. */
export async function sessionsOver(
  targetFolder: string,
): Promise<SessionState[]> {
  const states = (await notesIn(targetFolder)).map(async (note) => {
    try {
      const text = await ask(socketIn(await readText(note)));
      return text && JSON.parse(text) as SessionState;
    } catch (error) {
      if (error instanceof RightsError) throw error;
      // A driver that was killed could not tidy up.
      await remove(note);
      return undefined;
    }
  });
  const answers = await Promise.all(states);
  return answers.filter((state) => typeof state === "object");
}

/** Asks a session to do something. */
export async function request(
  { folder }: Pick<SessionState, "folder">,
  what: SessionRequest,
): Promise<string | undefined> {
  return await ask(socketIn(folder), what);
}

/** What happened in a session, a line each, and what happens from now on. */
export async function eventsOf(
  { folder }: Pick<SessionState, "folder">,
): Promise<ReadableStream<string>> {
  return await follow(socketIn(folder), "follow");
}

/** Removes the notes of drivers that were killed, and tidied up after. */
async function forgetRemoved(targetFolder: string): Promise<void> {
  await Promise.all((await notesIn(targetFolder)).map(async (note) => {
    const folder = await readText(note).catch(() => undefined);
    if (folder !== undefined && !await exists(folder)) await remove(note);
  }));
}

async function notesIn(targetFolder: string): Promise<string[]> {
  const folder = noteFolder(targetFolder);
  return (await namesIn(folder)).map((name) => join(folder, name));
}

function noteFolder(targetFolder: string): string {
  return join(targetFolder, CHAUD_FOLDER, "sessions");
}

function socketIn(folder: string): string {
  return join(folder, "status");
}
