import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    'A build script that reads the sources was not run again after an edit of them: "Unchanged: the same code".',
  right: "It is run again, and what it gives runs.",
  steps: [
    {
      edit: {
        "src/words.rs": [[
          "pub fn word",
          "#[allow(dead_code)]\nfn more() {}\n\npub fn word",
        ]],
      },
      mustRun: true,
    },
  ],
};

export default test;
