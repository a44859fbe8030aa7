import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A symbol that a switch makes of another crate's (`--defsym`) did not link, and a native library's default counted more than the crate's own.",
  right:
    "What one dylib for each crate cannot give keeps all crates in one file, and is named.",
  says: /Together .*`--defsym=other_name=hook`.*`hook`/,
  steps: [
    { edit: { "app/src/main.rs": [["one", "two"]] }, mustRun: true },
    { edit: { "hooks/src/lib.rs": [["20", "30"]] }, mustRun: true },
  ],
};

export default test;
