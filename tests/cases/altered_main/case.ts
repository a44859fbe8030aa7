import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";

const test: Case = {
  wrong:
    "A running `main` that nobody edited had constants, inlined functions and other callees of before: reported live.",
  right:
    "What was compiled is compared: it is not called live, but started afresh.",
  steps: [
    {
      edit: { [LEAF]: [["[one, two]", "[two, one]"]] },
      mustRun: true,
    },
    {
      edit: { [LEAF]: [["    10\n", "    11\n"]] },
      mustRun: true,
    },
    {
      edit: { [LEAF]: [["n + 1", "n + 10"]] },
      mustRun: true,
    },
    {
      edit: { [LEAF]: [["pub use first::chosen", "pub use second::chosen"]] },
      mustRun: true,
    },
    {
      edit: {
        [LEAF]: [[
          'Word("word")\n    }',
          'Word("word")\n    }\n\n    pub fn len(&self) -> usize {\n        self.0.len() * 100\n    }',
        ]],
      },
      mustRun: true,
    },
  ],
};

export default test;
