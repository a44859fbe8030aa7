/**
 * The one way in which a stage says that a patch must not go live. Never for
 * what the sources have no part in: that is a fault. Pure.
 */

import type { RefusalReason } from "./report.ts";

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
