/**
 * A workspace shaped like a service of the real world: `base` holds its data
 * (serde), `service` works on it (tokio), `app` is the command (clap).
 *
 * @module
 */

const MANIFESTS: Record<string, string> = {
  base: `serde = { version = "1", features = ["derive"] }
`,
  service: `base = { path = "../base" }
serde_json = "1"
tokio = { version = "1", features = ["rt-multi-thread", "sync", "time", "macros"] }
`,
  app: `chaud = { package = "chaud-live", path = "{chaud}" }
clap = { version = "4", features = ["derive"] }
service = { path = "../service" }
tokio = { version = "1", features = ["rt-multi-thread", "time", "macros"] }
`,
};

const BASE = `//! What the service knows.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reading {
    Temperature { celsius: f64, sensor: String },
    Humidity { percent: u8, sensor: String },
    Missing { sensor: String, reason: Option<String> },
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    pub revision: u64,
    pub value: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
}

impl Report {
    pub fn now() -> Self {
        let sensor = "roof".to_owned();
        let readings = vec![
            Reading::Temperature { celsius: 21.5, sensor: sensor.clone() },
            Reading::Humidity { percent: 40, sensor: sensor.clone() },
            Reading::Missing { sensor, reason: None },
        ];
        Report { revision: REVISION, value: value(), readings }
    }
}
`;

const SERVICE = `//! Answers requests for reports.

use base::{Reading, Report};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

pub const REVISION: u64 = base::REVISION;

pub fn value() -> u64 {
    base::value()
}

pub struct Request {
    pub answer: oneshot::Sender<String>,
}

#[derive(Clone)]
pub struct Client {
    requests: mpsc::Sender<Request>,
}

impl Client {
    pub async fn report(&self) -> Option<Report> {
        let (answer, report) = oneshot::channel();
        self.requests.send(Request { answer }).await.ok()?;
        let text = tokio::time::timeout(Duration::from_secs(5), report).await.ok()?.ok()?;
        serde_json::from_str(&text).ok()
    }
}

fn is_missing(reading: &Reading) -> bool {
    matches!(reading, Reading::Missing { .. })
}

/// Starts to answer requests, in the background.
pub fn start() -> Client {
    let (requests, mut queue) = mpsc::channel::<Request>(16);
    tokio::spawn(async move {
        while let Some(Request { answer }) = queue.recv().await {
            let mut report = Report::now();
            report.readings.retain(|reading| !is_missing(reading));
            let text = serde_json::to_string(&report).unwrap_or_default();
            let _ = answer.send(text);
        }
    });
    Client { requests }
}
`;

const APP = `//! Prints a value as soon as it changes.

use clap::Parser;
use std::io::{Read, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Watches the service.
#[derive(Parser)]
struct Arguments {
    /// How often to look, in microseconds
    #[arg(long, default_value_t = 200)]
    every: u64,
}

#[chaud::hot]
fn tick() -> u64 {
    service::value() + service::REVISION
}

#[tokio::main]
async fn main() {
    chaud::init!();
    let arguments = Arguments::parse();
    // Ends with its input: nobody is left to look at it then.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    if let Some(report) = service::start().report().await {
        println!("{} readings", report.readings.len());
    }
    let mut last = None;
    loop {
        let value = tick();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        if last.replace(value) != Some(value) {
            println!("value {value} at {}", now.as_nanos());
            let _ = std::io::stdout().flush();
        }
        std::thread::sleep(Duration::from_micros(arguments.every));
    }
}
`;

/** Path to text; `base` still lacks `REVISION` and `value`. */
export const REAL_WORLD: Readonly<Record<string, string>> = {
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["base", "service", "app"]
`,
  ...Object.fromEntries(
    Object.entries(MANIFESTS).map(([name, dependencies]) => [
      `${name}/Cargo.toml`,
      `[package]
name = "${name}"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
${dependencies}`,
    ]),
  ),
  "base/src/lib.rs": BASE,
  "service/src/lib.rs": SERVICE,
  "app/src/main.rs": APP,
};
