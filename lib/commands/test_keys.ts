/**
 * The keys of `chaud test` at a terminal. Off a terminal there are none, and
 * nothing is read. Never runs anything itself.
 */

import { TEST_KEYS } from "../report/test_messages.ts";

/** What keys ask for. */
export interface TestKeys {
  onAll(): void;
  onFailed(): void;
  onFilter(text: string): void;
  onQuit(): void;
}

/** Reads keys until it is closed. */
export function readTestKeys(keys: TestKeys): { close(): void } {
  if (!Deno.stdin.isTerminal()) return { close: () => {} };
  // Ctrl-C stays what it is.
  Deno.stdin.setRaw(true, { cbreak: true });
  const reading = read(keys);
  reading.catch(() => {});
  return { close: () => Deno.stdin.setRaw(false) };
}

async function read(keys: TestKeys): Promise<void> {
  const bytes = new Uint8Array(64);
  let filter: string | undefined;
  while (true) {
    const count = await Deno.stdin.read(bytes);
    if (count === null) return;
    const typed = new TextDecoder().decode(bytes.subarray(0, count));
    for (const key of typed) {
      if (filter !== undefined) {
        filter = filtering(filter, key, keys);
        continue;
      }
      if (key === "\r" || key === "\n") keys.onAll();
      else if (key === "f") keys.onFailed();
      else if (key === "q") keys.onQuit();
      else if (key === "?") console.log(TEST_KEYS);
      else if (key === "t") {
        filter = "";
        write("filter: ");
      }
    }
  }
}

/** Takes one more character of a filter; nothing once it is complete. */
function filtering(
  text: string,
  key: string,
  keys: TestKeys,
): string | undefined {
  if (key === "\r" || key === "\n") {
    write("\n");
    keys.onFilter(text);
    return undefined;
  }
  if (key === "\x7f") {
    if (text !== "") write("\b \b");
    return text.slice(0, -1);
  }
  write(key);
  return text + key;
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
