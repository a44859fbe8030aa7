/**
 * What follows from an event, as far as a restart is concerned: from what is
 * going on and what happened, to what goes on then and what is said of it.
 * Never does any of that. Pure.
 */

import {
  both,
  isForDead,
  isUntaken,
  mayOnlyAdd,
  requestFor,
  restartCause,
  type RestartRequest,
} from "../report/restart.ts";
import type { Report } from "../report/report.ts";
import { refuse } from "./restart_refusal.ts";
import {
  ask,
  type Building,
  type BuildResult,
  type Decision,
  type Idle,
  type Now,
  type Ready,
  requestOf,
  type RestartEvent,
  type RestartRules,
  type RestartState,
  type Unready,
} from "./restart_state.ts";

/** A second save this much later is meant as an answer, in milliseconds. */
const AGAIN_MS = 1000;

/** Decides what follows from an event. */
export function decide(
  state: RestartState,
  event: RestartEvent,
  rules: RestartRules,
  now: Now,
): Decision {
  if (state.kind === "over") return { state };
  if (state.kind === "unready") return beforeReady(state, event, now);
  switch (event.kind) {
    case "ready":
      return { state };
    case "inputs":
      return inputsChanged(state, event, rules, now);
    case "report":
      return reported(state, event.report, rules, now);
    case "saved":
      return saved(state, event.file, now);
    case "touched":
      return touched(state, event, now);
    case "request": {
      const request = state.question?.request ?? requestOf(state) ??
        requestFor("request", now);
      return rules.canBuild ? answered(state, request, now) : { state };
    }
    case "crash":
      return crashed(state, now);
    case "hang":
      return hung(state, event.files, rules, now);
    case "built":
      return built(state, event.result, rules, now);
    case "done":
      return done(state, event.result, rules, now);
    case "fault":
      return failed(state, now);
  }
}

function beforeReady(state: Unready, event: RestartEvent, now: Now): Decision {
  if (event.kind === "request") {
    return { state: { kind: "unready", isRequested: true } };
  }
  if (event.kind !== "ready") return { state };
  const idle: Idle = { kind: "idle" };
  return state.isRequested
    ? answered(idle, requestFor("request", now), now)
    : { state: idle };
}

/**
 * It could not be built at all. Nothing is tried again by itself unless
 * something was saved meanwhile: saving once more is an answer. Only a save
 * brings back what has crashed.
 */
function failed(state: Ready, { date }: Now): Decision {
  if (state.kind !== "building") return { state };
  if (state.isStale) return onceMore(state);
  const { request, question } = state;
  if (isForDead(request)) {
    return { state: { kind: "waiting", request, question } };
  }
  return request.isTrial
    ? { state: { kind: "idle", question } }
    : { state: { kind: "idle", question: { request, date } } };
}

/** Something was saved after its build had begun. */
function onceMore(state: Extract<Ready, { kind: "building" }>): Decision {
  const { request, question } = state;
  // What was not taken may be taken back by what was saved.
  const mayGo = isUntaken(request) && !request.isWanted;
  return mayGo
    ? { state: { kind: "idle", question } }
    : { state: { ...state, isStale: false } };
}

/** It is built now, or once more where a build goes on. */
function want(state: Ready, request: RestartRequest): Decision {
  const earlier = requestOf(state);
  const isStale = state.kind === "building";
  const sum = isStale ? both(state.request, request) : request;
  // Whatever else is wanted, nothing runs.
  const { cause } = earlier && isForDead(earlier) ? earlier : sum;
  return { state: { kind: "building", request: { ...sum, cause }, isStale } };
}

/** The user wants it. */
function answered(state: Ready, request: RestartRequest, now: Now): Decision {
  const since = now.time;
  return want(state, { ...request, since, isTrial: false, isWanted: true });
}

function inputsChanged(
  state: Ready,
  event: Omit<Extract<RestartEvent, { kind: "inputs" }>, "kind">,
  rules: RestartRules,
  now: Now,
): Decision {
  const { files, changed: inputs, areLocks, since } = event;
  const earlier = requestOf(state);
  // Cargo itself writes the lock file while it builds.
  if (state.kind === "building" && areLocks) return { state };
  if (earlier && isForDead(earlier)) return want(state, earlier);
  const request: RestartRequest = { cause: "build", files, inputs, since };
  if (inputs.length === 0) return inputsAreBack(state, request);
  const isAuto = rules.policy === "auto";
  const isTrial = !isAuto && (earlier?.isTrial ?? true);
  const isWorthIt = isAuto || earlier !== undefined || mayOnlyAdd(inputs);
  return isWorthIt && rules.canBuild
    ? want(state, { ...request, isTrial })
    : refuse(state, request, rules, now);
}

/** All files are again as they were when the program was built. */
function inputsAreBack(state: Ready, request: RestartRequest): Decision {
  // A build that runs may have seen them otherwise.
  if (state.kind === "building") {
    const { isTrial = false } = state.request;
    return want(state, { ...request, isTrial });
  }
  const end = { kind: "unchanged" } as const;
  return { state: { kind: "idle" }, said: { request, end } };
}

function reported(
  before: Ready,
  report: Report,
  { policy, canBuild }: RestartRules,
  now: Now,
): Decision {
  const { question } = before;
  const isHung = before.kind === "waiting" && before.request.cause === "hang";
  // It answers after all.
  const state: Ready = isHung ? { kind: "idle", question } : before;
  const isBroken = report.kind === "broken" && report.files.length > 0;
  // It may need what could not be built for other mistakes of the sources.
  if (isBroken && state.kind === "idle" && state.failed) {
    return want(state, { ...state.failed, since: now.time });
  }
  const cause = restartCause(report);
  if (cause === undefined) {
    const isOfBuild = state.question?.request.cause === "build";
    return { state: isOfBuild ? state : { ...state, question: undefined } };
  }
  const since = now.time - report.timings.total;
  const wish = { cause, files: report.files, inputs: [], since };
  const request = { ...wish, isUntaken: report.kind === "refused" };
  if (policy === "auto" && canBuild) return want(state, request);
  return { state: ask(state, request, policy, now) };
}

function saved(state: Ready, file: string, { time }: Now): Decision {
  switch (state.kind) {
    case "idle":
      return { state };
    case "building":
      return { state: { ...state, isStale: true } };
    case "waiting":
      return again(state, { ...state.request, files: [file], since: time });
  }
}

/** Something was saved since the last build: perhaps none is needed now. */
function again(state: Ready, request: RestartRequest): Decision {
  if (!isUntaken(request)) return want(state, request);
  return { state: { kind: "idle", question: state.question } };
}

/** Perhaps it is an answer. */
function touched(
  state: Ready,
  { file, date }: Extract<RestartEvent, { kind: "touched" }>,
  now: Now,
): Decision {
  const { question } = state;
  const isAnswer = question && question.request.files.includes(file) &&
    date >= question.date + AGAIN_MS;
  return isAnswer ? answered(state, question.request, now) : { state };
}

function crashed(state: Ready, now: Now): Decision {
  const { question } = state;
  const request = requestFor("crash", now);
  return state.kind === "building"
    ? { state: { ...state, request } }
    : { state: { kind: "waiting", request, question } };
}

/** It can be left as it is: the next save starts another. */
function hung(
  state: Ready,
  files: string[],
  { policy, canBuild }: RestartRules,
  now: Now,
): Decision {
  if (state.kind !== "idle" || policy !== "auto" || !canBuild) return { state };
  const request = requestFor("hang", now, files);
  return { state: { kind: "waiting", request, question: state.question } };
}

function built(
  state: Ready,
  result: BuildResult,
  ...how: [RestartRules, Now]
): Decision {
  if (state.kind !== "building") return { state };
  const { request, isStale, question } = state;
  if (result.kind === "renewed") return renewed(state, result, ...how);
  if (isStale) return onceMore(state);
  if (result.kind === "broken") {
    const said = { request, end: result };
    return request.isTrial
      ? { state: { kind: "idle", question, failed: request }, said }
      : { state: { kind: "waiting", request, question }, said };
  }
  if (request.cause !== "build" || result.kind === "other") {
    return request.isTrial
      ? { state, todo: "put back" }
      : { state: { kind: "over" } };
  }
  return { state, todo: "take in" };
}

/** What was saved meanwhile can go live, but for what cargo must see to. */
function renewed(
  { request, isStale, question }: Building,
  { isRunning }: Extract<BuildResult, { kind: "renewed" }>,
  ...how: [RestartRules, Now]
): Decision {
  const hasCrashed = !isRunning && isForDead(request);
  const next: Ready = hasCrashed
    ? { kind: "waiting", request, question }
    : { kind: "idle" };
  const { inputs: changed, since } = request;
  if (!isStale || changed.length === 0) return { state: next };
  const files = changed.map(({ path }) => path);
  const event = { files, changed, areLocks: false, since };
  return inputsChanged(next, event, ...how);
}

function done(
  state: Ready,
  result: BuildResult,
  rules: RestartRules,
  now: Now,
): Decision {
  if (state.kind !== "building") return { state };
  const { request, question } = state;
  const isOnceMore = state.isStale || request.cause === "crash";
  const next: Ready = isOnceMore
    ? { kind: "building", request, isStale: false }
    : { kind: "idle", question };
  if (result.kind !== "other") {
    const added = result.kind === "more" ? result.added : [];
    const end = { kind: "unchanged", added } as const;
    return { state: next, said: { request, end } };
  }
  // Only a restart would do, which the user has not asked for.
  return isOnceMore ? { state: next } : refuse(next, request, rules, now);
}
