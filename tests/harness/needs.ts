/**
 * What not every machine has: a test that needs it says so, and is skipped
 * with a reason where it is missing. Never installs anything.
 *
 * @module
 */

import { copy } from "@std/fs";
import { join } from "@std/path";
import { canMakeArmCode } from "./arm_code.ts";
import { canRunArm } from "./arm_userland.ts";
import { findProgram } from "./listed_programs.ts";
import { cleanEnvironment, finish } from "./process_tree.ts";
import { hasRustLld } from "./rust_lld.ts";
import { TOP } from "./tree.ts";

/** Whether something is there, and the reason for skipping where it is not. */
interface Look {
  isThere: () => boolean | Promise<boolean>;
  reason: string;
}

const isLinux = Deno.build.os === "linux";

/** What the crates are checked for, where its standard library is there. */
export const TARGETS = [
  "aarch64-apple-darwin",
  "aarch64-unknown-linux-gnu",
  "i686-unknown-linux-gnu",
  "i686-unknown-linux-musl",
  "wasm32-unknown-unknown",
  "wasm32-wasip1",
  "x86_64-pc-windows-msvc",
] as const;

/** One of them. */
export type Target = (typeof TARGETS)[number];

const STDS = Object.fromEntries(TARGETS.map((target) => [
  `std for ${target}`,
  {
    isThere: () => hasStd(target),
    reason: `the standard library for ${target} is not installed`,
  },
])) as Record<`std for ${Target}`, Look>;

const LOOKS = {
  ...STDS,
  "programs of 32 bits": {
    // Of the kernel, only one that runs them has this.
    isThere: () => exists("/proc/sys/abi/vsyscall32"),
    reason: "this system runs no programs of 32 bits",
  },
  "Linux": { isThere: () => isLinux, reason: "this is not Linux" },
  "Linux on x86-64": {
    isThere: () => isLinux && Deno.build.arch === "x86_64",
    reason: "this is not Linux on x86-64",
  },
  "code for Arm": {
    isThere: canMakeArmCode,
    reason: "the toolchain makes no code for Arm 64, or brings no rust-lld",
  },
  "an Arm userland": {
    isThere: canRunArm,
    reason:
      "`CHAUD_ARM64_ROOT` names no root folder of Arm 64 whose programs this user can run here",
  },
  "nightly Rust": {
    isThere: () => succeeds("rustup", "run", "nightly", "rustc", "--version"),
    reason: "the toolchain nightly is not installed",
  },
  "rust-lld": {
    isThere: hasRustLld,
    reason: "the toolchain brings no rust-lld",
  },
  "mounts of one's own": {
    isThere: () =>
      succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"),
    reason: "this user may not mount anything, in a namespace of his own",
  },
  "limits of one's own": {
    isThere: () => succeeds("unshare", "-Ur", "sh", "-c", LIMIT_ITSELF),
    reason: "this user may not set limits, in a namespace of his own",
  },
  "another root folder": {
    isThere: () => succeeds("chroot", "/", "true"),
    reason: "this user may not change the root folder",
  },
  "programs of another user": {
    isThere: () => succeeds("sh", "-c", SET_USER_ID),
    reason: "this user may not act as another, or such programs do not count",
  },
  "crates.io": {
    isThere: canFetchCrates,
    reason: "cargo cannot fetch crates of others here",
  },
  "mold": program("mold"),
  "gdb": program("gdb"),
  "valgrind": program("valgrind"),
} satisfies Record<string, Look>;

/** Something that a machine may lack. */
export type Need = keyof typeof LOOKS;

/** Runs a program of this user as another one. */
const SET_USER_ID = `folder=$(mktemp -d) && trap 'rm -r "$folder"' EXIT
chmod 755 "$folder" && cp "$(command -v id)" "$folder/id"
chmod 4755 "$folder/id"
[ "$(setpriv --reuid=65534 --regid=65534 --clear-groups "$folder/id" -u)" = "$(id -u)" ]`;

const LIMIT_ITSELF = "echo 0 > /proc/sys/user/max_inotify_instances";

/** A test that is skipped, with a reason, where something is missing. */
export async function testNeeding(
  needs: readonly Need[],
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
): Promise<void> {
  const reason = await whatIsMissing(needs);
  if (reason !== undefined) console.log(`skipped ${name}: ${reason}`);
  Deno.test({ name, ignore: reason !== undefined, fn });
}

const known = new Map<Need, Promise<boolean>>();

/** Why something that needs all that cannot be run here. */
export async function whatIsMissing(
  needs: readonly Need[],
): Promise<string | undefined> {
  for (const need of needs) {
    const { isThere, reason }: Look = LOOKS[need];
    const looking = known.get(need) ?? Promise.resolve(isThere());
    known.set(need, looking);
    if (!await looking) return reason;
  }
  return undefined;
}

function program(name: string): Look {
  const reason = `\`${name}\` is not on the PATH`;
  const isThere = async () => await findProgram(name) !== undefined;
  return { isThere, reason };
}

/**
 * Fetches what the programs that use crates of others need. In a copy: a lock
 * file that is out of date is a fault to be seen by those who build them.
 */
async function canFetchCrates(): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  try {
    const workspace = join(folder, "crates");
    await copy(join(TOP, "tests", "real", "crates"), workspace);
    const print = { program: "rustc", args: ["--print=host-tuple"] };
    const host = await finish(print);
    const { success } = await finish({
      program: "cargo",
      args: ["fetch", "--target", host.stdout.trim()],
      cwd: workspace,
      env: { ...cleanEnvironment(), CARGO_NET_RETRY: "1" },
    });
    return success;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  const trying = finish({ program, args });
  return await trying.then(({ success }) => success, () => false);
}

async function hasStd(target: Target): Promise<boolean> {
  const print = ["--print=target-libdir", "--target", target];
  const { stdout } = await finish({ program: "rustc", args: print });
  const files = Deno.readDir(stdout.trim());
  const isCore = ({ name }: Deno.DirEntry) => name.startsWith("libcore-");
  return await Array.fromAsync(files)
    .then((entries) => entries.some(isCore), () => false);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
