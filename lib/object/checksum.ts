/**
 * A checksum of what code is made of: fast, and good enough to tell two
 * versions of one function apart. Pure.
 */

/** A sum over bytes, numbers and words in their order. */
export class Checksum {
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  /** Adds bytes, and how many they are. */
  bytes(bytes: Uint8Array): this {
    let [low, high] = [this.#low, this.#high];
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x5bd1e995) ^ (high >>> 15);
    }
    this.#low = low;
    this.#high = high;
    return this.number(bytes.length);
  }

  /** Adds a number. */
  number(value: number): this {
    const parts = [value | 0, Math.floor(value / 2 ** 32) | 0];
    for (const part of parts) {
      this.#low = Math.imul(this.#low ^ part, 0x01000193);
      this.#low ^= this.#low >>> 13;
      this.#high = Math.imul(this.#high ^ part, 0x5bd1e995);
      this.#high ^= this.#high >>> 15;
    }
    return this;
  }

  /** Adds a text. */
  words(text: string): this {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      this.#low = Math.imul(this.#low ^ code, 0x01000193);
      this.#high = Math.imul(this.#high ^ code, 0x5bd1e995) ^
        (this.#high >>> 15);
    }
    return this.number(text.length);
  }

  /** The sum. */
  text(): string {
    const hex = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
    return hex(this.#low) + hex(this.#high);
  }
}
