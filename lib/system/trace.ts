/**
 * Tells whoever wants to know of every command and every message: one listener,
 * since there is one terminal. Never says anything by itself. Pure.
 */

let listener: ((text: string) => void) | undefined;

/** Has everything told to a listener from now on, or to nobody. */
export function traceTo(tell: ((text: string) => void) | undefined): void {
  listener = tell;
}

/** Tells of something, if anybody wants to know. */
export function trace(text: () => string): void {
  listener?.(text());
}

/** A command as a shell takes it. */
export function commandLine(
  { program, args, cwd }: { program: string; args: string[]; cwd: string },
): string {
  const words = [program, ...args].map((word) =>
    /^[\w@%+=:,./-]+$/.test(word)
      ? word
      : `'${word.replaceAll("'", String.raw`'\''`)}'`
  );
  return `(in ${cwd}) ${words.join(" ")}`;
}
