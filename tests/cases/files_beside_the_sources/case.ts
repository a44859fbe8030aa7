import type { Case } from "../case.ts";

const MAIN = "src/main.rs";
const BUILD = /Rebuilding|Compiling/;

const test: Case = {
  wrong:
    "In a package whose build script names nothing, an editor's temporary file, or a log that the program writes there, started a build.",
  right: "Only what was there when the script ran, and stays, is its input.",
  steps: [
    {
      write: {
        "4913": "",
        "src/main.rs___jb_tmp___": "fn main() {}",
        "editor.rs.tmp": "text",
      },
      isQuiet: true,
      unsaid: BUILD,
    },
    {
      remove: ["4913", "src/main.rs___jb_tmp___", "editor.rs.tmp"],
      isQuiet: true,
    },
    { edit: { [MAIN]: [['"one"', '"two"']] }, mustRun: true },
    { ask: ["log", "log"], isQuiet: true },
    { edit: { [MAIN]: [['"two"', '"three"']] }, mustRun: true },
  ],
};

export default test;
