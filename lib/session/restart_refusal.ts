/**
 * A restart that must wait for the user: what is said of it, and the question.
 * Never decides that it must. Pure.
 */

import type { RestartRequest } from "../report/restart.ts";
import {
  ask,
  type Decision,
  type Now,
  type Ready,
  type RestartRules,
} from "./restart_state.ts";

/** It must wait for the user. */
export function refuse(
  state: Ready,
  request: RestartRequest,
  { policy, canBuild }: RestartRules,
  now: Now,
): Decision {
  const guess = canBuild ? "" : GUESS;
  const details = request.inputs.map(({ path, kind }) =>
    `${path}: ${kind}${kind === "build script input" ? guess : ""}`
  );
  const end = { kind: "refused", reason: "build", details } as const;
  return { state: ask(state, request, policy, now), said: { request, end } };
}

const GUESS = ", perhaps: only `chaud run` runs the script to know";
