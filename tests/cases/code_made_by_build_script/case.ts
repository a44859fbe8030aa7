import type { Case } from "../case.ts";

const WORDS = "src/words.rs";

const test: Case = {
  wrong:
    'Code that a build script makes of the sources was not made anew after an edit of them: "Unchanged: the same code".',
  right:
    "The script runs again, beside the reload; only if it makes something else, the program starts afresh.",
  steps: [
    {
      edit: {
        [WORDS]: [["pub fn", "#[allow(dead_code)]\nfn more() {}\n\npub fn"]],
      },
      mustRun: true,
      says: /Rebuilding src\/words\.rs \(build script input\)/,
    },
    {
      edit: { [WORDS]: [['"word"', '"name"']] },
      mustRun: true,
      unsaid: /Rebuilding/,
    },
  ],
};

export default test;
