/**
 * Stands in for `@std/assert` where JSR is out of reach: the assertions that
 * the tests here use, with the types of the original.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
import * as std from "npm:deno-std@1.4.0/assert/mod.js";

/** A class, abstract or not, whose instances are `T`. */
// deno-lint-ignore no-explicit-any
type Class<T> = abstract new (...args: any[]) => T;

type Throws = {
  (fn: () => unknown, msg?: string): unknown;
  <E extends Error = Error>(
    fn: () => unknown,
    errorClass: Class<E>,
    msgIncludes?: string,
    msg?: string,
  ): E;
};

type Rejects = {
  (fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
  <E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    errorClass: Class<E>,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;
};

export const assert: (expr: unknown, msg?: string) => asserts expr = std.assert;
export const assertEquals: <T>(actual: T, expected: T, msg?: string) => void =
  std.assertEquals;
export const assertExists: <T>(
  actual: T,
  msg?: string,
) => asserts actual is NonNullable<T> = std.assertExists;
export const assertFalse: (
  expr: unknown,
  msg?: string,
) => asserts expr is false | 0 | 0n | "" | null | undefined = std.assertFalse;
export const assertGreater: <T>(actual: T, expected: T, msg?: string) => void =
  std.assertGreater;
export const assertGreaterOrEqual: <T>(
  actual: T,
  expected: T,
  msg?: string,
) => void = std.assertGreaterOrEqual;
export const assertInstanceOf: <T>(
  actual: unknown,
  expectedType: Class<T>,
  msg?: string,
) => asserts actual is T = std.assertInstanceOf;
export const assertLess: <T>(actual: T, expected: T, msg?: string) => void =
  std.assertLess;
export const assertMatch: (
  actual: string,
  expected: RegExp,
  msg?: string,
) => void = std.assertMatch;
export const assertNotEquals: <T>(
  actual: T,
  expected: T,
  msg?: string,
) => void = std.assertNotEquals;
export const assertNotMatch: (
  actual: string,
  expected: RegExp,
  msg?: string,
) => void = std.assertNotMatch;
export const assertRejects: Rejects = std.assertRejects;
export const assertStrictEquals: <T>(
  actual: unknown,
  expected: T,
  msg?: string,
) => asserts actual is T = std.assertStrictEquals;
export const assertStringIncludes: (
  actual: string,
  expected: string,
  msg?: string,
) => void = std.assertStringIncludes;
export const assertThrows: Throws = std.assertThrows;
export const fail: (msg?: string) => never = std.fail;
export const unreachable: (reason?: string) => never = std.unreachable;
