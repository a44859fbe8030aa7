/**
 * The command `chaud init`: sets a package up for hot reload. Never changes
 * anything that it has not shown.
 */

import { join, relative } from "@std/path";
import {
  CargoError,
  cargoFor,
  readWorkspace,
} from "../../build/cargo/cargo.ts";
import { readCargoArguments } from "../../build/cargo/arguments.ts";
import { loadRustParser } from "../../analysis/grammar.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import { FileError, readText, writeBytes } from "../../system/files.ts";
import { demand } from "../../system/rights.ts";
import { rightsToAsk } from "../../session/rights.ts";
import { valuesOf } from "../arguments/command_line.ts";
import { INIT } from "../arguments/commands.ts";
import { complain, tellOfCargo, understand } from "../arguments/complaint.ts";
import { RIGHTS_TO_SAY } from "../rights.ts";
import { unifiedDiff } from "./diff.ts";
import { CRATES_FOLDER, place, takeBack } from "./placed_crates.ts";
import { type Change, choose, InitError, plan } from "./plan.ts";
import { findSource, type Source } from "./source.ts";
import { createLog, type Log } from "../../report/log.ts";
import { FAILURE, SUCCESS } from "../exit_code.ts";
import * as say from "../messages.ts";

const UNCHANGED = 1;

interface InitArguments {
  folder: string;
  package: string | undefined;
  bin: string | undefined;
  /** `ask`, unless the arguments say what to do. */
  consent: "ask" | "yes" | "no";
}

/**
 * Runs `chaud init`.
 *
 * @param args Arguments after `init`.
 * @returns The exit code.
 */
export async function initCommand(args: string[]): Promise<number> {
  await demand([...RIGHTS_TO_SAY, ...rightsToAsk(cargo())]);
  const found = understand(INIT, args);
  if (typeof found === "number") return found;
  const log = createLog({ verbosity: 0, color: "auto" });
  const { given, operands: [path = "."] } = found;
  const folder = await Deno.realPath(path).catch(() => undefined);
  if (folder === undefined) return complain(say.noSuchFolder(path));
  try {
    return await init(log, {
      folder,
      package: valuesOf(found, "--package").at(-1),
      bin: valuesOf(found, "--bin").at(-1),
      consent: given.has("--dry-run")
        ? "no"
        : given.has("--yes")
        ? "yes"
        : "ask",
    });
  } catch (error) {
    if (error instanceof CargoError) {
      tellOfCargo(error, "init", log);
      return error.code;
    }
    const isExpected = error instanceof InitError || error instanceof FileError;
    if (!isExpected) throw error;
    return complain(error.message);
  }
}

async function init(
  log: Log,
  { folder, consent, ...choice }: InitArguments,
): Promise<number> {
  const prepared = await prepare(folder, choice);
  const { name, changes, placement } = prepared;
  if (changes.length === 0) {
    log.status("Finished", say.alreadySetUp(name));
    return SUCCESS;
  }
  show(prepared);
  if (consent === "no") return SUCCESS;
  if (consent === "ask") {
    const canAsk = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
    const answer = canAsk && confirm(say.MAY_CHANGE);
    if (!answer) {
      log.warn(canAsk ? say.NOTHING_CHANGED : say.NOT_ASKED);
      return UNCHANGED;
    }
  }
  if (placement) await place(placement);
  for (const { path, after } of changes) await replace(path, after);
  const failure = await whyNotFound(folder, name);
  if (failure !== undefined) {
    for (const { path, before } of changes) await replace(path, before);
    if (placement) await takeBack(placement);
    log.error(say.undone(failure));
    return FAILURE;
  }
  log.status("Finished", say.setUp(name));
  return SUCCESS;
}

interface Prepared {
  name: string;
  changes: Change[];
  placement: Source["placement"];
}

/** Shows what would be changed. */
function show({ changes, placement }: Prepared): void {
  const from = (path: string) => relative(Deno.cwd(), path);
  if (placement) {
    const { folder, count, why } = placement;
    console.log(say.places(from(folder), count, why));
  }
  for (const { path, before, after } of changes) {
    console.log(unifiedDiff(from(path), before, after));
  }
}

async function prepare(
  folder: string,
  choice: Pick<InitArguments, "package" | "bin">,
): Promise<Prepared> {
  const workspace = await packagesAt(folder);
  const subject = choose(workspace.packages, folder, choice);
  const { name, chaud, otherChaud } = subject.package;
  const manifest = join(subject.package.folder, "Cargo.toml");
  const top = join(workspace.folder, "Cargo.toml");
  const workspaceManifest = await readText(top);
  const isMissing = chaud === undefined || otherChaud !== undefined;
  const options = { ...subject, cargo: cargo(), workspace, workspaceManifest };
  const found = isMissing ? await findSource(options) : undefined;
  const source = subject.binary.source;
  const text = await readText(source);
  using tree = SourceTree.parse(await loadRustParser(), text);
  const files = {
    manifest: { path: manifest, text: await readText(manifest) },
    workspaceManifest: { path: top, text: workspaceManifest },
    source: { path: source, tree },
  };
  const placed = found?.placement && CRATES_FOLDER;
  const changes = plan(files, chaud, found?.line, placed);
  return { name, changes, placement: found?.placement };
}

function cargo(): string {
  return cargoFor({ toolchain: undefined });
}

async function packagesAt(folder: string) {
  return await readWorkspace(cargo(), readCargoArguments([]), folder);
}

/** Cargo knows best whether the manifest now says what it should. */
async function whyNotFound(
  folder: string,
  name: string,
): Promise<string | undefined> {
  try {
    const { packages } = await packagesAt(folder);
    const found = packages.find((each) => each.name === name);
    const isFound = found?.chaud && found.otherChaud === undefined;
    return isFound ? undefined : "cargo does not find it";
  } catch (error) {
    if (error instanceof CargoError) return error.message;
    throw error;
  }
}

/** In place: the file keeps its mode and owner. */
async function replace(path: string, text: string): Promise<void> {
  await writeBytes(path, new TextEncoder().encode(text));
}
