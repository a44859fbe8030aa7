/**
 * Decodes identifiers that are not ASCII. Pure.
 *
 * Format: <https://www.rfc-editor.org/rfc/rfc3492>, with `_` for the
 * delimiter, as Rust's symbols have it.
 */

const BASE = 36;
const LEAST = 1;
const MOST = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_POINT = 128;

/** Decodes an identifier; nothing if it is not well-formed. */
export function decodePunycode(text: string): string | undefined {
  const split = text.lastIndexOf("_");
  const points = [...split < 0 ? "" : text.slice(0, split)];
  let point = FIRST_POINT;
  let bias = FIRST_BIAS;
  let index = 0;
  for (let at = split + 1; at < text.length;) {
    const before = index;
    for (let weight = 1, k = BASE;; k += BASE) {
      const digit = "abcdefghijklmnopqrstuvwxyz0123456789"
        .indexOf(text[at++] ?? " ");
      if (digit < 0) return undefined;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, LEAST), MOST);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = points.length + 1;
    bias = adapt(index - before, length, before === 0);
    point += Math.floor(index / length);
    index %= length;
    if (point > 0x10ffff) return undefined;
    points.splice(index++, 0, String.fromCodePoint(point));
  }
  return points.join("");
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - LEAST) * MOST) / 2; k += BASE) {
    rest = Math.floor(rest / (BASE - LEAST));
  }
  return k + Math.floor(((BASE - LEAST + 1) * rest) / (rest + SKEW));
}
