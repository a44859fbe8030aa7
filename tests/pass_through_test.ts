/** What a program gets and gives is the same as with `cargo run`. */

import { assertEquals } from "@std/assert";
import { driverCommand } from "./driven_program.ts";
import { cleanEnvironment } from "./prebuilt.ts";
import { writeWorkspace } from "./scratch_workspace.ts";
import { SMALL_PROGRAM } from "./small_program.ts";

const PROGRAM = `use std::io::{Read, stdin};

fn main() {
    chaud::init!();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut input = String::new();
    stdin().read_to_string(&mut input).unwrap();
    println!("{arguments:?} {input:?} {:?}", std::env::current_dir());
    let mut variables: Vec<_> = std::env::vars()
        .filter(|(name, _)| name != "CHAUD_SOCKET")
        .collect();
    variables.sort();
    println!("{variables:#?}");
    eprint!("no line feed at the end, not UTF-8: ");
    std::io::Write::write_all(&mut std::io::stderr(), &[0xff, 0, 7]).unwrap();
    match arguments.last().map(String::as_str) {
        Some("abort") => std::process::abort(),
        Some(code) => std::process::exit(code.parse().unwrap()),
        None => {}
    }
}
`;

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(
  cwd: string,
  command: string[],
  programArgs: string[],
): Promise<Outcome> {
  const [program = "", ...args] = command;
  const options = ["run", "--quiet", "--manifest-path", "app/Cargo.toml"];
  const child = new Deno.Command(program, {
    args: [...args, ...options, "--", ...programArgs],
    cwd,
    env: cleanEnvironment(),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode("a line\nand a rest"));
  await input.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder("latin1");
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

Deno.test("pass-through: a program is run as by cargo run", async (t) => {
  const files = { ...SMALL_PROGRAM, "app/src/main.rs": PROGRAM };
  await using workspace = await writeWorkspace(files, {});
  const chaud = [Deno.execPath(), ...driverCommand()];
  const ends = { "0": [], "7": ["--a b", "7"], "a signal": ["abort"] };
  for (const [end, args] of Object.entries(ends)) {
    await t.step(`and ends with ${end}`, async () => {
      const expected = await run(workspace.folder, ["cargo"], args);
      assertEquals(await run(workspace.folder, chaud, args), expected);
    });
  }
});
