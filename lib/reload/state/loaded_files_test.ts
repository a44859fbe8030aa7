import { assertEquals } from "@std/assert";
import { LoadedFiles } from "./loaded_files.ts";

const code = (unit: string, path: string, identity: string) => ({
  ...{ unit, path, identity },
});

Deno.test("loaded files: another process of the base began with other files", () => {
  const files = new LoadedFiles();
  for (const unit of ["leaf", "mid"]) {
    files.began(unit, `${unit}.so`);
    files.isOfBase(unit, `${unit} as built`);
  }
  files.wentLive(1, [code("leaf", "leaf-1.so", "first")]);
  files.wentLive(2, [code("mid", "mid-2.so", "second")]);

  files.beganWith(3, [code("leaf", "leaf-3.so", "third")]);
  assertEquals(files.newest("leaf")?.path, "leaf-3.so");
  assertEquals(files.newest("mid")?.path, "mid.so");
  assertEquals(files.runs("mid", "mid as built"), true);
  // Earlier processes had these, and nobody goes back to them.
  assertEquals(files.holderOf("leaf", "first"), undefined);
  assertEquals(files.holderOf("mid", "second"), undefined);
  assertEquals(files.findMoment(() => true), undefined);
  // What the base has of it has never run.
  assertEquals(files.holderOf("leaf", "leaf as built"), undefined);
  assertEquals(files.isBase("leaf", "leaf as built"), true);
  files.isOfBase("leaf", "leaf as built again");
  assertEquals(files.isBase("leaf", "leaf as built again"), true);
  assertEquals(files.holderOf("leaf", "leaf as built again"), undefined);

  files.wentLive(4, [code("leaf", "leaf-4.so", "fourth")]);
  const before = files.findMoment((moment) => moment.has("leaf"));
  assertEquals(before?.get("leaf"), "leaf-3.so");

  // One more, which has all of the base.
  files.beganWith(5, []);
  assertEquals(files.newest("leaf")?.path, "leaf.so");
  assertEquals(files.runs("leaf", "leaf as built again"), true);
});
