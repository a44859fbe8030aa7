/**
 * Prepares crates for function patches while nothing else is to be done: reads
 * their sources, writes their overlays, and has rustc compile each once, so
 * that the first edit is as fast as later ones. Never delays a save.
 */

import type { Unit } from "../build/rustc/unit.ts";
import type { UnfitReason } from "../report/function_patches.ts";
import {
  charactersOf,
  type FunctionContext,
  overlayFiles,
  writeAndCompile,
} from "./function_compile.ts";
import {
  includesSource,
  isAnnotated,
  whyUnfit,
} from "./patch/function_edits.ts";
import type { OverlayFile } from "./state/overlays.ts";

/**
 * Prepares all crates that are not, and are worth it; ends early if aborted.
 */
export async function prepareFunctions(
  context: FunctionContext,
  signal: AbortSignal,
): Promise<void> {
  const { base: { graph, shape }, build, functions } = context;
  const { inheritsStatics } = build;
  if (functions.mode === "off") return;
  for (const unit of graph.order) {
    if (signal.aborted) return;
    const unfit = whyUnfit(unit, { shape, inheritsStatics });
    if (unfit) functions.note(unit, unfit);
    else if (functions.isWorthIt(unit, charactersOf(context, unit))) {
      await prepare(context, unit, signal);
    }
  }
  if (!signal.aborted) functions.tell(graph.order);
}

async function prepare(
  context: FunctionContext,
  unit: Unit,
  signal: AbortSignal,
): Promise<void> {
  const { functions } = context;
  const files = overlayFiles(context, unit);
  // Something was saved, and is not live: later.
  if (!files || isPrepared(context, unit, files)) return;
  const texts = textsOf(files);
  const unfit = whyUnlike(files);
  if (unfit) return functions.note(unit, unfit, texts);
  try {
    for (const { file, content } of files) {
      if ("digest" in content) continue;
      for (const _ of functions.overlays.read(file, content.source)) {
        await new Promise((resolve) => setTimeout(resolve));
        if (signal.aborted) return;
      }
    }
    const how = { signal, background: true };
    const compiled = await writeAndCompile(context, unit, files, how);
    // It is of roots alone, and there are none.
    if ("doubt" in compiled) return;
    const { ok, errors } = compiled;
    const uncompilable = { kind: "uncompilable", errors } as const;
    functions.note(unit, ok ? "ready" : uncompilable, texts);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Whether nothing of a crate has changed that is not prepared. */
function isPrepared(
  { functions }: FunctionContext,
  unit: Unit,
  files: readonly OverlayFile[],
): boolean {
  const readiness = functions.readinessOf(unit);
  if (readiness !== "ready") {
    return readiness !== undefined && functions.isOf(unit, textsOf(files));
  }
  return files.every(({ file, content }) =>
    "digest" in content || functions.overlays.isRead(file, content.source)
  );
}

function textsOf(files: readonly OverlayFile[]): string[] {
  return files.flatMap(({ content }) =>
    "digest" in content ? [] : [content.source.text]
  );
}

/** Why the sources of a crate would not mean the same in an overlay. */
function whyUnlike(files: readonly OverlayFile[]): UnfitReason | undefined {
  for (const { file, content } of files) {
    if ("digest" in content) continue;
    const { text } = content.source;
    if (isAnnotated(text)) return { kind: "annotated", file };
    if (includesSource(text)) return { kind: "included", file };
  }
  return undefined;
}
