//! How what is said reaches the user: through the program's own `log`, or on standard error as long as it has none.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::{Once, OnceLock};
use std::{env, io};

use log::{Level, LevelFilter, Metadata, Record};

/// What loggers know these messages by.
const TARGET: &str = "chaud";
const LEVELS: &str = "CHAUD_LOG";

/// How much is said on standard error.
static STAND_IN: OnceLock<LevelFilter> = OnceLock::new();

/// Says something: `say!(Warn, "format", arguments…)`.
macro_rules! say {
    ($level:ident, $($text:tt)+) => {
        $crate::voice::speak(::log::Level::$level, ::core::format_args!($($text)+))
    };
}
pub(crate) use say;

/// Makes ready to speak.
///
/// A driver that started the program prints its own messages: beside it, only what may be wrong is worth a line here.
pub(crate) fn prepare(has_driver: bool) {
    let usual = if has_driver { LevelFilter::Warn } else { LevelFilter::Info };
    let wish = env::var(LEVELS).ok().and_then(|level| level.parse().ok());
    let _ = STAND_IN.set(wish.unwrap_or(usual));
    complain_if_hidden();
}

/// Complains once on standard error if the program's logger hides the runtime's warnings.
pub(crate) fn complain_if_hidden() {
    static ONCE: Once = Once::new();
    let warning = Metadata::builder().level(Level::Warn).target(TARGET).build();
    let is_hidden = has_logger() && !(passes(Level::Warn) && log::logger().enabled(&warning));
    if is_hidden && !cfg!(feature = "silence-log-level-warning") {
        ONCE.call_once(|| {
            print(
                Level::Warn,
                format_args!(
                    "this program's logger hides the warnings of `chaud`, so hot reload may stop without a word; let \
                     it show them, or enable the feature `chaud/silence-log-level-warning`"
                ),
            );
        });
    }
}

pub(crate) fn speak(level: Level, text: fmt::Arguments<'_>) {
    if has_logger() {
        if passes(level) {
            let record = Record::builder().level(level).target(TARGET).args(text).build();
            log::logger().log(&record);
        }
    } else if level <= *STAND_IN.get().unwrap_or(&LevelFilter::Warn) {
        print(level, text);
    }
}

/// A logger is no use without a level. So the program may still install its own after `init`, which it could not if
/// this crate had installed one.
fn has_logger() -> bool {
    log::max_level() != LevelFilter::Off
}

fn passes(level: Level) -> bool {
    level <= log::STATIC_MAX_LEVEL && level <= log::max_level()
}

/// In one piece, so that nothing else comes in between; and nobody need read it.
fn print(level: Level, text: fmt::Arguments<'_>) {
    let mut line = String::from("chaud: ");
    line.push_str(match level {
        Level::Error => "error: ",
        Level::Warn => "warning: ",
        Level::Info => "",
        Level::Debug => "debug: ",
        Level::Trace => "trace: ",
    });
    let _ = writeln!(line, "{text}");
    let _ = io::stderr().write_all(line.as_bytes());
}
