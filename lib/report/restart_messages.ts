/** What the driver says of restarts and of crashes. Pure. */

import { relative } from "@std/path";
import type { Report, RestartCause } from "./report.ts";
import type { Crash, RestartPolicy, RestartRequest } from "./restart.ts";
import type { Status } from "./reload_messages.ts";

/** What happens after a refusal that a restart cures. */
export function cure(policy: RestartPolicy): string | undefined {
  switch (policy) {
    case "auto":
      return "the program is built anew and then restarted; until then it goes " +
        "on with the code it has";
    case "ask":
      return SAVE_AGAIN;
    case "never":
      return undefined;
  }
}

/** Said where only the user's answer restarts the program. */
export const SAVE_AGAIN =
  "save the file once more to restart the program, or undo the change; until " +
  "then it goes on with the code it has";

/** Said when cargo begins to build for a restart. */
export function rebuilding(
  { cause, files, inputs }: RestartRequest,
  root: string,
): Status {
  const kinds = new Map(inputs.map(({ path, kind }) => [path, kind]));
  const named = files.map((file) => {
    const kind = kinds.get(file);
    return relative(root, file) + (kind === undefined ? "" : ` (${kind})`);
  });
  const [first, ...others] = named;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const why = first === undefined ? "" : `${first}${more}: `;
  return { verb: "Rebuilding", text: `${why}${CAUSES[cause]}` };
}

const CAUSES: Record<RestartCause, string> = {
  build: "it decides how the program is built",
  refused: "the running program cannot take the change",
  main: "`main` is running, and has changed",
  held: "old code or old values might be left",
  request: "a restart was asked for",
  crash: "the program has crashed",
  gone: "files of its build are gone",
};

/** Said when the new program is about to start. */
export function restarted(
  { files, left, timings }: Extract<Report, { kind: "restart" }>,
  root: string,
): Status {
  const [first] = files;
  const what = first === undefined ? "" : `${relative(root, first)}: `;
  const build = timings.stages.find(([stage]) => stage === "build")?.[1] ?? 0;
  const text =
    `${what}built in ${Math.round(build)} ms; its state starts afresh` +
    (left.length === 0
      ? ""
      : `\n  pid ${
        left.join(", ")
      }: goes on with the old code, and gets no patches`);
  return { verb: "Restarting", text };
}

/** Said when the program has crashed. */
export function crashed({ end, last }: Crash, root: string): string {
  const how = end.signal === null
    ? `has panicked (exit code ${end.code})`
    : `was ended by ${end.signal}`;
  if (!last) {
    return `the program ${how}; no patch had gone live since its start`;
  }
  const names = last.live.length > 0 ? last.live : last.hotFunctions;
  const functions = names.map((name) => `\`${name}\``).join(", ");
  const files = last.files.map((file) => relative(root, file)).join(", ");
  return `the program ${how}\n  the last patch was number ${last.epoch}` +
    (files === "" ? "" : `, from ${files}`) +
    (functions === "" ? "" : `: ${functions}`);
}

/** Said while a program that has crashed waits to be mended. */
export const WAITING =
  "the next save builds the program and starts it again; Ctrl-C ends";

/** Said about a word after `--restart` that there is not. */
export function noSuchPolicy(
  word: string,
  policies: readonly string[],
): string {
  return `--restart ${word}: there are ${policies.join(", ")}`;
}
