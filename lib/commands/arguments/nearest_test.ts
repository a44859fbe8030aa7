import { assertEquals } from "@std/assert";
import { nearest } from "./nearest.ts";

const NAMES = ["run", "status", "--restart", "--release", "--json", "--bin"];

function check(written: string, expected: string | undefined) {
  assertEquals(nearest(written, NAMES), expected);
}

Deno.test("nearest: a letter too many, too few, another, or two swapped", () => {
  check("rnu", "run");
  check("runn", "run");
  check("stats", "status");
  check("--jsn", "--json");
  check("--restrat", "--restart");
  check("--relase", "--release");
});

Deno.test("nearest: what is like nothing stays alone", () => {
  check("fly", undefined);
  check("--bogus", undefined);
  check("", undefined);
});

Deno.test("nearest: of two the nearer", () => {
  assertEquals(nearest("--relaese", ["--restart", "--release"]), "--release");
});
