import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    'A build script that names no input was not run again after an edit of what it reads: "Unchanged: the same code".',
  right: "It is run again after any edit in its package, as cargo does.",
  steps: [
    {
      edit: { "words.txt": [["one", "two"]] },
      mustRun: true,
    },
    {
      edit: {
        [MAIN]: [['    "word"', '    // A line more.\n    "another word"']],
      },
      mustRun: true,
    },
  ],
};

export default test;
