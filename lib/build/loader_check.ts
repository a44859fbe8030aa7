/**
 * Asks the dynamic loader what an executable would lack, without running any
 * of its code. Linkers leave symbols of dylibs for later, and lazy binding
 * does so until a function is called: a build that succeeds proves nothing.
 * What follows from that is for others to decide.
 */

import { dirname } from "@std/path";
import { Elf, ElfError } from "../object/elf.ts";
import { canTrace, type Lack, lacksIn } from "../object/loader_complaints.ts";
import { FileError, readBytes } from "../system/files.ts";
import { capture, ProcessError } from "../system/process.ts";

/** glibc's loader lists what it finds then, and looks for every symbol. */
const TRACE = {
  LD_TRACE_LOADED_OBJECTS: "1",
  LD_WARN: "1",
  LD_BIND_NOW: "1",
};

/** Then nobody can be asked. */
const UNKNOWN = [ElfError, FileError, ProcessError];

/**
 * Symbols and libraries that an executable needs and that are nowhere; none if
 * no loader starts it. Not known where that one cannot be asked.
 *
 * @param libraryPath The `LD_LIBRARY_PATH` that it is started with.
 */
export async function lacksOf(
  executable: string,
  libraryPath: string,
): Promise<Lack[] | undefined> {
  try {
    const loader = new Elf(await readBytes(executable)).interpreter();
    if (loader === undefined) return [];
    // A loader that does not know the variables would start the program.
    const [options, variables] = canTrace(await readBytes(loader))
      ? [[], TRACE]
      : [["--list"], {}];
    const { stdout, stderr } = await capture(
      loader,
      [...options, executable],
      dirname(executable),
      { ...variables, LD_LIBRARY_PATH: libraryPath },
    );
    return lacksIn(`${stdout}\n${stderr}`);
  } catch (error) {
    // What cannot be read or asked is for cargo and the system to start or not.
    if (UNKNOWN.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
