/**
 * What became of a save: the one value every reload ends in, and the words that
 * it is made of. Never says how it came about, nor how it is told. Pure.
 */

import type { WholeReason } from "./function_patches.ts";

/** How long each stage took, in milliseconds. */
export interface Timings {
  /** From the first event of the save to the report. */
  total: number;
  /**
   * By stage, in order: watch, affected, undo, compile, link, check, redirect,
   * load.
   */
  stages: [stage: string, ms: number][];
}

/** The end of one reload. */
export type Report =
  & {
    /** Files that were saved, absolute. */
    files: string[];
    timings: Timings;
    /** rustc's warnings, rendered. */
    warnings: string[];
    /** Why whole crates were compiled, if they were. */
    whole?: WholeReason;
  }
  & (
    | {
      kind: "live";
      epoch: number;
      /**
       * Patches whose code is live again, none of it compiled anew; 0 stands
       * for what the program began with. None for new code.
       */
      back?: number[];
      /** How many programs it is live in. */
      programs: number;
      /** Programs that go on without it, as yet. */
      behind: Behind[];
      /** Whether other crates may still hold old line numbers. */
      moved: boolean;
      /** Names of the crates in the patch. */
      crates: string[];
      /** `#[chaud::hot]` functions whose slot got a new definition. */
      hotFunctions: string[];
      /** Import slots that were re-pointed. */
      imports: number;
      /** Old entries of functions that now lead to the new code. */
      entries: number;
      /** Edited functions that are live, where that is known: `module::name`. */
      live: string[];
      /** Edited functions that keep an old version somewhere, and why. */
      held: Held[];
      /** Functions and statics that are gone from the sources, if any are. */
      removed?: string[];
      /**
       * Statics that keep their values, although the sources have another
       * initial one now: that is for the next start.
       */
      unusedValues?: string[];
      /** Statics of which new code does not have the program's value. */
      afresh?: string[];
    }
    | {
      kind: "refused";
      /** Why; see {@linkcode RefusalReason}. */
      reason: RefusalReason;
      details: string[];
      /** What would have kept an old version, where that was the reason. */
      held?: Held[];
    }
    | {
      kind: "broken";
      /** rustc's errors, rendered. */
      errors: string[];
    }
    | {
      /** Something other than the sources was in the way. */
      kind: "fault";
      /** What; see {@linkcode FaultReason}. */
      reason: FaultReason;
      details: string[];
    }
    | {
      kind: "unchanged";
      /** Crates and dependencies that new code can use from now on. */
      added?: string[];
    }
    | {
      /** The program was built anew, stopped, and started again. */
      kind: "restart";
      /** Whether that took no cargo. */
      isRenewed?: boolean;
      /** What made it necessary. */
      cause: RestartCause;
      /** Other processes of the session, which go on with the old code. */
      left: number[];
    }
  );

/** Edited functions that keep an old version somewhere. */
export interface Held {
  /** The functions: `module::name`. */
  functions: string[];
  /** Why. */
  reason: HeldReason;
  /** The changed types, or whatever else stands in the way. */
  barriers: string[];
}

/**
 * Why an old version stays: a type that this save, or one before (`past`),
 * changed forbids to redirect it, or a closure's or future's that has no name;
 * it was compiled without an entry that can be redirected (`loop`: and a loop of
 * its own crate may be running it; `single`: and nothing in the executable is
 * imported; `stripped`: or nobody can tell); or it is running and never called
 * again (`endless`: so it may be).
 */
export type HeldReason =
  | Loss
  | "past"
  | "entries"
  | "loop"
  | "single"
  | "stripped"
  | "running"
  | "endless"
  /** It is called once, at the start, and never again. */
  | "once"
  /** It is new, and the loader calls it before `main`. */
  | "initialiser"
  /** The linker gathers it, once for the whole program. */
  | "section"
  /** Closures or futures that it made may be kept. */
  | "closures"
  /** It is held as a value, and has another signature now. */
  | "stored"
  /** Without an entry, what holds its address goes on with the old code. */
  | "address"
  /** What calls it with its old signature may run on. */
  | "callers"
  /** An implementation took the place of another, which something may hold. */
  | "replaced";

/**
 * Why a function of an old image keeps its code: types have changed, or it may
 * be compiled for closures or futures that have; or its code is that of another
 * function, too (`shared`).
 */
export type Loss = "types" | "layout" | "shared";

/** A program that goes on without a patch which is live in others. */
export interface Behind {
  /** Its process. */
  pid: number;
  /**
   * Why: it refused, gets it once it answers again, or has closed its end; or
   * it was forked, and runs on with the code that it had then.
   */
  reason: RuntimeRefusal | "late" | "cut" | "hung" | "forked";
  /** What stands in the way, each a line. */
  details: string[];
}

/** What became of a program that had missed patches. */
export type Joined =
  | { pid: number; kind: "joined"; patches: number }
  | { pid: number; kind: "behind"; behind: Behind };

/** Why a patch was not loaded: besides the runtime's reasons, before loading. */
export type RefusalReason =
  | RuntimeRefusal
  /** It needs a symbol that exists nowhere. */
  | "undefined"
  /** The binary has thread-locals that the running executable lacks. */
  | "unfit"
  /** The linker failed. */
  | "link"
  /** It decides how the program is built: only cargo can do that. */
  | "build"
  /** The program may hold values of types that changed, with `--strict`. */
  | "strict"
  /** Old code would go on: another process begins with it. */
  | "held";

/**
 * Why the runtime refuses a patch: a changed type or signature, the dynamic
 * loader, a file outside the session's folder, out of its reach, without a
 * descriptor left for it, or not as it was checked, a filter of system calls
 * that forbids it, or a message it cannot follow.
 */
export type RuntimeRefusal =
  | "type"
  | "load"
  | "path"
  | "unreachable"
  | "filter"
  | "limit"
  | "damaged"
  | "protocol";

/** What kind of thing keeps the driver from its work. */
export type FaultReason =
  /** A process that was needed was killed. */
  | "killed"
  /** The compiler has a bug. */
  | "crash"
  /** The disk is full, or a limit is reached. */
  | "space"
  /** Something may not be read or written. */
  | "access"
  /** Files of the program's build are gone. */
  | "gone"
  /** The patch's file is damaged. */
  | "damaged"
  /** No program is attached any more. */
  | "alone"
  /** None of these. */
  | "other";

/** Why all crates of a program are in one file. */
export type KeptTogether =
  /** Several put something into a section whose bounds the linker makes. */
  | { kind: "section"; name: string }
  /** The linker is told something that means one file. */
  | { kind: "switch"; text: string }
  /** Several have code that runs before `main`, in an order. */
  | { kind: "constructors" }
  /** A crate defines what a library of another language has a default for. */
  | { kind: "weak"; symbol: string };

/** A package that depends on something else in place of `chaud`. */
export interface OtherChaud {
  /** The package. */
  name: string;
  /** What it depends on: a package and its requirement. */
  found: string;
  /** What its manifest is to say instead. */
  instead: string;
}

/** Why a program is built anew and started again. */
export type RestartCause =
  /** A file changed that decides how it is built. */
  | "build"
  /** A patch was refused for what the running program is. */
  | "refused"
  /** The function that never ends was edited. */
  | "main"
  /** Edited functions keep an old version somewhere. */
  | "held"
  /** Processes that it forked run on with the old code. */
  | "forked"
  /** The user asked for it. */
  | "request"
  /** It had crashed. */
  | "crash"
  /** It did not answer any more. */
  | "hang"
  /** Files of its build are gone. */
  | "gone";

/** A file that holds something else than when the program was built. */
export interface ChangedInput {
  /** Absolute. */
  path: string;
  /** What it is to the build. */
  kind: InputKind;
}

/** What a file is to the build. */
export type InputKind =
  | "manifest"
  | "lock file"
  | "cargo configuration"
  | "toolchain"
  | "build script"
  /** What a build script asked cargo to watch. */
  | "build script input"
  | "procedural macro"
  /** A library that only build scripts or procedural macros use. */
  | "build-time library";

/** Dependents do not compile with an edit that went live without them. */
export function broken(
  errors: string[],
  warnings: string[],
  files: string[],
): Report {
  const timings = { total: 0, stages: [] };
  return { kind: "broken", files, errors, warnings, timings };
}
