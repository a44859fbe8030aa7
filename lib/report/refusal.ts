/**
 * The one way in which a stage says that a patch must not go live. Never for
 * what the sources have no part in: that is a fault. Pure.
 */

import type { Held, RefusalReason } from "./report.ts";

/** Thrown by a stage: nothing has changed in the program. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly reason: RefusalReason;
  readonly details: string[];
  readonly held: Held[];

  /**
   * @param reason Which kind it is.
   * @param details What stands in the way, each a line.
   * @param held What would keep an old version, where that is the reason.
   */
  constructor(reason: RefusalReason, details: string[], held: Held[] = []) {
    super(`${reason}: ${details.join("; ")}`);
    this.reason = reason;
    this.details = details;
    this.held = held;
  }
}
