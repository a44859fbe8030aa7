/**
 * A local registry that speaks the part of the JSR protocol that Deno uses:
 * for trying the package as its users get it, without publishing it.
 *
 * Each package has `/@scope/name/meta.json` (its versions),
 * `/@scope/name/VERSION_meta.json` (its files and exports), and the files.
 *
 * @module
 */

import { join } from "@std/path";
import { TOP } from "./tree.ts";

/** What is read of a package's deno.json. */
interface Config {
  name: string;
  version: string;
  exports: Record<string, string>;
  imports?: Record<string, string>;
}

/** A package as it would be published. */
export interface Package {
  config: Config;
  /** Path to content. */
  files: Map<string, string>;
}

/** A registry that answers until it is disposed of. */
export interface Registry extends AsyncDisposable {
  /** The value for JSR_URL. */
  url: string;
}

/** What the registry answers: URL path to body. */
type Tree = Map<string, string>;

const SPECIFIER = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(["'])([^"'\n]+)\2/g;
/** JSR itself refuses these, though `deno publish --dry-run` does not. */
const REFUSED = /\bwith\b\s*:?\s*\{\s*type:\s*["'](?:text|bytes)["']/;

const CONTENT_TYPES: Record<string, string> = {
  ts: "text/typescript",
  js: "text/javascript",
  json: "application/json",
};

/** Reads those files of a folder. */
export async function readPackage(
  folder: string,
  paths: readonly string[],
): Promise<Package> {
  const read = (path: string) => Deno.readTextFile(join(folder, path));
  const config = JSON.parse(await read("deno.json")) as Config;
  const files = new Map<string, string>();
  for (const path of paths) files.set(path, await read(path));
  return { config, files };
}

/** Reads the stand-ins for the packages that the driver needs. */
export async function readStandIns(): Promise<Package[]> {
  const folder = join(TOP, ".stand-ins");
  const packages: Package[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    packages.push(await readPackage(join(folder, name), ["mod.ts"]));
  }
  return packages;
}

/** The driver's files that are published, of all those of the repository. */
export function publishedOf(files: readonly string[]): string[] {
  const isDriver =
    /^(?:deno\.json|(?:mod|cli)\.ts|README\.md|LICENSE-\w+)$|^lib\/.*\.(?:ts|json)$/;
  return files.filter((file) =>
    isDriver.test(file) && !/_test\.ts$|\/testdata\//.test(file)
  );
}

/** Serves packages on a free port of this machine alone. */
export async function serve(packages: readonly Package[]): Promise<Registry> {
  const tree: Tree = new Map();
  for (const each of packages) await addPackage(tree, each);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => answer(tree, request),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function addPackage(tree: Tree, { config, files }: Package) {
  const { name, version, exports } = config;
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, original] of files) {
    const text = path.endsWith(".ts")
      ? unfurl(path, original, config.imports ?? {})
      : original;
    tree.set(`/${name}/${version}/${path}`, text);
    manifest[`/${path}`] = await fingerprint(text);
  }
  for (const [key, target] of Object.entries(exports)) {
    if (files.has(target.replace("./", ""))) continue;
    throw new Error(`${name}: export ${key}: no file ${target}`);
  }
  const [scope, bareName] = name.slice(1).split("/");
  const versions = { [version]: {} };
  const meta = { scope, name: bareName, latest: version, versions };
  tree.set(`/${name}/meta.json`, JSON.stringify(meta));
  const details = JSON.stringify({ manifest, exports });
  tree.set(`/${name}/${version}_meta.json`, details);
}

/** Rewrites bare specifiers as `deno publish` does. */
function unfurl(
  path: string,
  text: string,
  imports: Record<string, string>,
): string {
  if (REFUSED.test(text)) throw new Error(`${path}: JSR refuses this import`);
  return text.replace(SPECIFIER, (_, lead, quote, specifier: string) => {
    const [base] = Object.entries(imports).filter(([key]) =>
      specifier === key || specifier.startsWith(`${key}/`)
    );
    const target = base ? base[1] + specifier.slice(base[0].length) : specifier;
    return lead + quote + target + quote;
  });
}

async function fingerprint(
  text: string,
): Promise<{ size: number; checksum: string }> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const checksum = `sha256-${new Uint8Array(digest).toHex()}`;
  return { size: bytes.length, checksum };
}

function answer(tree: Tree, request: Request): Response {
  const path = decodeURIComponent(new URL(request.url).pathname);
  const body = tree.get(path);
  if (body === undefined) return new Response("not found\n", { status: 404 });
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const type = CONTENT_TYPES[extension] ?? "text/plain";
  return new Response(body, { headers: { "content-type": type } });
}
