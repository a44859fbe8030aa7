/**
 * Stands in for `@std/cli` where JSR is out of reach: `parseArgs`, typed for
 * flags without dots whose names are given as arrays, which is how the driver
 * calls it.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
import * as std from "npm:deno-std@1.4.0/cli/parse_args.js";

/** How `parseArgs` reads its arguments. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends boolean | undefined = boolean | undefined,
> {
  "--"?: D;
  alias?: Record<string, string | readonly string[]>;
  boolean?: readonly B[];
  string?: readonly S[];
  collect?: readonly C[];
  negatable?: readonly string[];
  default?: Record<string, unknown>;
  stopEarly?: boolean;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What `parseArgs` makes of them. */
export type Args<
  B extends string,
  S extends string,
  C extends string,
  D extends boolean | undefined,
> =
  & Record<string, unknown>
  & { [name in B]: boolean }
  & { [name in Exclude<S, C>]?: string }
  & { [name in Extract<C, S>]: string[] }
  & { [name in Exclude<C, S>]: unknown[] }
  & { _: (string | number)[] }
  & (D extends true ? { "--": string[] } : Record<never, never>);

/** Reads command line arguments. */
export function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
  const D extends boolean | undefined = undefined,
>(
  args: string[],
  options: ParseOptions<B, S, C, D> = {},
): Args<B, S, C, D> {
  return std.parseArgs(args, options);
}
