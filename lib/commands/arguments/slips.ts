/**
 * What is said of arguments that make no sense, with what may have been meant.
 * Never prints anything. Pure.
 */

import type { Command, Slip } from "./command_line.ts";
import { COMMANDS } from "./commands.ts";
import { nearest } from "./nearest.ts";

/** Said of a command that there is not. */
export function noSuchCommand(written: string): string {
  const known = [...COMMANDS.map(({ name }) => name), "help"];
  return withHelp(
    `no such command: \`${written}\``,
    similar("command", nearest(written, known)),
    "`chaud --help` lists all commands",
  );
}

/** Said of arguments that a command does not have. */
export function slip(found: Slip, command: Command): string {
  const options = `\`chaud ${command.name} --help\` lists all options`;
  switch (found.kind) {
    case "option": {
      const [name = ""] = found.written.split("=");
      const near = nearestOption(name, command);
      return withHelp(
        `no such option: \`${name}\``,
        similar("option", near),
        options,
      );
    }
    case "value": {
      const { words, name } = found.value;
      const which = words ? oneOf(words) : name;
      return withHelp(`\`${found.option}\` needs a value: ${which}`, options);
    }
    case "word":
      return withHelp(
        `\`${found.option} ${found.word}\`: there are ${
          found.words.join(", ")
        }`,
        similar("value", nearest(found.word, found.words)),
      );
    case "number":
      return withHelp(
        `\`${found.option}=${found.word}\` needs a number above 0`,
        `as in \`${found.option}=500\``,
      );
    case "needless":
      return withHelp(
        `\`${found.option}\` takes no value: \`${found.word}\``,
        options,
      );
    case "operand":
      return withHelp(
        `unexpected argument: \`${found.written}\``,
        `\`chaud ${command.name} --help\` tells what it takes`,
      );
    case "missing":
      return withHelp(
        `\`chaud ${command.name}\` needs ${found.operand}`,
        `\`chaud ${command.name} --help\` tells more`,
      );
  }
}

/** The option of a command that may have been meant. */
export function nearestOption(
  written: string,
  { options }: Command,
): string | undefined {
  return nearest(written, options.map(({ name }) => name));
}

function similar(what: string, near: string | undefined): string | undefined {
  return near && `a similar ${what} exists: \`${near}\``;
}

function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function withHelp(text: string, ...help: (string | undefined)[]): string {
  const lines = help.filter((line) => line !== undefined)
    .map((line) => `\nhelp: ${line}`);
  return `${text}\n${lines.join("")}`;
}
