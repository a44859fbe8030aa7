/**
 * The stages after rustc for a patch that is made of the edited functions
 * alone: their old entries lead to it, every emptied body leads back, and all
 * statics are the programs'. Never compiles anything.
 *
 * Where anything of that is in doubt, nothing goes live, and the whole crates
 * are to be compiled.
 */

import type { AbiChanges } from "../analysis/abi_changes.ts";
import { movesLines } from "../analysis/moved_lines.ts";
import { isAllocator } from "../object/allocator.ts";
import { demangle } from "../object/demangle/demangle.ts";
import { Elf, type ElfSymbol } from "../object/elf.ts";
import { Refusal } from "../report/refusal.ts";
import { readBytes } from "../system/files.ts";
import type { Affected } from "./affected.ts";
import { neededBy } from "./check.ts";
import type { ReloadContext } from "./context.ts";
import type { FunctionObjects } from "./function_compile.ts";
import { link } from "./link.ts";
import { load } from "./load.ts";
import { type Dylib, dylibSymbols, readDylib } from "./patch/dylib.ts";
import { belongsTo, type Takeover } from "./patch/entries.ts";
import {
  type InheritedStatics,
  inheritedStatics,
} from "./patch/inherited_statics.ts";
import { leadBack, type Obstacles } from "./patch/leading_back.ts";
import { rootSymbols } from "./patch/root_symbols.ts";
import { imageOf } from "./redirect.ts";
import { reportLive } from "./report.ts";

/** What stands in the way of a function patch, and the symbols that it is about. */
export interface Obstacle {
  kind:
    | keyof Obstacles
    /** The edit is more than that. */
    | "changes"
    /** It is not known which symbols the edited functions have. */
    | "roots"
    /** It would bring an allocator. */
    | "allocator"
    /** It would bring statics that no program has. */
    | "statics"
    /** It needs what no program has. */
    | "undefined"
    /** It cannot be linked, or no program takes it. */
    | "refused";
  symbols: string[];
}

/** Thrown where no function patch can be. */
class InTheWay extends Error {
  override name = "InTheWay";

  constructor(readonly obstacle: Obstacle) {
    super(`${obstacle.kind}: ${obstacle.symbols.join(", ")}`);
  }
}

function inTheWay(kind: Obstacle["kind"], symbols: Iterable<string>): InTheWay {
  return new InTheWay({ kind, symbols: [...symbols] });
}

/** What is known of the edit. */
export interface FunctionFlow {
  affected: Affected;
  /** Notes how long each stage took. */
  stages: { time<T>(stage: string, work: T | Promise<T>): Promise<T> };
  signal: AbortSignal;
}

/**
 * Makes functions live.
 *
 * @param crates Dependencies first.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function functionPatch(
  context: ReloadContext,
  flow: FunctionFlow,
  crates: readonly FunctionObjects[],
) {
  try {
    const { affected } = flow;
    const { commit, loaded } = await goLive(context, flow, crates);
    return reportLive(context, { affected, commit, loaded });
  } catch (error) {
    if (error instanceof InTheWay) {
      return { kind: "whole", obstacle: error.obstacle } as const;
    }
    if (!(error instanceof Refusal)) throw error;
    const { details: symbols } = error;
    return { kind: "whole", obstacle: { kind: "refused", symbols } } as const;
  }
}

async function goLive(
  context: ReloadContext,
  { affected, stages, signal }: FunctionFlow,
  crates: readonly FunctionObjects[],
) {
  const { programs } = context;
  const { changes, contents } = affected;
  mustBeQuiet(affected);
  const number = context.nextNumber();
  const units = crates.map(({ unit }) => unit);
  const inherited = inheritedStatics(context, units, affected.startsAfresh);
  const functions = new Map(
    crates.map(({ unit, objects }) => [unit.id, objects]),
  );
  const plan = { number, inherited, signal, functions };
  const patch = await stages.time("link", link(context, units, plan));
  await stages.time("check", checkNeeded(context, number, patch.dylibs));
  const takeover: Takeover = {
    redirections: [],
    withheld: [],
    images: new Map(),
    functions: [],
    bindings: [],
    brought: [],
  };
  const planning = crates.map((code, i) => {
    const dylib = patch.dylibs[i];
    const statics = inherited.get(code.unit.id);
    if (!dylib || !statics) throw inTheWay("statics", []);
    return plant(context, { code, dylib, statics, changes }, takeover);
  });
  await stages.time("redirect", Promise.all(planning));
  signal.throwIfAborted();
  const part = { ...patch, isPart: true };
  const loaded = await stages.time("load", load(programs, part, takeover));
  const edited = [...contents.keys()];
  const parts = { contents, movesLines: areMoved(context, affected) };
  const code = { units, changes, takeover, offered: new Map() };
  const commit = { ...patch, ...code, edited, parts };
  await context.commit(commit);
  return { commit, loaded };
}

/** Whether code that was not edited stands on other lines now. */
function areMoved(
  { parsedFiles }: Pick<ReloadContext, "parsedFiles">,
  { edits }: Affected,
): boolean {
  return edits.some(({ file, verdict }) => {
    const { before, after } = parsedFiles?.versions(file) ?? {};
    return !before || !after ||
      movesLines(before.text, after.text, verdict.items.length);
  });
}

/** Nothing but bodies may have changed. */
function mustBeQuiet(
  { changes, changedStatics, unusedValues }: Affected,
): void {
  const { changedTypes, changedSignatures, crossesCrates, replaced } = changes;
  const others = [
    ...changedTypes,
    ...changedSignatures,
    ...replaced,
    ...changedStatics.map(({ name }) => name),
    ...unusedValues,
  ];
  if (others.length > 0 || crossesCrates) throw inTheWay("changes", others);
}

/** All that the dylibs need must be there: a whole crate could bring more. */
async function checkNeeded(
  { programs }: Pick<ReloadContext, "programs">,
  number: number,
  dylibs: readonly Dylib[],
): Promise<void> {
  const symbols = await Promise.all(
    dylibs.map(async (dylib) => dylibSymbols(await readDylib(dylib))),
  );
  const missing = await programs.check(number, neededBy(symbols));
  if (missing.length > 0) throw inTheWay("undefined", missing);
}

/** One unit's part of the patch. */
interface Part {
  code: FunctionObjects;
  dylib: Dylib;
  statics: InheritedStatics;
  changes: AbiChanges;
}

/** Plans what leads to a dylib and from it, and what it shares. */
async function plant(
  { base, images }: Pick<ReloadContext, "base" | "images">,
  { code, dylib, statics, changes }: Part,
  takeover: Takeover,
): Promise<void> {
  const { unit, hasClosures, mayBeEmptied, isAmbiguous } = code;
  const elf = await readDylib(dylib);
  const symbols = elf.symbols();
  const functions = definedFunctions(symbols);
  const allocator = symbols.filter(isAllocator);
  if (allocator.length > 0) {
    throw inTheWay("allocator", allocator.map(({ name }) => name));
  }
  const { bindings, fresh, resized } = statics.bind(dylib, elf, symbols);
  const others = [...fresh, ...resized];
  if (others.length > 0) throw inTheWay("statics", others.map(demangle));
  const plan = leadBack(images.olderThanPart(unit.id), {
    image: imageOf(base, dylib.path, elf, symbols),
    functions,
    edited: await editedSymbols(code),
    mayBeEmptied,
    isAmbiguous: hasClosures ? isAmbiguous : () => false,
    isOwn: belongsTo(base.graph.order.map(({ crateName }) => crateName)),
    changes,
  });
  if (plan.kind === "impossible") throw standing(plan.obstacles);
  takeover.redirections.push(...plan.redirections);
  takeover.images.set(unit.id, plan.running);
  takeover.functions?.push(...functions);
  takeover.bindings.push(...bindings);
}

function definedFunctions(symbols: readonly ElfSymbol[]): string[] {
  return symbols.flatMap(({ name, kind, defined }) =>
    kind === "function" && defined ? [name] : []
  );
}

/** The symbols of the functions that were edited. */
async function editedSymbols(
  { objects, roots }: FunctionObjects,
): Promise<Set<string>> {
  const read = async (path: string) => new Elf(await readBytes(path));
  const found = rootSymbols(await Promise.all(objects.map(read)));
  if (found.unknown.length > 0 || found.symbols.size !== roots) {
    throw inTheWay("roots", [...found.unknown, ...found.symbols]);
  }
  return found.symbols;
}

function standing({ unreached, stranded, ambiguous }: Obstacles): InTheWay {
  const [kind, symbols] = unreached.length > 0
    ? ["unreached", unreached] as const
    : stranded.length > 0
    ? ["stranded", stranded] as const
    : ["ambiguous", ambiguous] as const;
  return inTheWay(kind, symbols.map(demangle));
}
