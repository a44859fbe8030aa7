/**
 * Watches what decides how tests are built: manifests, build scripts,
 * procedural macros, and files that would be new test programs. Never builds.
 */

import { join } from "@std/path";
import { buildTimeFiles } from "../../build/build_time.ts";
import {
  type BuildInput,
  buildInputs,
  folderOf,
  inputAt,
} from "../../build/inputs.ts";
import type { Workspace } from "../../build/cargo/workspace.ts";
import type { TestBuild } from "../../build/test_plan.ts";
import { FileContents, readContent } from "../../reload/state/file_contents.ts";
import { exists, isFolder } from "../../system/files.ts";
import { holds } from "../../system/paths.ts";
import { Watcher } from "../../system/watcher.ts";
import { outputsOf } from "../build_watch.ts";

/** What is watched, and who is told. */
export interface InputWatchOptions {
  workspace: Workspace;
  /** What was built; without it, whatever is saved may mend the build. */
  build?: TestBuild;
  /** The folder that cargo is started in. */
  cwd: string;
  /** Whether a file is a source of what was built. */
  isSource: (path: string) => boolean;
  /** Told of files that cargo has to be asked for. */
  onChange: (files: string[]) => void;
}

/** Files that are a target of cargo's by where they are. */
const TARGET =
  /\/(?:tests|src\/bin)\/(?:[^/]+\.rs|[^/]+\/main\.rs)$|\/src\/(?:lib|main)\.rs$/;

/** The watch of one build. */
export class InputWatch {
  readonly #options: InputWatchOptions;
  readonly #contents = new FileContents();
  readonly #watcher: Watcher;
  #inputs: BuildInput[] = [];
  #isClosed = false;

  /** @param options What is watched. */
  constructor(options: InputWatchOptions) {
    this.#options = options;
    this.#watcher = new Watcher((paths) => void this.#notice(paths), {
      heeds: (path) => this.#matters(path),
    });
  }

  /** Begins to watch. */
  async start(): Promise<void> {
    const { workspace, build } = this.#options;
    this.#inputs = build ? await this.#inputsOf(build) : [];
    for (const { path, extent } of this.#inputs) {
      if (extent === "file") {
        this.#contents.noteBase(path, await readContent(path));
      }
    }
    for (const { folder, sources } of workspace.packages) {
      for (const source of sources) {
        this.#contents.noteBase(source, await readContent(source));
      }
      const manifest = join(folder, "Cargo.toml");
      if (!build) {
        this.#contents.noteBase(manifest, await readContent(manifest));
      }
    }
    if (this.#isClosed) return;
    const { targetFolder, folder, packages } = workspace;
    for (const { path, extent } of this.#inputs) {
      if (extent === "file" || !await isFolder(path)) {
        this.#watcher.addFiles([path]);
      } else this.#watcher.add(path, !holds(path, targetFolder));
    }
    this.#watcher.addFiles([
      ...packages.map((each) => join(each.folder, "Cargo.toml")),
      join(folder, "Cargo.toml"),
    ]);
    const roots = packages.flatMap((each) => [
      ...each.sources,
      join(each.folder, "tests", "any.rs"),
    ]);
    this.#watcher.addAll(roots, new Set(roots), targetFolder);
  }

  /** Stops watching. */
  close(): void {
    this.#isClosed = true;
    this.#watcher.close();
  }

  async #inputsOf(build: TestBuild): Promise<BuildInput[]> {
    const { workspace, cwd } = this.#options;
    const { graph } = build;
    const buildTime = await buildTimeFiles({ graph });
    const found = new Map<string, BuildInput>();
    const outputs = await outputsOf({ graph });
    const bins = new Map(graph.order.map((unit) => [folderOf(unit), unit]));
    for (const bin of bins.values()) {
      const units = graph.order;
      const facts = { units, bin, workspace, cwd, outputs, buildTime };
      for (const input of buildInputs(facts)) {
        // Tests write into their package: cargo would be asked for ever.
        if (input.extent === "package") continue;
        found.set(`${input.kind} ${input.path}`, input);
      }
    }
    return [...found.values()];
  }

  #matters(path: string): boolean {
    const { build, workspace, isSource } = this.#options;
    if (holds(workspace.targetFolder, path)) return false;
    if (!build) return /\.rs$|\.toml$/.test(path);
    const input = inputAt(this.#inputs, path);
    if (input && (!isSource(path) || input.kind === "build script")) {
      return true;
    }
    const isMacro = input?.kind === "procedural macro" ||
      input?.kind === "build-time library";
    return isMacro || TARGET.test(path);
  }

  async #notice(paths: readonly string[]): Promise<void> {
    const { isSource, onChange } = this.#options;
    const changed: string[] = [];
    for (const path of new Set(paths)) {
      if (this.#isClosed || !this.#matters(path)) continue;
      const isThere = await exists(path);
      const isRoot = TARGET.test(path) &&
        inputAt(this.#inputs, path) === undefined;
      // A source that is there is compiled; one that is gone, or new, is not.
      if (isRoot && isThere && isSource(path)) continue;
      if (isRoot && !isThere && !isSource(path)) continue;
      if (await this.#contents.read(path)) changed.push(path);
    }
    if (changed.length > 0 && !this.#isClosed) onChange(changed);
  }
}
