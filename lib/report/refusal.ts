/** The one way in which a stage says that a patch must not go live. Pure. */

import type { RuntimeRefusal } from "../program/protocol.ts";

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
  | "strict";

/** Thrown by a stage: nothing has changed in the program. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly reason: RefusalReason;
  readonly details: string[];

  /**
   * @param reason Which kind it is.
   * @param details What stands in the way, each a line.
   */
  constructor(reason: RefusalReason, details: string[]) {
    super(`${reason}: ${details.join("; ")}`);
    this.reason = reason;
    this.details = details;
  }
}
