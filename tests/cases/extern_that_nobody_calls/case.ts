import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A library's function that nobody calls, and that needs a symbol which nobody has, keeps the program from starting; cargo's linker leaves it out.",
  right: "It is left out, or nobody looks for the symbol.",
  open:
    "dylibs of crates, and the executable of `--monolithic`, keep every function",
  steps: [
    { edit: { "leaf/src/lib.rs": [['"one"', '"two"']] }, mustRun: true },
  ],
};

export default test;
