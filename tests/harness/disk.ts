/**
 * A disk of its own for a driver and its program, to be filled or locked: in
 * a mount namespace, which ordinary users may make where the system lets them.
 *
 * @module
 */

import { join } from "@std/path";
import { type DriveOptions, driverCommand } from "./driven_program.ts";
import { succeed } from "./process_tree.ts";
import type { ScratchWorkspace } from "./scratch_workspace.ts";
import { guarded } from "./transcript.ts";

/** Mounts two disks, and leaves behind a hand that does what it is told. */
const SETUP = `cd "$1" && shift
mount -t tmpfs tmpfs disk && mount -t tmpfs tmpfs scratch || exit 99
cp -a target disk/
exec 3<> orders
while read -r order <&3; do
  if eval "$order"; then echo good; else echo bad; fi > answer.new
  mv answer.new answer
done > said 2>&1 < /dev/null &
exec 3>&- "$@"
`;

/** The target folder's disk, and the one of the session's folder. */
export type Disk = "disk" | "scratch";

/** How a program is started with disks of its own. */
export function onDisks({ folder }: ScratchWorkspace): Omit<
  DriveOptions,
  "cwd"
> {
  const driver = [Deno.execPath(), ...driverCommand(), "run"];
  return {
    command: ["unshare", "-rm", "sh", "-c", SETUP, "sh", folder, ...driver],
    args: ["--target-dir", join(folder, "disk", "target")],
    env: { TMPDIR: join(folder, "scratch") },
  };
}

/** The disks of a workspace, once its program runs. */
export class Disks {
  readonly #workspace: ScratchWorkspace;

  /** @param workspace Where they are mounted. */
  constructor(workspace: ScratchWorkspace) {
    this.#workspace = workspace;
  }

  /** What there must be before anything is mounted. */
  static async prepare({ folder }: ScratchWorkspace): Promise<void> {
    await Deno.mkdir(join(folder, "disk"));
    await Deno.mkdir(join(folder, "scratch"));
    await succeed({ program: "mkfifo", args: [join(folder, "orders")] });
  }

  /** Leaves no room on it. */
  async fill(disk: Disk): Promise<void> {
    const used = `$(df --output=used -k ${disk} | tail -n 1)`;
    await this.#tryOn(`mount -o remount,size=$((${used}))k ${disk}`);
  }

  /** Makes room. */
  async enlarge(disk: Disk): Promise<void> {
    await this.#do(`mount -o remount,size=4g ${disk}`);
  }

  /** Lets nobody write to it, whatever rights he has. */
  async lock(disk: Disk): Promise<void> {
    await this.#tryOn(`mount -o remount,bind,ro ${disk}`);
  }

  /** Lets it be written to. */
  async unlock(disk: Disk): Promise<void> {
    await this.#do(`mount -o remount,bind,rw ${disk}`);
  }

  /** Somebody may be just writing, which the disk does not let us bar. */
  async #tryOn(order: string): Promise<void> {
    await this.#do(`until ${order}; do sleep 0.01; done`);
  }

  async #do(order: string): Promise<void> {
    const { folder } = this.#workspace;
    await Deno.writeTextFile(join(folder, "orders"), `${order}\n`);
    const path = join(folder, "answer");
    const answered = async () => {
      while (true) {
        const text = await Deno.readTextFile(path).catch(() => "");
        if (text !== "") return text.trim();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const answer = await guarded(order, answered());
    await Deno.remove(path);
    if (answer === "good") return;
    const said = await Deno.readTextFile(join(folder, "said"));
    throw new Error(`${order}: ${said}`);
  }
}
