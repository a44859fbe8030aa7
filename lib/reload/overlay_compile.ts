/**
 * Has rustc compile the overlay of a crate as it is on disk, and judges what
 * rustc says. Never writes an overlay.
 */

import { join, resolve } from "@std/path";
import { ROOT_STATIC } from "../analysis/overlay.ts";
import {
  collectDiagnostics,
  parseRustcLine,
  type RustcMessage,
} from "../build/rustc/diagnostics.ts";
import { functionCall, functionFolders } from "../build/rustc/function_call.ts";
import type { Unit } from "../build/rustc/unit.ts";
import { faultOf } from "../report/fault.ts";
import { emptyFolder, namesIn, removeAll } from "../system/files.ts";
import { runLines } from "../system/process.ts";
import type { CompileOptions } from "./compile.ts";
import type { ReloadContext } from "./context.ts";

/** What it works on. */
export type OverlayContext =
  & Pick<ReloadContext, "build" | "state">
  & Partial<Pick<ReloadContext, "standby">>;

/** What rustc made of an overlay. */
export interface CompiledOverlay {
  ok: boolean;
  objects: string[];
  errors: string[];
  /** Whether the errors are those of code that was edited. */
  isOfEdit: boolean;
  /** Whether they are the same whatever else is in the crate. */
  isTelling: boolean;
}

/** Has rustc compile the overlay of a crate, as it is on disk. */
export async function compileOverlay(
  { build, state, standby }: OverlayContext,
  unit: Unit,
  { signal, background = false }: CompileOptions,
): Promise<CompiledOverlay> {
  const { objects: folder } = functionFolders(build, unit);
  // A rustc that waits is not taken for nothing.
  signal.throwIfAborted();
  const before = await namesIn(folder);
  if (before.length === 0) await emptyFolder(folder);
  const call = functionCall(build, unit);
  const messages: RustcMessage[] = [];
  const objects: string[] = [];
  const ended = await runLines(call, {
    signal,
    background,
    onLine: (line) => {
      const message = parseRustcLine(line);
      if (message.kind !== "artifact") messages.push(message);
      else if (message.emit === "obj") {
        objects.push(resolve(call.cwd, message.path));
      }
    },
    child: background ? undefined : await standby?.take(call, signal),
  });
  const { errors } = collectDiagnostics(messages);
  const ok = ended.code === 0;
  const old = before.map((name) => join(folder, name))
    .filter((path) => !objects.includes(path));
  if (ok) state.history.expect(removeAll(old));
  const fault = ok ? undefined : faultOf(unit.crateName, {
    ...ended,
    said: errors,
  });
  const isOfEdit = !fault && areOfEdit(messages);
  return { ok, objects, errors, isOfEdit, isTelling: areTelling(messages) };
}

/** What rustc says where crates do not fit together. */
const UNFIT: ReadonlySet<string> = new Set(
  "E0460 E0461 E0462 E0463 E0514 E0519".split(" "),
);

/** Errors in which no function is named or suggested that the code does not name. */
const TELLING: ReadonlySet<string> = new Set([
  ..."E0004 E0023 E0026 E0027 E0063 E0308 E0381 E0382 E0384 E0499".split(" "),
  ..."E0502 E0503 E0505 E0506 E0507 E0515 E0594 E0596 E0597 E0716".split(" "),
]);

/** Whether errors are the same whatever else is in the crate. */
function areTelling(messages: readonly RustcMessage[]): boolean {
  return messages.every((each) =>
    each.kind !== "diagnostic" || each.level !== "error" ||
    // The last one only counts them.
    each.lines.length === 0 || TELLING.has(each.code ?? "")
  );
}

/** Whether all errors are about code of the user's. */
function areOfEdit(messages: readonly RustcMessage[]): boolean {
  const errors = messages.flatMap((each) =>
    each.kind === "diagnostic" && each.level === "error" ? [each] : []
  );
  return errors.some(({ lines }) => lines.length > 0) &&
    !errors.some(({ code = "", lines }) =>
      UNFIT.has(code) || lines.some((line) => line.includes(ROOT_STATIC))
    );
}
