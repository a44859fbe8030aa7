/**
 * Reads arguments by a command's table of options, which its help and the
 * shells' completions are made from as well. Never does what they ask. Pure.
 */

/** An option of a command. */
export interface Option {
  /** With its dashes: `--restart`. */
  name: string;
  /** One letter, with its dash. */
  short?: string;
  /** What follows it, if anything does. */
  value?: OptionValue;
  /** What `--help` says of it; nothing of those that are cargo's. */
  about?: string;
  /** Whether cargo gets it, too. */
  isForCargo?: boolean;
}

/** What follows an option, or `=`. */
export interface OptionValue {
  /** As in `--restart WHEN`. */
  name: string;
  /** Whether the option may stand alone. */
  isOptional?: boolean;
  /** What there is to choose from. */
  words?: readonly string[];
  /** Whether it is a number above 0. */
  isNumber?: boolean;
  /** What kind of thing it is: for completions. */
  kind?: "file" | "folder";
}

/** What a command takes that is no option. */
export interface Operand {
  /** As in `chaud verify FILE`. */
  name: string;
  about?: string;
  isRequired?: boolean;
  kind?: "file" | "folder";
  words?: readonly string[];
}

/** A command, as it is called. */
export interface Command {
  name: string;
  /** What `chaud --help` says of it. */
  summary: string;
  /** What its own help begins with. */
  about: string;
  /** What follows its name, where that is not as usual. */
  usage?: string;
  operand?: Operand;
  options: readonly Option[];
  /** What its help ends with. */
  more?: string;
  /** Unknown options are for somebody else to judge. */
  isOpen?: boolean;
  /** Options may follow what is none, although others judge. */
  isMixed?: boolean;
}

/** What was written. */
export interface Arguments {
  /** Each option with its values, in order; `""` where it has none. */
  given: ReadonlyMap<string, readonly string[]>;
  /** What is no option. */
  operands: string[];
  /** Words that cargo gets. */
  cargo: string[];
  /** Options that the table does not have. */
  unknown: string[];
  /** Options of cargo's whose value is missing. */
  incomplete: string[];
}

/** Why arguments make no sense. */
export type Slip =
  | { kind: "option"; written: string }
  | { kind: "value"; option: string; value: OptionValue }
  | { kind: "word"; option: string; word: string; words: readonly string[] }
  | { kind: "number"; option: string; word: string }
  | { kind: "needless"; option: string; word: string }
  | { kind: "operand"; written: string }
  | { kind: "missing"; operand: string };

/** Reads a command's arguments, as far as a `--`. */
export function readArguments(
  command: Command,
  args: readonly string[],
): Arguments | Slip {
  const reader = new Reader(command, args);
  return reader.read();
}

/** Whether arguments were not understood. */
export function isSlip(found: Arguments | Slip): found is Slip {
  return "kind" in found;
}

/** All values of an option. */
export function valuesOf(
  { given }: Pick<Arguments, "given">,
  name: string,
): readonly string[] {
  return given.get(name) ?? [];
}

class Reader {
  readonly #command: Command;
  readonly #given = new Map<string, string[]>();
  readonly #found: Arguments = {
    given: this.#given,
    operands: [],
    cargo: [],
    unknown: [],
    incomplete: [],
  };
  readonly #words: string[];

  constructor(command: Command, args: readonly string[]) {
    this.#command = command;
    this.#words = [...args];
  }

  read(): Arguments | Slip {
    while (this.#words.length > 0) {
      const word = this.#words.shift() ?? "";
      if (this.#endsOptions(word)) {
        this.#rest(word);
        break;
      }
      const slip = this.#take(word);
      if (slip) return slip;
    }
    const { operand, isOpen } = this.#command;
    const [first, second] = this.#found.operands;
    const stray = operand ? second : first;
    if (!isOpen && stray !== undefined) {
      return { kind: "operand", written: stray };
    }
    const isAsking = this.#given.has("--help");
    if (operand?.isRequired && first === undefined && !isAsking) {
      return { kind: "missing", operand: operand.name };
    }
    return this.#found;
  }

  /** For cargo, what follows the first word that is no option is no option. */
  #endsOptions(word: string): boolean {
    if (word === "--") return true;
    const isToolchain = word.startsWith("+") && this.#found.cargo.length === 0;
    const isLast = this.#command.isOpen === true && !this.#command.isMixed;
    return isLast && !isOption(word) && !isToolchain;
  }

  #rest(word: string): void {
    const isOpen = this.#command.isOpen === true;
    const mark = word === "--" && !isOpen ? [] : [word];
    this.#operands.push(...mark, ...this.#words.splice(0));
  }

  /** What is no option is cargo's, if anything is. */
  get #operands(): string[] {
    return this.#command.isOpen ? this.#found.cargo : this.#found.operands;
  }

  #take(word: string): Slip | undefined {
    if (!isOption(word)) {
      this.#operands.push(word);
      return undefined;
    }
    if (!word.startsWith("--")) return this.#letters(word);
    const [name = "", ...values] = word.split("=");
    const value = values.length > 0 ? values.join("=") : undefined;
    return this.#option(word, this.#find((each) => each.name === name), value);
  }

  /** `-v`, `-vv`, `-pNAME`, `-p=NAME`. */
  #letters(word: string): Slip | undefined {
    const letter = word.slice(0, 2);
    const option = this.#find(({ short }) => short === letter);
    const rest = word.slice(2);
    if (option?.value) {
      const value = rest === "" ? undefined : rest.replace(/^=/, "");
      return this.#option(word, option, value);
    }
    if (!option || rest === "") return this.#option(word, option, undefined);
    const slip = this.#option(letter, option, undefined);
    return slip ?? this.#letters(`-${rest}`);
  }

  #find(isIt: (option: Option) => boolean): Option | undefined {
    return this.#command.options.find(isIt);
  }

  #option(
    word: string,
    option: Option | undefined,
    attached: string | undefined,
  ): Slip | undefined {
    if (!option) {
      if (!this.#command.isOpen) return { kind: "option", written: word };
      this.#found.unknown.push(word);
      this.#found.cargo.push(word);
      return undefined;
    }
    const { name, value, isForCargo } = option;
    if (!value && attached !== undefined) {
      return { kind: "needless", option: name, word: attached };
    }
    const next = value && (attached ?? this.#value(value));
    const lacks = value !== undefined && next === undefined &&
      !value.isOptional;
    if (isForCargo) {
      const isBehind = attached === undefined && next !== undefined;
      this.#found.cargo.push(word, ...isBehind ? [next] : []);
      if (lacks) this.#found.incomplete.push(name);
    } else if (lacks) return { kind: "value", option: name, value };
    this.#note(name, next ?? "");
    if (isForCargo || next === undefined || !value) return undefined;
    return objection(name, next, value);
  }

  /** The word behind an option, if it is its value. */
  #value({ isOptional, isNumber }: OptionValue): string | undefined {
    const [next] = this.#words;
    if (next === undefined || isOption(next)) return undefined;
    // What may be left out is not to take a word that is the program's.
    const isMeant = !isOptional || !isNumber || /^\d+$/.test(next);
    return isMeant ? this.#words.shift() : undefined;
  }

  #note(name: string, value: string): void {
    this.#given.set(name, [...this.#given.get(name) ?? [], value]);
  }
}

/** What is wrong about a value. */
function objection(
  option: string,
  word: string,
  { words, isNumber }: OptionValue,
): Slip | undefined {
  if (words && !words.includes(word)) {
    return { kind: "word", option, word, words };
  }
  const isWrong = isNumber && !/^[1-9]\d{0,6}$/.test(word);
  return isWrong ? { kind: "number", option, word } : undefined;
}

/** `-1` is a number, and `-` a file. */
function isOption(word: string): boolean {
  return word.startsWith("-") && !/^-(?:$|\d)/.test(word);
}
