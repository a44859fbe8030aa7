/**
 * What a session that has started its program does and tells when it is asked
 * to from another terminal. Never asks itself.
 */

import type { Answer } from "../program/socket.ts";
import type { SessionEvent } from "../report/event.ts";
import { eventLine, type Journal } from "./journal.ts";
import type { Restarter } from "./restarter.ts";
import { DONE } from "./status.ts";

/** The answer to a request, if it is one that can be answered. */
export function answerTo(
  request: string,
  restarter: Pick<Restarter, "request">,
  journal: Journal,
): Answer | undefined {
  switch (request) {
    case "restart":
      restarter.request();
      return DONE;
    case "events":
      return journal.past.map(eventLine).join("");
    case "follow": {
      const asLine = new TransformStream<SessionEvent, string>({
        transform: (event, lines) => lines.enqueue(eventLine(event)),
      });
      return journal.follow().pipeThrough(asLine);
    }
  }
  return undefined;
}
