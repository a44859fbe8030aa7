/**
 * Another root folder, in which everything is Arm 64: its programs run on this
 * machine by an emulator that the system starts for them (`qemu-user`, made
 * known to `binfmt_misc`). The repository is seen in it, with target folders
 * of its own. What is mounted for that is so for the command alone.
 *
 * @module
 */

import { join } from "@std/path";
import { finish, succeed } from "./process_tree.ts";
import { TOP } from "./tree.ts";

/** The variable that names the folder. */
export const ROOT = "CHAUD_ARM64_ROOT";

/** How many times as long as usual anything may take there. */
const PATIENCE = 20;

/** Where the repository is in it; what is built there is kept. */
const PLACE = "/chaud";

/** Whose caches the commands use. */
const HOME = `${PLACE}-home`;

/** The target folders of the repository. */
const TARGETS = ["target", "crates/target", "demo/target"];

/** The folder, where it is named. */
export function armRoot(): string | undefined {
  return Deno.env.get(ROOT) || undefined;
}

/**
 * Mounts what the commands need, and changes the root folder. `$1` is the
 * folder; then come pairs of what is mounted where, up to `--`; the command is
 * last.
 */
const ENTER = `set -e
root=$1; shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --make-rslave "$root/dev"
while [ "$1" != -- ]; do
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  shift 2
done
shift
exec chroot "$root" "$@"`;

/** The command that runs another one in the folder. */
export async function armCommand(
  root: string,
  command: readonly string[],
): Promise<{ program: string; args: string[] }> {
  const mounts = [...await repository(root), ...await caches()];
  const script = ["sh", "-c", ENTER, "sh", root, ...mounts.flat(), "--"];
  const kept = ["http_proxy", "https_proxy", "no_proxy"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  const variables = [
    `HOME=${HOME}`,
    "PATH=/usr/local/bin:/usr/bin:/bin",
    "NO_COLOR=1",
    `TEST_PATIENCE=${PATIENCE}`,
    ...kept,
  ];
  const inside = ["env", "-i", "-C", PLACE, ...variables, ...command];
  const own = ["--mount", "--propagation", "private"];
  return { program: "unshare", args: [...own, ...script, ...inside] };
}

/** Whether programs of that folder run here. */
export async function canRunArm(): Promise<boolean> {
  const root = armRoot();
  if (root === undefined) return false;
  const tools = "deno --version && cargo --version && cc --version";
  const args = ["--mount", "chroot", root, "sh", "-c", tools];
  return await finish({ program: "unshare", args })
    .then(({ success }) => success, () => false);
}

/** Pairs of folders: here, and there. */
type Mounts = [from: string, to: string][];

async function repository(root: string): Promise<Mounts> {
  const git = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
  const stdout = await succeed({ program: "git", args: git, cwd: TOP });
  const history = stdout.trim();
  await Deno.mkdir(join(root, HOME), { recursive: true });
  const targets = TARGETS.map(async (target): Promise<Mounts[number]> => {
    const kept = join(root, `${PLACE}-targets`, target);
    for (const folder of [join(TOP, target), kept]) {
      await Deno.mkdir(folder, { recursive: true });
    }
    return [kept, join(PLACE, target)];
  });
  return [
    [TOP, PLACE],
    // A work tree names this folder by its path.
    ...history.startsWith(TOP) ? [] : [[history, history] as Mounts[number]],
    ...await Promise.all(targets),
  ];
}

/** What was downloaded already: it is the same for every machine. */
async function caches(): Promise<Mounts> {
  const home = Deno.env.get("HOME") ?? "";
  const cargo = Deno.env.get("CARGO_HOME") ?? join(home, ".cargo");
  const info = await succeed({ program: "deno", args: ["info", "--json"] });
  const { npmCache } = JSON.parse(info) as { npmCache: string };
  const mounts: Mounts = [
    [join(cargo, "registry"), join(HOME, ".cargo", "registry")],
    [npmCache, join(HOME, ".cache", "deno", "npm")],
  ];
  const present = await Promise.all(
    mounts.map(([from]) => Deno.stat(from).then(() => true, () => false)),
  );
  return mounts.filter((_, i) => present[i]);
}
