/**
 * Twin of `crates/chaud-runtime/src/checksum.rs`: tells a file that was damaged
 * since the driver has read it. Pure.
 *
 * Made for both sides' slowest case: here, numbers of 32 bits; there, code that
 * is not optimised. It is no defence against anybody: whoever can write to the
 * session's folder is the user.
 */

/** How many bytes each step takes. */
const STEP = 16;
const FACTOR = 0x9e3779b1;

/** The sum of a whole file, as the messages have it: 16 hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  const rest = bytes.length % STEP;
  const whole = bytes.length - rest;
  const lanes: Lanes = [1, 2];
  add(lanes, wordsOf(bytes.subarray(0, whole)));
  if (rest > 0) {
    const last = new Uint8Array(STEP);
    last.set(bytes.subarray(whole));
    add(lanes, wordsOf(last));
  }
  const low = lanes[0] ^ bytes.length;
  const high = lanes[1] ^ bytes.length / 2 ** 32;
  return hexadecimal(high) + hexadecimal(low);
}

type Lanes = [low: number, high: number];

/** Each lane forgets nothing: another word in one place makes it another. */
function add(lanes: Lanes, words: Uint32Array): void {
  let [low, high] = lanes;
  for (let i = 0; i + 3 < words.length; i += 4) {
    low = Math.imul(low ^ (words[i] ?? 0), FACTOR) + (words[i + 2] ?? 0);
    low = low << 13 | low >>> 19;
    high = Math.imul(high ^ (words[i + 1] ?? 0), FACTOR) + (words[i + 3] ?? 0);
    high = high << 13 | high >>> 19;
  }
  lanes[0] = low;
  lanes[1] = high;
}

/** All platforms of the runtime are little-endian, and so are the sums. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const isAligned = bytes.byteOffset % 4 === 0;
  const { buffer, byteOffset, length } = isAligned ? bytes : bytes.slice();
  return new Uint32Array(buffer, byteOffset, length / 4);
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
