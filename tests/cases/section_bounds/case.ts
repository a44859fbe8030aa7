import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "Bounds of a section that the linker makes were those of one dylib: the program differed from `cargo run` before anything was edited.",
  right: "What the linker gathers is gathered over the whole program.",
  says: /Together .*section `numbers`/,
  steps: [
    {
      edit: { "app/src/main.rs": [["one", "two"]] },
      mustRun: true,
    },
  ],
};

export default test;
