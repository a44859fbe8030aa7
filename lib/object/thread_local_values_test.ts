/** What thread-locals begin with, as the real compiler and linker have it. */

import { assertEquals } from "@std/assert";
import { Elf } from "./elf.ts";
import { otherThreadLocals, threadLocalValues } from "./thread_local_values.ts";
import { buildBinary } from "../../tests/harness/small_binary.ts";
import { testNeeding } from "../../tests/harness/needs.ts";

const SOURCE = `
use std::cell::Cell;
#[repr(align(32))]
struct Wide(Cell<[u8; 32]>);
thread_local! {
    static FULL: Cell<u32> = const { Cell::new(VALUE) };
    static EMPTY: Cell<u64> = const { Cell::new(0) };
    static NAME: Cell<&'static str> = const { Cell::new("name") };
    static LAZY: Cell<usize> = Cell::new(std::env::args().count());
    static SPARE: Cell<WIDTH> = const { Cell::new(SPARE_VALUE) };
}
fn main() {
    println!("{} {} {} {} {:?}", FULL.get(), EMPTY.get(), NAME.get(), LAZY.get(), SPARE.get());
}
`;

function source(value: number, width: string, spare: string): string {
  return SOURCE.replace("VALUE", `${value}`).replace("WIDTH", width)
    .replace("SPARE_VALUE", spare);
}

await testNeeding(
  ["Linux on x86-64"],
  "thread-local values: an object's, compared with an executable's",
  async () => {
    await using built = await buildBinary();
    await built.compile(source(7, "u32", "5"), "link");
    const known = threadLocalValues(
      new Elf(await Deno.readFile(built.executable)),
    );
    const others = async (text: string): Promise<string[]> => {
      await built.compile(text, "obj");
      const [object = ""] = built.objects;
      const found = otherThreadLocals(
        new Elf(await Deno.readFile(object)),
        known,
      );
      return ["FULL", "EMPTY", "NAME", "LAZY", "SPARE"].filter((name) =>
        found.some((symbol) => symbol.includes(name))
      );
    };
    // Nobody knows where a text will be.
    assertEquals(await others(source(7, "u32", "5")), ["NAME"]);
    assertEquals(await others(source(8, "u32", "6")), [
      "FULL",
      "NAME",
      "SPARE",
    ]);
    // By another type, it goes by another name.
    assertEquals(await others(source(7, "u64", "5")), ["NAME"]);
  },
);
