/**
 * Scripts by which shells complete the driver's commands and options, made from
 * the table of commands. Pure.
 */

import type { Command, Operand, Option, OptionValue } from "./command_line.ts";

/** A shell that there is a script for. */
export type Shell = "bash" | "zsh" | "fish";

/** Whether there is a script for a shell. */
export function isShell(name: string): name is Shell {
  return Object.hasOwn(SCRIPTS, name);
}

/** The script for a shell. */
export function completionScript(
  shell: Shell,
  commands: readonly Command[],
): string {
  return SCRIPTS[shell](commands).trimEnd();
}

const SCRIPTS = { bash, zsh, fish };

/** What comes after a word: nothing in particular where it is not known. */
type Kind = Pick<OptionValue, "words" | "kind"> | Operand;

function spellings({ name, short }: Option): string[] {
  // One that has no long name is its own short one.
  return [...new Set([...short ? [short] : [], name])];
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const values = command.options.filter(({ value }) =>
      value && !value.isOptional || value?.words
    ).map((option) =>
      `        ${spellings(option).join("|")}) ${
        bashOf(option.value ?? { name: "" })
      } ;;\n`
    );
    const { name, operand, options } = command;
    const words = options.flatMap(spellings).join(" ");
    return `    ${name})
      case "$before" in
${values.join("")}        *)
          case "$word" in
            -*) COMPREPLY=($(compgen -W "${words}" -- "$word")) ;;
            *) ${bashOf(operand ?? { name: "" })} ;;
          esac ;;
      esac ;;
`;
  });
  const names = commands.map(({ name }) => name).join(" ");
  return `_chaud() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names} help --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
    help) COMPREPLY=($(compgen -W "${names}" -- "$word")) ;;
${cases.join("")}  esac
}
complete -F _chaud chaud
`;
}

function bashOf({ words, kind }: Kind): string {
  if (words) return `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word"))`;
  if (kind === "folder") return 'COMPREPLY=($(compgen -d -- "$word"))';
  return kind === "file" ? 'COMPREPLY=($(compgen -f -- "$word"))' : ":";
}

function zsh(commands: readonly Command[]): string {
  const list = commands.map(({ name, summary }) =>
    `    ${quote(`${name}:${summary}`)}`
  );
  const cases = commands.map(({ name, operand, options }) => {
    const specs = [
      ...options.flatMap((option) =>
        spellings(option).map((word) => quote(zshOption(word, option)))
      ),
      ...operand ? [quote(`1:${operand.name}:${zshOf(operand)}`)] : [],
    ];
    return `    ${name}) _arguments ${specs.join(" ")} ;;\n`;
  });
  return `#compdef chaud
_chaud() {
  local -a commands=(
${list.join("\n")}
    ${quote("help:Print help")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help) _describe command commands ;;
${cases.join("")}  esac
}
compdef _chaud chaud
`;
}

function zshOption(word: string, { about = "", value }: Option): string {
  const what = about === "" ? "" : `[${about.replace(/[[\]:]/g, "\\$&")}]`;
  if (!value) return `${word}${what}`;
  const colons = value.isOptional ? "::" : ":";
  return `${word}${what}${colons}${value.name.replace(/:/g, "\\:")}:${
    zshOf(value)
  }`;
}

function zshOf({ words, kind }: Kind): string {
  if (words) return `(${words.join(" ")})`;
  if (kind === "folder") return "_files -/";
  return kind === "file" ? "_files" : " ";
}

function fish(commands: readonly Command[]): string {
  const top = [...commands, { name: "help", summary: "Print help" }].map((
    { name, summary },
  ) =>
    `complete -c chaud -n __fish_use_subcommand -f -a ${name} -d ${
      quote(summary)
    }`
  );
  const options = commands.flatMap((command) => {
    const { name, operand } = command;
    const start = `complete -c chaud -n ${
      quote(`__fish_seen_subcommand_from ${name}`)
    }`;
    return [
      ...command.options.map((option) => `${start}${fishOption(option)}`),
      ...operand ? [`${start}${fishOf(operand)}`] : [`${start} -f`],
    ];
  });
  return `${[...top, ...options].join("\n")}\n`;
}

function fishOption({ name, short, about, value }: Option): string {
  const isLong = name.startsWith("--");
  return [
    isLong ? ` -l ${name.slice(2)}` : "",
    short ? ` -s ${short.slice(1)}` : "",
    about ? ` -d ${quote(about)}` : "",
    value && !value.isOptional ? ` -r${fishOf(value)}` : "",
    value?.isOptional && value.words ? fishOf(value) : "",
  ].join("");
}

function fishOf({ words, kind }: Kind): string {
  if (words) return ` -f -a ${quote(words.join(" "))}`;
  if (kind === "folder") return " -f -a '(__fish_complete_directories)'";
  return kind === "file" ? " -F" : " -f";
}

/** As one word of a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
