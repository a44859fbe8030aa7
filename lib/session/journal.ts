/**
 * What has happened in a session, for those who come later and for those who
 * stay to hear more. Never keeps more than the latest. Pure.
 */

import {
  EVENTS_VERSION,
  type Happening,
  type SessionEvent,
} from "../report/event.ts";

/** So many events are kept. */
const KEPT = 1000;

type Follower = ReadableStreamDefaultController<SessionEvent>;

/** The events of a session, over all restarts. */
export class Journal {
  readonly #past: SessionEvent[] = [];
  readonly #followers = new Set<Follower>();
  #isOver = false;

  /** Notes what happens. */
  readonly add = (happening: Happening): void => {
    const time = new Date().toISOString();
    const event = { version: EVENTS_VERSION, time, ...happening };
    this.#past.push(event);
    // What is known from the start is needed to understand the rest.
    if (this.#past.length > KEPT) this.#past.splice(1, 1);
    for (const follower of this.#followers) follower.enqueue(event);
  };

  /** What happened so far. */
  get past(): readonly SessionEvent[] {
    return this.#past;
  }

  /** What happened so far, and what will, until the session ends. */
  follow(): ReadableStream<SessionEvent> {
    let own: Follower | undefined;
    return new ReadableStream<SessionEvent>({
      start: (follower) => {
        own = follower;
        for (const event of this.#past) follower.enqueue(event);
        if (this.#isOver) follower.close();
        else this.#followers.add(follower);
      },
      cancel: () => {
        if (own) this.#followers.delete(own);
      },
    });
  }

  /** Nothing will come any more. */
  end(): void {
    this.#isOver = true;
    for (const follower of this.#followers) follower.close();
    this.#followers.clear();
  }
}

/** An event as a line. */
export function eventLine(event: SessionEvent): string {
  return `${JSON.stringify(event)}\n`;
}
