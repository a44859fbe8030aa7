import { assertEquals, assertNotEquals } from "@std/assert";
import { checksum } from "./checksum.ts";

/** The twin has the same. */
const SAMPLES: [length: number, sum: string][] = [
  [0, "0000000200000001"],
  [3, "de6c478d2a163944"],
  [16, "fa224c31f1fd339f"],
  [1000, "0c284d606ce6fa21"],
];

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => i * 7 % 251);
}

Deno.test("checksum: is that of the runtime", () => {
  for (const [length, sum] of SAMPLES) {
    assertEquals(checksum(bytes(length)), sum, `${length} bytes`);
  }
  assertEquals(checksum(bytes(1003).subarray(0, 1000)), checksum(bytes(1000)));
  const odd = new Uint8Array(1001);
  odd.set(bytes(1000), 1);
  assertEquals(checksum(odd.subarray(1)), checksum(bytes(1000)));
});

Deno.test("checksum: every bit counts, and the length", () => {
  const sum = checksum(bytes(64));
  for (let i = 0; i < 64 * 8; i++) {
    const file = bytes(64);
    const at = i >> 3;
    file[at] = (file[at] ?? 0) ^ 1 << (i & 7);
    assertNotEquals(checksum(file), sum);
  }
  assertNotEquals(checksum(new Uint8Array(5)), checksum(new Uint8Array(6)));
  const flipped = (length: number) => bytes(length).map((byte) => byte ^ 0xff);
  for (const length of [16, 32, 48, 4096]) {
    assertNotEquals(checksum(bytes(length)), checksum(flipped(length)));
  }
});
