/**
 * A program of three crates for edits that are taken back: what may lead to
 * code is in it, and each edit is checked for how it went live.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { DrivenProgram, type ReportLine } from "../harness/driven_program.ts";
import {
  type ScratchWorkspace,
  writeWorkspace,
} from "../harness/scratch_workspace.ts";

const MANIFEST = (name: string, ...dependencies: string[]) =>
  `[package]
name = "${name}"
edition = "2024"

[dependencies]
chaud = { path = "{chaud}" }
${dependencies.map((name) => `${name} = { path = "../${name}" }\n`).join("")}`;

export const LEAF = "leaf/src/lib.rs";
export const MID = "mid/src/lib.rs";
export const MAIN = "app/src/main.rs";

export const FILES: Record<string, string> = {
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["app", "mid", "leaf"]
default-members = ["app"]
`,
  "app/Cargo.toml": MANIFEST("app", "mid", "leaf"),
  "mid/Cargo.toml": MANIFEST("mid", "leaf"),
  "leaf/Cargo.toml": MANIFEST("leaf"),
  [MAIN]: `use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    leaf::turn();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "turned" => say(&leaf::turned().to_string()),
            _ => say(&values()),
        }
    }
}

fn values() -> String {
    let own = own();
    format!("{} {} {} {own}", leaf::value(), mid::value(), leaf::hot(1))
}

fn own() -> u32 {
    1000
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
  [MID]: `pub fn value() -> u32 {
    leaf::value() + leaf::pair().first + 100
}
`,
  [LEAF]: `use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

#[chaud::persist]
static CALLS: AtomicU32 = AtomicU32::new(0);

#[chaud::persist]
static TURNS: Mutex<Option<(Sender<()>, Receiver<u32>)>> = Mutex::new(None);

pub fn value() -> u32 {
    1
}

pub struct Pair {
    pub first: u32,
}

pub fn pair() -> Pair {
    Pair { first: 20 }
}

pub fn double(n: u32) -> u32 {
    n * 2
}

#[chaud::hot]
pub fn hot(n: u32) -> u32 {
    CALLS.fetch_add(n, SeqCst) + 10
}

/// A loop that never ends, upon a private function.
pub fn turn() {
    let (question, questions) = channel();
    let (answer, answers) = channel();
    *TURNS.lock().unwrap() = Some((question, answers));
    thread::spawn(move || {
        while let Ok(()) = questions.recv() {
            answer.send(turning()).unwrap();
        }
    });
}

fn turning() -> u32 {
    7
}

pub fn turned() -> u32 {
    let turns = TURNS.lock().unwrap();
    let (question, answers) = turns.as_ref().unwrap();
    question.send(()).unwrap();
    answers.recv().unwrap()
}
`,
};

/** A running program and its sources. */
export class Scene implements AsyncDisposable {
  /** How many patches went live. */
  patches = 0;

  constructor(
    readonly workspace: ScratchWorkspace,
    readonly program: DrivenProgram,
  ) {}

  static async start(): Promise<Scene> {
    const workspace = await writeWorkspace(FILES, {});
    try {
      const cwd = workspace.folder;
      return new Scene(workspace, await DrivenProgram.start({ cwd }));
    } catch (error) {
      await workspace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Saves an edit, or a file's first text, and waits for its report. */
  async save(path: string, ...edit: [string, string][]): Promise<ReportLine> {
    const text = edit.reduce(
      (text, [from, to]) => {
        assertEquals(text.split(from).length, 2, from);
        return text.replace(from, to);
      },
      FILES[path]?.replaceAll("{chaud}", "") ?? "",
    );
    await this.workspace.saveByRename(path, text);
    this.patches++;
    return await this.program.reported("live", this.workspace.path(path));
  }

  /** Checks that something was compiled. */
  async forth(path: string, ...edit: [string, string][]): Promise<ReportLine> {
    const report = await this.save(path, ...edit);
    assertEquals(report.back, []);
    assertEquals(typeof report.compile, "number");
    return report;
  }

  /** Checks that nothing was compiled or linked, and what is live again. */
  async back(
    back: number[],
    path: string,
    ...edit: [string, string][]
  ): Promise<ReportLine> {
    const report = await this.save(path, ...edit);
    const { compile, link } = report;
    assertEquals({ back: report.back, compile, link }, {
      back,
      compile: undefined,
      link: undefined,
    });
    return report;
  }

  /** Checks that each save had its report, and that there were no others. */
  async settled(): Promise<void> {
    await this.program.settled();
    const lines = `${this.program.transcript}`.split("\n");
    const count = lines.filter((line) => line.includes('{"kind":')).length;
    assertEquals(count, this.patches, `${this.program.transcript}`);
  }

  /** What the program answers: leaf, mid, the hot function, main. */
  async check(expected: string, turned = "7"): Promise<void> {
    const answer = await this.program.ask("values");
    assertEquals(answer.replace(/ \d+ (\d+)$/, " $1"), expected);
    assertEquals(await this.program.ask("turned"), turned);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}
