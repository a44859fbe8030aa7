/**
 * The rooms of the house, and who may import whom: a room imports only rooms
 * below it. Pure; `tidy_test.ts` applies it to the repository.
 *
 * @module
 */

import { basename, dirname } from "@std/path";
import type { Import } from "./imports.ts";

/** What a room may import. */
interface Room {
  /** Other rooms, with all that is inside of them. */
  rooms: readonly string[];
  /** Rooms of which it may name types. */
  types?: readonly string[];
  /** Its own folders, `.` for the modules beside them: each to those below. */
  inside?: Record<string, readonly string[]>;
  /** Modules beside the folders that stand below them. */
  beneath?: readonly string[];
}

const DRIVER = "commands session reload program build analysis object report" +
  " system";
const [, ...BELOW_COMMANDS] = DRIVER.split(" ").map((name) => `lib/${name}`);
const [, ...BELOW_SESSION] = BELOW_COMMANDS;
const [, ...BELOW_RELOAD] = BELOW_SESSION;
const LIB = ["lib/commands", ...BELOW_COMMANDS];
/** What tests are made with. */
const FOR_TESTS = ["tests/harness"];
/** Data for tests; nothing that runs reads them. */
const TESTDATA = "lib/build/testdata";

/** The table. */
export const ROOMS: Record<string, Room> = {
  "lib/commands": {
    rooms: BELOW_COMMANDS,
    inside: {
      ".": ["doctor", "init", "arguments"],
      doctor: ["init", "arguments"],
      init: ["arguments"],
    },
    beneath: ["exit_code.ts", "messages.ts", "rights.ts"],
  },
  "lib/session": { rooms: BELOW_SESSION, inside: { tests: ["."] } },
  "lib/reload": {
    rooms: BELOW_RELOAD,
    inside: { ".": ["state", "patch"], state: ["patch"] },
  },
  "lib/program": { rooms: ["lib/report", "lib/system"] },
  "lib/build": {
    rooms: ["lib/object", "lib/system"],
    types: ["lib/report"],
    inside: { ".": ["cargo", "rustc"], testdata: ["cargo", "rustc"] },
  },
  "lib/analysis": { rooms: [] },
  "lib/object": { rooms: [], inside: { ".": ["demangle"] } },
  "lib/report": { rooms: [] },
  "lib/system": { rooms: [] },
  "tests/harness": { rooms: LIB },
  // Each case stands in a folder of its own.
  "tests/cases": { rooms: [...LIB, ...FOR_TESTS], inside: { "*": ["."] } },
  ...Object.fromEntries(
    "arm bench checks faults real reload restart selftest setup storm test_command"
      .split(" ")
      .map((name) => [`tests/${name}`, { rooms: [...LIB, ...FOR_TESTS] }]),
  ),
};

/** Modules that stand outside of the rooms, and who may import each. */
const OUTSIDE: Record<string, (from: string) => boolean> = {
  "lib/version.ts": () => true,
  "mod.ts": (from) => from.startsWith("tests/"),
  "cli.ts": (from) => from === "mod.ts",
  "tests/suites.ts": (from) => from.startsWith("tests/"),
  "tests/run_all.ts": (from) => from.startsWith("tests/"),
  "tests/record.ts": () => false,
};

interface Place {
  room: string;
  folder: string;
}

/** The room of a module, and its folder there; none for those outside. */
function placeOf(path: string): Place | undefined {
  const [top, name, ...rest] = dirname(path).split("/");
  const room = `${top}/${name}`;
  if (!(room in ROOMS)) return undefined;
  return { room, folder: rest.join("/") || "." };
}

/** The table as imports of rooms, by which one sees whether it has a circle. */
export function tableAsImports(): Import[] {
  return Object.entries(ROOMS).flatMap(([room, { rooms, types, inside }]) => {
    const at = (folder: string) => folder === "." ? room : `${room}/${folder}`;
    const within = Object.entries(inside ?? {}).flatMap(([folder, below]) =>
      below.map((other) => ({ from: at(folder), to: at(other) }))
    );
    const others = [...rooms, ...types ?? []];
    return [...within, ...others.map((to) => ({ from: room, to }))]
      .map((edge) => ({ ...edge, isType: false }));
  });
}

/** Whether a module has a place in the house. */
export function hasPlace(path: string): boolean {
  if (path in OUTSIDE) return true;
  const place = placeOf(path);
  if (!place) return false;
  const { inside = {} } = ROOMS[place.room] ?? {};
  const folders = Object.entries(inside).flat(2);
  return place.folder === "." || "*" in inside ||
    folders.includes(place.folder);
}

/** Whether the table allows an import. */
export function isAllowed({ from, to, isType }: Import): boolean {
  const outside = OUTSIDE[to];
  if (outside) return outside(from);
  const isTest = from.endsWith("_test.ts");
  const [here, there] = [placeOf(from), placeOf(to)];
  if (!there) return false;
  const isForTests = dirname(to) === TESTDATA ||
    FOR_TESTS.includes(there.room);
  if (isForTests && (isTest || from.startsWith("tests/"))) return true;
  if (dirname(to) === TESTDATA && dirname(from) !== TESTDATA) return false;
  // The front doors lead everywhere in the driver.
  if (!here) return from in OUTSIDE && !isForTests;
  const { rooms, types = [], inside = {}, beneath = [] } = ROOMS[here.room] ??
    { rooms: [] };
  if (here.room === there.room) {
    const below = inside[here.folder] ?? inside["*"] ?? [];
    return here.folder === there.folder || below.includes(there.folder) ||
      there.folder === "." && beneath.includes(basename(to));
  }
  return rooms.includes(there.room) || isType && types.includes(there.room);
}
