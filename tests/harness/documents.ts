/**
 * What a document tells people to type: code spans, and the lines of blocks.
 * Never looks at whether it exists.
 *
 * @module
 */

/** Code spans and the lines of shell blocks. */
export function commandsIn(text: string): string[] {
  return [
    ...Array.from(text.matchAll(/`([^`\n]+)`/g), (match) => match[1] ?? ""),
    ...Array.from(
      text.matchAll(/^ *```(?:sh|text)\n([^]*?)^ *```$/gm),
      (match) => (match[1] ?? "").split("\n").map((line) => line.trim()),
    ).flat(),
  ];
}

/** A task of deno.json that is called, and the words after it. */
export interface TaskCall {
  task: string;
  words: string[];
}

/** The call of a task, if a command is one. */
export function taskIn(command: string): TaskCall | undefined {
  const pattern = /^(?:deno|npx --yes deno@\S+) task (?<task>\S+)(?<rest>.*)$/;
  const { task, rest = "" } = pattern.exec(command)?.groups ?? {};
  if (task === undefined) return undefined;
  return { task, words: rest.split(" ").filter(Boolean) };
}

/** The paths of the repository that commands name. */
export function pathsIn(commands: readonly string[]): string[] {
  const words = commands.flatMap((command) => command.split(" "));
  return words.filter((word) =>
    /^(?:crates|demo|lib|tests|LICENSE|\.ci|\.github)(?:$|[/-][\w./-]*$)/.test(
      word,
    )
  );
}
