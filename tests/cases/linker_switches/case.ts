import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "What the linker is told of the whole program (`--wrap`, `--version-script`, `--exclude-libs`, libraries that are only linked as needed) reached the executable alone: it did not start, or called another function.",
  right: "Each dylib is told as well; nothing hides what a patch may need.",
  steps: [
    { edit: { "app/src/main.rs": [["one", "two"]] }, mustRun: true },
    { edit: { "process/src/lib.rs": [["+ 0", "+ 5"]] }, mustRun: true },
  ],
};

export default test;
