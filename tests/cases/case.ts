/**
 * What a case is made of: a workspace in a folder of its own, what is done to
 * it while its program runs, and what is right then. `CASES.md` lists all.
 *
 * @module
 */

/** A case; `tests/cases/NAME/case.ts` exports one. */
export interface Case {
  /** What was wrong, in a sentence. */
  wrong: string;
  /** What is right, in a sentence. */
  right: string;
  /** Why it is still wrong; such a case must fail. */
  open?: string;
  /** Arguments of `cargo run`, and of `chaud run`. */
  args?: string[];
  /** Arguments that only `chaud run` gets. */
  driverArgs?: string[];
  env?: Record<string, string>;
  /** What the program is asked before anything is done: a line each. */
  ask?: string[];
  /** What the driver must say before anything is done. */
  says?: RegExp;
  /** One after the other. */
  steps: Step[];
}

/** Something that is done while the program runs. */
export interface Step {
  /** Files that are saved at once: each text that is replaced occurs once. */
  edit?: Record<string, [from: string, to: string][]>;
  /** Files that are written. */
  write?: Record<string, string>;
  /** Whether files take each other's place, as many editors save them. */
  isRenamed?: true;
  /** Symbolic links that are made, or made to lead elsewhere. */
  links?: Record<string, string>;
  /** Files that are removed. */
  remove?: string[];
  /** Something to run in the workspace, as from another terminal. */
  run?: string[];
  /** The program is asked this afterwards; one line by default. */
  ask?: string[];
  /** What the driver must say of it. */
  says?: RegExp;
  /** What the driver must not say from here to the end of the case. */
  unsaid?: RegExp;
  /** Only what `cargo run` answers is right, whatever the report says. */
  mustRun?: true;
  /** No report is due: nothing is saved that matters. */
  isQuiet?: true;
  /** `cargo run` cannot build it: the program goes on as it was. */
  isBroken?: true;
  /** What is right as well, if the report says that not all of it runs. */
  or?: Otherwise;
}

/** An answer that is not that of `cargo run`, and honest all the same. */
export interface Otherwise {
  /** The answers to what was asked. */
  answers: string[];
  /** What the driver says then; without it, the report itself must tell. */
  says?: RegExp;
}
