import { assertEquals } from "@std/assert";
import { fileSystemAt, isSilent } from "./mounts.ts";

const MOUNTS = `22 28 0:20 / /proc rw,nosuid - proc proc rw
28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
90 28 0:50 / /home/ada/work rw - nfs4 host:/export rw,vers=4.2
91 28 0:51 / /mnt/with\\040blank rw shared:2 master:1 - virtiofs share rw
92 90 8:1 / /home/ada/work/local rw - ext4 /dev/sda1 rw
93 28 0:52 / /over rw - ext4 /dev/sda2 rw
94 93 0:53 / /over rw - tmpfs tmpfs rw
`;

function check(path: string, expected: string | undefined, silent: boolean) {
  Deno.test(`mounts: ${path}`, () => {
    const kind = fileSystemAt(MOUNTS, path);
    assertEquals(kind, expected);
    assertEquals(isSilent(kind ?? ""), silent);
  });
}

check("/srv/app", "ext4", false);
check("/home/ada/work", "nfs4", true);
check("/home/ada/work/a/b", "nfs4", true);
check("/home/ada/workshop", "ext4", false);
check("/home/ada/work/local/x", "ext4", false);
check("/mnt/with blank/x", "virtiofs", true);
check("/over/x", "tmpfs", false);

Deno.test("mounts: what is not there is not known", () => {
  assertEquals(fileSystemAt("", "/a"), undefined);
  assertEquals(fileSystemAt("nothing of the kind\n", "/a"), undefined);
});
