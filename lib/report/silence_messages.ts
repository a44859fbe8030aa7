/** What is said of a program that runs without hot reload, and what to do. Pure. */

/** Said of a program that loads nothing. */
export function isStatic(name: string): string {
  return `\`${name}\` runs without hot reload: it is linked statically, and ` +
    "such a program cannot load anything. While you develop, leave out " +
    "`+crt-static`, or build for a `-gnu` target";
}

/** Said of a program that has the crate, and has not called it. */
export function doesNotInit(name: string): string {
  return `\`${name}\` runs without hot reload so far: it has not called ` +
    "`chaud::init!()`, which belongs at the start of `main`";
}

/** Said of a program that was given the runtime, which does not answer. */
export function silent(name: string): string {
  return `\`${name}\` runs without hot reload so far: the runtime in it has ` +
    "not attached. `chaud doctor` looks for the cause";
}

/** Said of a program that was not linked as it should be. */
export function notLinked(name: string, reason: string): string {
  return `\`${name}\` runs without hot reload: ${reason}`;
}

/** Said when the user's rustc did not build the runtime. */
export function notBuilt(said: string): string {
  return "the program runs without hot reload: Chaud's runtime, which needs " +
    `Rust 1.88 or later, could not be built:\n${said.trimEnd()}`;
}
