//! How what is said reaches the user: through the program's own `log`, or on standard error as long as it has none.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::{Once, OnceLock};
use std::{env, io};

mod level;
#[cfg_attr(not(feature = "log"), path = "absent.rs")]
mod logger;

pub(crate) use level::Level;

const LEVELS: &str = "CHAUD_LOG";

/// How much is said on standard error; nothing with `None`.
static STAND_IN: OnceLock<Option<Level>> = OnceLock::new();

/// Says something: `say!(Warn, "format", arguments…)`.
macro_rules! say {
    ($level:ident, $($text:tt)+) => {
        $crate::log::speak($crate::log::Level::$level, ::core::format_args!($($text)+))
    };
}
pub(crate) use say;

/// Makes ready to speak.
///
/// A driver that started the program prints its own messages: beside it, only what may be wrong is worth a line here.
pub(crate) fn prepare(has_driver: bool) {
    let usual = Some(if has_driver { Level::Warn } else { Level::Info });
    let wish = env::var(LEVELS).map(|word| word.to_ascii_lowercase());
    let _ = STAND_IN.set(match wish.as_deref() {
        Ok("off") => None,
        Ok(word) => Level::of_word(word).or(usual),
        Err(_) => usual,
    });
    complain_if_hidden();
}

/// Complains once on standard error if the program's logger hides the runtime's warnings.
pub(crate) fn complain_if_hidden() {
    static ONCE: Once = Once::new();
    let is_hidden = logger::is_there() && !logger::shows(Level::Warn);
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
    if logger::is_there() {
        logger::log(level, text);
    } else if Some(level) <= *STAND_IN.get().unwrap_or(&Some(Level::Warn)) {
        print(level, text);
    }
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
