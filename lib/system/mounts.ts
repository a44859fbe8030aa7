/**
 * Which file system a path is on, and whether the system tells of all that is
 * saved there. Never reads anything itself. Pure.
 *
 * Format: proc_pid_mountinfo(5).
 */

import { holds } from "./paths.ts";

/**
 * Those on which others may save files, of which the system hears nothing: on
 * the network, or shared with a host.
 */
const SILENT = new Set(
  ["nfs nfs4 cifs smb3 smbfs 9p afs ceph lustre glusterfs virtiofs vboxsf"]
    .concat("prl_fs drvfs vmhgfs fuse.sshfs fuse.glusterfs fuse.vmhgfs-fuse")
    .concat("fuse.gvfsd-fuse fuse.rclone fuse.s3fs fuse.osxfs fuse.grpcfuse")
    .join(" ").split(" "),
);

/**
 * The file system that a path is on.
 *
 * @param mounts What `/proc/self/mountinfo` says.
 * @param path Absolute, without links.
 */
export function fileSystemAt(mounts: string, path: string): string | undefined {
  let found: { folder: string; kind: string } | undefined;
  for (const line of mounts.split("\n")) {
    // Six fields and some that may be missing, a dash, the kind, and more.
    const [before = "", after = ""] = line.split(" - ");
    const folder = unescape(before.split(" ")[4] ?? "");
    const [kind = ""] = after.split(" ");
    if (kind === "" || folder === "" || !holds(folder, path)) continue;
    // Of several at one place, the last one is what is seen.
    if (found && found.folder.length > folder.length) continue;
    found = { folder, kind };
  }
  return found?.kind;
}

/** Whether the system may not tell of what is saved on such a file system. */
export function isSilent(kind: string): boolean {
  return SILENT.has(kind);
}

/** Blanks and the like are written in octal digits. */
function unescape(text: string): string {
  return text.replace(
    /\\([0-7]{3})/g,
    (_, digits) => String.fromCharCode(parseInt(digits, 8)),
  );
}
