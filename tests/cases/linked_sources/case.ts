import type { Case } from "../case.ts";

const OTHER = "crates/other/src/lib.rs";

const test: Case = {
  wrong:
    "Sources that are links, or that are in linked folders, were followed to their end alone: where a link was made to lead elsewhere, saves there were not seen.",
  right: "All that a link leads to counts, and each link on the way.",
  steps: [
    // One file of two crates, and the crates themselves.
    { edit: { "elsewhere/linked.rs": [["linked", "saved"]] }, mustRun: true },
    { edit: { "leaf/src/lib.rs": [["leaf", "leaf's"]] }, mustRun: true },
    { edit: { [OTHER]: [["other", "other's"]] }, mustRun: true },
    { edit: { "linked/src/lib.rs": [["other's", "more"]] }, mustRun: true },
    {
      edit: { "elsewhere/linked.rs": [["saved", "renamed"]] },
      isRenamed: true,
      mustRun: true,
    },
    {
      edit: { "elsewhere/folder/mod.rs": [["folder", "saved"]] },
      mustRun: true,
    },
    {
      edit: { "leaf/src/folder/mod.rs": [["saved", "renamed"]] },
      isRenamed: true,
      mustRun: true,
    },
    { edit: { "elsewhere/chain.rs": [["chain", "saved"]] }, mustRun: true },
    { edit: { "elsewhere/text.txt": [["text", "saved"]] }, mustRun: true },
    // Links that are made to lead elsewhere; cargo goes by the time of a save.
    {
      links: { "elsewhere/links/chain.rs": "../chain_2.rs" },
      edit: { "elsewhere/chain_2.rs": [["chain", "next"]] },
      mustRun: true,
    },
    { edit: { "elsewhere/chain_2.rs": [["next", "last"]] }, mustRun: true },
    {
      links: { "leaf/src/text.txt": "../../elsewhere/text_2.txt" },
      edit: { "elsewhere/text_2.txt": [["other", "next"]] },
      mustRun: true,
    },
    { edit: { "elsewhere/text_2.txt": [["next", "last"]] }, mustRun: true },
    {
      links: { "leaf/src/folder": "../../elsewhere/next" },
      edit: { "elsewhere/next/mod.rs": [["next", "second"]] },
      mustRun: true,
    },
    { edit: { "elsewhere/next/mod.rs": [["second", "last"]] }, mustRun: true },
    // A file takes a link's place, and a link a file's.
    {
      edit: { "leaf/src/linked.rs": [["renamed", "file"]] },
      isRenamed: true,
      mustRun: true,
    },
    { edit: { "elsewhere/linked.rs": [["renamed", "one"]] }, mustRun: true },
    {
      links: { "leaf/src/plain.rs": "../../elsewhere/plain.rs" },
      isQuiet: true,
    },
    { edit: { "elsewhere/plain.rs": [["plain", "linked"]] }, mustRun: true },
  ],
};

export default test;
