/**
 * The words of Rust text, each with a number: what may be a name of something
 * in code or in a string that a macro reads, but not in comments. Pure.
 */

/**
 * A comment, a literal, or a word. What is no ASCII is taken for letters: more
 * words than there are do no harm.
 */
const TOKEN =
  /\/\/[^\n]*|\/\*|\b[bc]?r(#*)"|"(?:[^"\\]|\\[^])*"|'(?:\\[^][^']*|[^\\'])'|[\w\u0080-\uffff]+/g;
const WORD = /[\w\u0080-\uffff]+/g;
const COMMENT_EDGE = /\/\*|\*\//g;

/** Numbers of words: the same for the same word. */
export class Words {
  readonly #numbers = new Map<string, number>();

  /** The number of a word. */
  number(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    // A copy: a part of a text would keep all of it in memory.
    this.#numbers.set(word.split("").join(""), number);
    return number;
  }

  /** The words of a text, each once. */
  of(text: string): number[] {
    const found = new Set<number>();
    const add = (part: string) => {
      for (const [word] of part.matchAll(WORD)) found.add(this.number(word));
    };
    TOKEN.lastIndex = 0;
    for (let match; (match = TOKEN.exec(text));) {
      const [token, hashes] = match;
      if (token === "/*") TOKEN.lastIndex = endOfComment(text, match.index);
      else if (hashes !== undefined) {
        const end = text.indexOf(`"${hashes}`, TOKEN.lastIndex);
        const to = end < 0 ? text.length : end;
        add(text.slice(TOKEN.lastIndex, to));
        TOKEN.lastIndex = to + 1 + hashes.length;
      } else if (token.startsWith('"')) add(token);
      else if (!token.startsWith("/") && !token.startsWith("'")) {
        found.add(this.number(token));
      }
    }
    return [...found];
  }
}

/** Comments may hold others. */
function endOfComment(text: string, start: number): number {
  COMMENT_EDGE.lastIndex = start;
  let depth = 0;
  for (let match; (match = COMMENT_EDGE.exec(text));) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
  return text.length;
}
