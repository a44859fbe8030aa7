/**
 * How much longer than usual things may take before a test gives up, where the
 * machine is an emulated one.
 *
 * @module
 */

/** A factor of all guards. */
export const PATIENCE = Number(Deno.env.get("TEST_PATIENCE") ?? "1");
