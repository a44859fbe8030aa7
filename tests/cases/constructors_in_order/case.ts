import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "Constructors of several crates ran in the order of the loader, not of the linker: what they register was listed the other way round.",
  right: "They run in the order in which they do with cargo.",
  says: /Together .*constructors/,
  steps: [
    { edit: { "app/src/main.rs": [["one", "two"]] }, mustRun: true },
    { edit: { "second/src/lib.rs": [["    2\n", "    3\n"]] }, mustRun: true },
  ],
};

export default test;
