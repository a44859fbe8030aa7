/**
 * Makes the `@std` packages available: where JSR answers, nothing has to be
 * done; elsewhere the stand-ins beside this file are copied to `.std/`, which
 * `links` in deno.json prefers to JSR (it takes copies only, no symlinks).
 *
 * The decision is kept: `.std/` is empty where JSR answered once. `--again`
 * asks anew. Nothing is imported here, since this runs before imports work.
 *
 * @module
 */

const SOURCE = new URL("./", import.meta.url);
const TARGET = new URL("../.std/", import.meta.url);
const PATIENCE_MS = 3000;

async function answersJsr(): Promise<boolean> {
  const registry = Deno.env.get("JSR_URL") ?? "https://jsr.io/";
  try {
    const url = new URL("@std/log/meta.json", registry);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function namesIn(dir: URL): Promise<string[] | undefined> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(dir));
    return entries.map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function textOf(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Leaves alone what is up to date: other processes may be reading it. */
async function place(name: string): Promise<void> {
  const from = new URL(`${name}/`, SOURCE);
  const to = new URL(`${name}/`, TARGET);
  await Deno.mkdir(to, { recursive: true });
  for (const file of await namesIn(from) ?? []) {
    const text = await Deno.readTextFile(new URL(file, from));
    if (text === await textOf(new URL(file, to))) continue;
    const fresh = new URL(`.${file}.${Deno.pid}`, to);
    await Deno.writeTextFile(fresh, text);
    await Deno.rename(fresh, new URL(file, to));
  }
}

if (import.meta.main) {
  let placed = await namesIn(TARGET);
  if (placed && Deno.args.includes("--again")) {
    await Deno.remove(TARGET, { recursive: true });
    placed = undefined;
  }
  const names = (await namesIn(SOURCE) ?? []).filter((name) =>
    !name.includes(".")
  );
  if (placed ? placed.length > 0 : !await answersJsr()) {
    await Promise.all(names.map(place));
  } else {
    await Deno.mkdir(TARGET, { recursive: true });
  }
}
