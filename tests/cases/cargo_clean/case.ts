import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "After `cargo clean` in another terminal every save was a rustc error about its own files.",
  right: "The driver notices, builds again, and goes on.",
  steps: [
    {
      edit: { [MAIN]: [["one", "two"]] },
      mustRun: true,
    },
    {
      run: ["cargo", "clean", "--quiet"],
    },
    {
      edit: { [MAIN]: [["two", "three"]] },
      mustRun: true,
    },
  ],
};

export default test;
