import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";

const test: Case = {
  wrong:
    "A running `main` had a constant of before as long as nobody had compiled the crates behind the program, or where a crate is one object: reported live.",
  right: "It is not called live, but started afresh.",
  steps: [
    { edit: { [LEAF]: [["= 1", "= 2"]] }, mustRun: true },
    { edit: { [LEAF]: [['"wanted"', '"found"']] }, mustRun: true },
    { edit: { [LEAF]: [["= 2", "= 3"]] }, mustRun: true },
    { edit: { [LEAF]: [["= 3", "= 2"]] }, mustRun: true },
  ],
};

export default test;
