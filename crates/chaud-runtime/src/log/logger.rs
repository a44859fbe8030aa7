//! The program's own `log`.

use std::fmt;

use log::{LevelFilter, Metadata, Record};

use crate::log::Level;

/// What loggers know these messages by.
const TARGET: &str = "chaud";

impl From<Level> for log::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warn => Self::Warn,
            Level::Info => Self::Info,
            Level::Debug => Self::Debug,
            Level::Trace => Self::Trace,
        }
    }
}

/// A logger is no use without a level. So the program may still install its own after `init`, which it could not if
/// this crate had installed one.
pub(crate) fn is_there() -> bool {
    log::max_level() != LevelFilter::Off
}

/// Whether the logger shows what is said at this level.
pub(crate) fn shows(level: Level) -> bool {
    let metadata = Metadata::builder().level(level.into()).target(TARGET).build();
    passes(level.into()) && log::logger().enabled(&metadata)
}

pub(crate) fn log(level: Level, text: fmt::Arguments<'_>) {
    if passes(level.into()) {
        let record = Record::builder().level(level.into()).target(TARGET).args(text).build();
        log::logger().log(&record);
    }
}

fn passes(level: log::Level) -> bool {
    level <= log::STATIC_MAX_LEVEL && level <= log::max_level()
}
