/**
 * Makes the calls that link a test program from objects: as one file, as rustc
 * had it linked, or in parts of which an edit renews few. Never runs them. Pure.
 *
 * In parts, all that is not of the workspace becomes one library, once; each
 * crate of the workspace is a library of its own; the executable holds the
 * objects of its own crate alone. It is an ordinary program: each start loads
 * the newest of each part.
 */

import { dirname } from "@std/path";
import type { Call } from "../system/process.ts";
import type { LinkLine } from "./rustc/link_line.ts";

/** What is known of a program's link. */
export interface TestLink {
  /** What rustc gave to the linker. */
  args: readonly string[];
  line: LinkLine;
  /** Objects of rustc's own that lead to the allocator. */
  kept: readonly string[];
  /** Keep debug info. */
  debugInfo: boolean;
}

/** A word of the link line that names a Rust library. */
const RLIB = /\/lib([^/]+)\.rlib$/;

/** The id of the unit that an argument is the library of. */
export function unitOfRlib(argument: string): string | undefined {
  return RLIB.exec(argument)?.[1];
}

/** The libraries of others: registry crates and those of the toolchain. */
export function otherLibraries(
  { args }: TestLink,
  isOwn: (unit: string) => boolean,
): string[] {
  return args.filter((arg) => {
    const unit = unitOfRlib(arg);
    return unit !== undefined && !isOwn(unit);
  });
}

/** Switches behind which only one file will do. */
const TOGETHER =
  /^(?:-static(?:-pie)?|-T.*|.*\.lds?)$|^-Wl,.*(?:version-script|defsym|--wrap|dynamic-list|-T)/;

/** Whether a link can be made in parts, as far as its switches tell. */
export function canBeInParts({ args, line }: TestLink): boolean {
  if (line.flavor === "darwin" || args.some((arg) => TOGETHER.test(arg))) {
    return false;
  }
  let isStatic = false;
  for (const arg of args) {
    if (arg === "-Wl,-Bstatic") isStatic = true;
    else if (arg === "-Wl,-Bdynamic") isStatic = false;
    // What is in it might be there twice.
    else if (isStatic && /^-l/.test(arg) || /\.a$/.test(arg)) return false;
  }
  return true;
}

/** The call that links the library of all that is not of the workspace. */
export function linkOthers(
  link: TestLink,
  libraries: readonly string[],
  output: string,
): Call {
  const { line, kept, debugInfo } = link;
  const isDirect = line.flavor === "lld" || line.flavor === "mold";
  const words = ["-Bsymbolic", "--eh-frame-hdr", "--allow-multiple-definition"];
  if (!debugInfo) words.push("-S");
  const whole = ["--whole-archive", ...libraries, "--no-whole-archive"];
  return call(line, output, [
    "-shared",
    ...isDirect ? [] : ["-nostdlib"],
    ...spelled(line, words),
    ...isDirect ? whole : [
      "-Wl,--whole-archive",
      ...libraries,
      "-Wl,--no-whole-archive",
    ],
    ...kept,
  ]);
}

/** The call that links the library of one crate. */
export function linkCrate(
  { line, debugInfo }: TestLink,
  objects: readonly string[],
  output: string,
): Call {
  const isDirect = line.flavor === "lld" || line.flavor === "mold";
  const words = ["-Bsymbolic", "--eh-frame-hdr"];
  if (!debugInfo) words.push("-S");
  const first = ["-shared", ...isDirect ? [] : ["-nostdlib"]];
  const inputs = [...objects, ...line.builtins];
  return call(line, output, [...first, ...spelled(line, words), ...inputs]);
}

/**
 * The call that links a file which says no more than where a library is: the
 * executable needs no more of it, and reading a large one takes long.
 *
 * @param empty A file with nothing in it.
 */
export function linkPlace(
  { line }: TestLink,
  { empty, library, output }: {
    empty: string;
    library: string;
    output: string;
  },
): Call {
  const isDirect = line.flavor === "lld" || line.flavor === "mold";
  const name = isDirect ? ["-soname", library] : [`-Wl,-soname,${library}`];
  const first = ["-shared", ...isDirect ? [] : ["-nostdlib"]];
  return call(line, output, [...first, empty, ...name]);
}

/** What is left of rustc's link line where no Rust library is in it. */
const LEFT_OUT = /^-Wl,(?:--gc-sections|--as-needed|-z,relro,-z,now)$/;

/** The call that links the executable of a program in parts. */
export function linkExecutable(
  { args, line, debugInfo }: TestLink,
  objects: readonly string[],
  { places, output }: { places: readonly string[]; output: string },
): Call {
  const rest = ownWords(args).filter((arg) =>
    unitOfRlib(arg) === undefined && !LEFT_OUT.test(arg)
  );
  return driverCall(line, output, [
    ...objects,
    "-Wl,--no-as-needed",
    ...places,
    ...line.builtins,
    ...rest,
    // They are in the libraries, or the loader says so.
    "-Wl,--unresolved-symbols=ignore-all",
    "-Wl,--export-dynamic",
    ...debugInfo ? [] : ["-Wl,-S"],
  ]);
}

/**
 * The call that links a program as one file, as rustc had it linked.
 *
 * @param objectsOf The objects of a crate of the workspace, by its unit's id.
 */
export function linkWhole(
  { args, line, kept, debugInfo }: TestLink,
  objects: readonly string[],
  { objectsOf, output }: {
    objectsOf: (unit: string) => readonly string[] | undefined;
    output: string;
  },
): Call {
  const rest = ownWords(args).flatMap((arg) => {
    const unit = unitOfRlib(arg);
    return (unit === undefined ? undefined : objectsOf(unit)) ?? arg;
  });
  return driverCall(line, output, [
    ...objects,
    ...kept,
    ...rest,
    ...debugInfo ? [] : ["-Wl,-S"],
  ]);
}

/** A link line without the objects of the crate itself, and the output. */
function ownWords(args: readonly string[]): string[] {
  return args.filter((arg, i) =>
    !/\.rcgu\.o$|\/symbols\.o$/.test(arg) && arg !== "-o" &&
    args[i - 1] !== "-o"
  );
}

/** Words for the linker, as whoever is called takes them. */
function spelled({ flavor }: LinkLine, words: readonly string[]): string[] {
  return flavor === "lld" || flavor === "mold"
    ? [...words]
    : words.map((word) => `-Wl,${word}`);
}

function call(line: LinkLine, output: string, args: string[]): Call {
  if (line.flavor === "lld") {
    const first = ["-flavor", "gnu", ...line.emulation];
    const all = [...first, ...args, "-o", output];
    const { searchPath: PATH } = line;
    const cwd = dirname(output);
    return { program: line.linker, args: all, env: { PATH }, cwd };
  }
  if (line.flavor === "mold") {
    const { linker: program, searchPath: PATH } = line;
    const cwd = dirname(output);
    return { program, args: [...args, "-o", output], env: { PATH }, cwd };
  }
  return driverCall(line, output, [...line.target, ...args]);
}

function driverCall(
  { driver, searchPath }: LinkLine,
  output: string,
  args: string[],
): Call {
  return {
    program: driver,
    args: [...args, "-o", output],
    env: { PATH: searchPath },
    cwd: dirname(output),
  };
}
