/** Links patches for Arm with the toolchain's own linker, on any machine. */

import { assertEquals } from "@std/assert";
import { type LinkLine, readLinkLine } from "../../build/rustc/link_line.ts";
import { Elf } from "../../object/elf.ts";
import { runLines } from "../../system/process.ts";
import { ArmCode } from "../../../tests/harness/arm_code.ts";
import { testNeeding } from "../../../tests/harness/needs.ts";
import { succeed } from "../../../tests/harness/process_tree.ts";
import { rustLld } from "../../../tests/harness/rust_lld.ts";
import { dylibSymbols } from "./dylib.ts";
import { patchLink } from "./link_call.ts";

/** What rustc has an atomic addition made by, on Arm. */
const OUTLINED = `
  .section .text.count,"ax",%progbits
  .global count
  .type count, %function
count:
  b __aarch64_ldadd4_relax
`;
const BUILT_IN = `
  .section .text.add,"ax",%progbits
  .global __aarch64_ldadd4_relax
  .hidden __aarch64_ldadd4_relax
  .type __aarch64_ldadd4_relax, %function
__aarch64_ldadd4_relax:
  ret
`;
const NOT_NEEDED = `
  .section .text.unused,"ax",%progbits
  .global unused
  .type unused, %function
unused:
  b nowhere
`;

await testNeeding(
  ["code for Arm"],
  "patch link on Arm: what the compiler calls by itself is in the dylib, and hidden",
  async () => {
    await using arm = await ArmCode.make();
    const objects = [await arm.assemble("count", OUTLINED)];
    const members = [
      await arm.assemble("built_in", BUILT_IN),
      await arm.assemble("not_needed", NOT_NEEDED),
    ];
    const builtins = arm.path("libcompiler_builtins-1.rlib");
    await succeed({ program: "ar", args: ["rcs", builtins, ...members] });
    const line: LinkLine = {
      ...readLinkLine([builtins], "cc", await rustLld(), "/bin"),
      emulation: ["-m", "aarch64linux"],
    };
    const symbols = async (line: LinkLine) => {
      const path = arm.path("patch.so");
      const call = patchLink(line, { objects, output: path, debugInfo: false });
      const said: string[] = [];
      const onLine = (text: string) => said.push(text);
      const { code } = await runLines(call, { onLine });
      assertEquals([code, ...said], [0]);
      const elf = new Elf(await Deno.readFile(path));
      const { defined, needed } = dylibSymbols(elf);
      return { defined: [...defined.keys()], needed: [...needed] };
    };
    const [defined, needed] = [["count"], ["__aarch64_ldadd4_relax"]];
    assertEquals(await symbols(line), { defined, needed: [] });
    const without = { ...line, builtins: [] };
    assertEquals(await symbols(without), { defined, needed });
  },
);
