/**
 * What is thrown where a file cannot be read or written: it names what was
 * being done, and the path.
 */

import { RightsError } from "./rights.ts";

/** Thrown when a file cannot be read or written. */
export class FileError extends Error {
  override name = "FileError";
}

/** Says what was being done, and to what. */
export function failure(
  action: string,
  path: string,
  error: unknown,
): FileError | RightsError {
  if (error instanceof Deno.errors.NotCapable) return refusal(action, path);
  const reason = inWords(error instanceof Error ? error.message : `${error}`);
  return new FileError(`Cannot ${action} \`${path}\`: ${reason}`, {
    cause: error,
  });
}

/** Without the number and the call that Deno adds: they help nobody. */
function inWords(message: string): string {
  return message.replace(/ \(os error \d+\)(?:: \w+ '[^]*')?$/, "");
}

function refusal(action: string, path: string): RightsError {
  const { state } = Deno.permissions.querySync({ name: "read", path });
  const name = state === "granted" ? "write" : "read";
  const purpose = `to ${action} \`${path}\``;
  return new RightsError([{ right: { name, path }, purpose }]);
}
