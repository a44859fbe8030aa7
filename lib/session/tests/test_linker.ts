/**
 * Links test programs from what was compiled last: in parts, so that an edit
 * renews few of them, or as one file where only that will do. Never compiles,
 * and never starts a test.
 */

import { basename, dirname, join } from "@std/path";
import { toolchainLld } from "../../build/base.ts";
import { codegenOption, rustcOf } from "../../build/rustc/arguments.ts";
import { readLinkLine } from "../../build/rustc/link_line.ts";
import { profileFolder, splitNul, type Unit } from "../../build/rustc/unit.ts";
import {
  canBeInParts,
  linkCrate,
  linkExecutable,
  linkOthers,
  linkPlace,
  linkWhole,
  otherLibraries,
  type TestLink,
  unitOfRlib,
} from "../../build/test_link.ts";
import { Elf } from "../../object/elf.ts";
import {
  digestOfText,
  exists,
  fileIdentity,
  makeFolder,
  move,
  namesIn,
  readBytes,
  writeText,
} from "../../system/files.ts";
import { type Call, runLines } from "../../system/process.ts";

/** A program to link. */
export interface LinkTarget {
  unit: Unit;
  /** The folder with what was noted of its link. */
  folder: string;
}

/** What the linker works with. */
export interface TestLinkerOptions {
  /** Where parts go. */
  folder: string;
  debugInfo: boolean;
  /** Whether a unit is compiled here. */
  isOwn: (unit: string) => boolean;
  /** The objects of a unit's last compile. */
  objectsOf: (unit: string) => readonly string[];
  /** Tells the contents of those objects. */
  identityOf: (unit: string) => string | undefined;
  /** Whether a unit cannot be in a library of its own. */
  needsOneFile: (unit: string) => boolean;
}

/** Thrown when a program cannot be linked from what was compiled. */
export class TestLinkError extends Error {
  override name = "TestLinkError";
}

/** What makes a function of one that is asked for the same all the time. */
export class TestLinker {
  readonly #options: TestLinkerOptions;
  readonly #links = new Map<string, Promise<TestLink>>();
  /** By output, what it was linked from. */
  readonly #linked = new Map<string, string>();
  /** By output, the link that is under way. */
  readonly #running = new Map<string, Promise<void>>();
  /** Programs that do not start where they are linked in parts. */
  readonly #whole = new Set<string>();

  constructor(options: TestLinkerOptions) {
    this.#options = options;
  }

  /** From now on, a program is linked as one file. */
  keepWhole({ unit }: LinkTarget): boolean {
    const isNews = !this.#whole.has(unit.id);
    this.#whole.add(unit.id);
    return isNews;
  }

  /**
   * Links a program.
   *
   * @returns The executable.
   * @throws {TestLinkError} If that cannot be.
   * @throws {DOMException} `AbortError` if the signal was aborted.
   */
  async link(target: LinkTarget, signal: AbortSignal): Promise<string> {
    const { unit } = target;
    const link = await this.#linkOf(target);
    // Beside cargo's own: some tests look for others from where they are.
    const name = `${unit.id}.chaud-${basename(dirname(this.#options.folder))}`;
    const output = join(profileFolder(unit), "deps", name);
    const own = link.args.flatMap((arg) => unitOfRlib(arg) ?? [])
      .filter(this.#options.isOwn);
    const isInParts = canBeInParts(link) && !this.#whole.has(unit.id) &&
      ![unit.id, ...own].some(this.#options.needsOneFile);
    if (isInParts) await this.#inParts(link, { unit, own, output, signal });
    else await this.#asOneFile(link, { unit, own, output, signal });
    return output;
  }

  /** Links a program as one file, to where others look for it. */
  async place(
    target: LinkTarget,
    output: string,
    signal: AbortSignal,
  ): Promise<void> {
    const link = await this.#linkOf(target);
    const own = link.args.flatMap((arg) => unitOfRlib(arg) ?? [])
      .filter(this.#options.isOwn);
    await this.#asOneFile(link, { unit: target.unit, own, output, signal });
  }

  async #inParts(link: TestLink, part: LinkParts): Promise<void> {
    const { folder, objectsOf, identityOf, isOwn } = this.#options;
    const { unit, own, output, signal } = part;
    await makeFolder(folder);
    const empty = join(folder, "empty");
    if (!await exists(empty)) await writeText(empty, "");
    const libraries = otherLibraries(link, isOwn);
    const files = [...libraries, ...link.kept];
    const contents = files.map((path) => `${path} ${fileIdentity(path)}`);
    const name = (await digestOfText(contents.join("\n"))).slice(0, 16);
    const others = join(folder, `others-${name}.so`);
    const parts = [
      ...own.map((id) => {
        const path = join(folder, `${id}.so`);
        const call = (to: string) => linkCrate(link, objectsOf(id), to);
        return { path, from: identityOf(id) ?? "", call };
      }),
      {
        path: others,
        from: name,
        call: (to: string) => linkOthers(link, libraries, to),
      },
    ];
    const places = parts.map(({ path: library }) => {
      const path = `${library.slice(0, -3)}.place.so`;
      const call = (output: string) =>
        linkPlace(link, { empty, library, output });
      return { path, from: library, call };
    });
    await Promise.all(
      [...parts, ...places].map((each) => this.#once(each, signal)),
    );
    const paths = places.map(({ path }) => path);
    await this.#once({
      path: output,
      from: [identityOf(unit.id), ...paths].join("\n"),
      call: (output) =>
        linkExecutable(link, objectsOf(unit.id), { places: paths, output }),
    }, signal);
  }

  async #asOneFile(link: TestLink, part: LinkParts): Promise<void> {
    const { objectsOf, identityOf } = this.#options;
    const { unit, own, output, signal } = part;
    await this.#once({
      path: output,
      from: ["whole", ...[unit.id, ...own].map(identityOf)].join("\n"),
      call: (output) =>
        linkWhole(link, objectsOf(unit.id), {
          objectsOf: (id) => own.includes(id) ? objectsOf(id) : undefined,
          output,
        }),
    }, signal);
  }

  /** Makes a file, unless it is there already. */
  async #once(part: Part, signal: AbortSignal): Promise<void> {
    const { path } = part;
    // Several programs have parts in common.
    while (this.#running.has(path)) {
      await this.#running.get(path)?.catch(() => {});
    }
    if (this.#linked.get(path) === part.from && await exists(path)) return;
    // What others are made from does not change while its name is the same.
    const lasts = /\/others-[0-9a-f]+\.so$/.test(path);
    if (lasts && await exists(path)) return;
    const running = this.#make(part, signal);
    this.#running.set(path, running);
    try {
      await running;
      this.#linked.set(path, part.from);
    } finally {
      this.#running.delete(path);
    }
  }

  async #make({ path, call }: Part, signal: AbortSignal): Promise<void> {
    const fresh = join(dirname(path), `.new-${basename(path)}`);
    await run(call(fresh), signal);
    // Whoever runs the old one goes on with it.
    await move(fresh, path);
  }

  async #linkOf({ unit, folder }: LinkTarget): Promise<TestLink> {
    const known = this.#links.get(unit.id) ??
      readLink(unit, folder, this.#options.debugInfo);
    this.#links.set(unit.id, known);
    return await known;
  }
}

interface LinkParts {
  unit: Unit;
  /** The crates of the workspace that it is linked with. */
  own: readonly string[];
  output: string;
  signal: AbortSignal;
}

interface Part {
  path: string;
  /** What it is made from. */
  from: string;
  call: (output: string) => Call;
}

async function readLink(
  unit: Unit,
  folder: string,
  debugInfo: boolean,
): Promise<TestLink> {
  const { recording } = unit;
  const noted = await readBytes(join(folder, "link")).catch(() => undefined);
  if (!noted) {
    throw new TestLinkError(`It was not noted how \`${unit.id}\` is linked`);
  }
  const args = splitNul(noted);
  const lld = await toolchainLld(rustcOf(recording.args));
  const driver = codegenOption(recording.args, "linker") ?? "cc";
  const path = recording.env["PATH"] ?? "";
  const line = readLinkLine(args, driver, lld, path);
  const kept = (await namesIn(folder)).filter((name) => /^kept-/.test(name))
    .map((name) => join(folder, name));
  const are = await Promise.all(kept.map(leadsToAllocator));
  return { args, line, kept: kept.filter((_, i) => are[i]), debugInfo };
}

/** Whether an object is rustc's own, rather than one that allocates memory. */
async function leadsToAllocator(path: string): Promise<boolean> {
  return new Elf(await readBytes(path)).symbols().some(({ name, defined }) =>
    defined && name.includes("rust_no_alloc_shim_is_unstable")
  );
}

async function run(call: Call, signal: AbortSignal): Promise<void> {
  const said: string[] = [];
  const { code } = await runLines(call, {
    signal,
    onLine: (line) => said.push(line),
  });
  if (code === 0) return;
  throw new TestLinkError(`Cannot link a test program: ${said.join("\n")}`);
}
