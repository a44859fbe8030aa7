/**
 * Where the events of a session go by `--events`: a file, standard output, or a
 * socket on which an editor listens. Never makes any.
 */

import type { SessionEvent } from "../report/event.ts";
import { failure } from "../system/file_error.ts";
import { eventLine } from "../session/journal.ts";
import type { Need } from "../system/rights.ts";

/** What it takes. */
export function rightsToTell(target: string | undefined): Need[] {
  if (target === undefined || target === "-") return [];
  const purpose = "to tell of events there";
  const path = socketOf(target);
  if (path === undefined) {
    return [{ right: { name: "write", path: target }, purpose }];
  }
  return [{ right: { name: "net", host: `unix:${path}` }, purpose }];
}

/** Opens the target, and returns what writes all events there. */
export async function openEventTarget(
  target: string,
): Promise<(events: ReadableStream<SessionEvent>) => Promise<void>> {
  const to = await open(target);
  return async (events) => {
    const encode = new TransformStream<SessionEvent, Uint8Array>({
      transform: (event, bytes) =>
        bytes.enqueue(new TextEncoder().encode(eventLine(event))),
    });
    // Who reads may leave: the session goes on.
    await events.pipeThrough(encode).pipeTo(to).catch(() => {});
  };
}

async function open(target: string): Promise<WritableStream<Uint8Array>> {
  if (target === "-") return Deno.stdout.writable;
  const path = socketOf(target);
  try {
    if (path !== undefined) {
      return (await Deno.connect({ transport: "unix", path })).writable;
    }
    const how = { write: true, create: true, truncate: true };
    return (await Deno.open(target, how)).writable;
  } catch (error) {
    throw failure("tell of events at", path ?? target, error);
  }
}

function socketOf(target: string): string | undefined {
  return target.startsWith("unix:") ? target.slice(5) : undefined;
}
