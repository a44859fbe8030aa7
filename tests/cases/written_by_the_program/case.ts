import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "In a package whose build script names no files, a log or a database of the program itself had cargo build, and saves wait.",
  right: "What the program writes is nobody's save.",
  ask: ["begin", "more", "more"],
  steps: [
    {
      edit: { "src/main.rs": [['"first"', '"second"']] },
      ask: ["log", "and", "write"],
      mustRun: true,
    },
    {
      write: { "asset.txt": "two\n" },
      mustRun: true,
      says: /Rebuilding asset\.txt \(build script input\)/,
      unsaid: /Rebuilding (?!asset)/,
    },
  ],
};

export default test;
