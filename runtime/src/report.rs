//! What an operator is told while the gateway runs: lines on standard error, from a level on.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use arc_swap::ArcSwapOption;
use gwc_artifact::{LogLevel, Operations};

/// The least important level that is written, as its number.
static LEVEL: AtomicU8 = AtomicU8::new(LogLevel::Info as u8);
/// Text in front of each line; the name of the command if it is not set.
static PREFIX: ArcSwapOption<String> = ArcSwapOption::const_empty();

/// Writes from now on what a gateway declares.
pub(crate) fn configure(operations: &Operations) {
    set_level(operations.level.unwrap_or(LogLevel::Info));
    PREFIX.store(operations.log_prefix.clone().map(Arc::new));
}

/// Writes from now on what is at least as important.
pub fn set_level(level: LogLevel) {
    LEVEL.store(level as u8, Ordering::Relaxed);
}

/// The gateway does not do what it should.
pub fn error(text: impl Display) {
    write(LogLevel::Error, text);
}

/// Something failed that the gateway goes on without.
pub fn warning(text: impl Display) {
    write(LogLevel::Warning, text);
}

/// Something happened that an operator brought about.
pub fn info(text: impl Display) {
    write(LogLevel::Info, text);
}

/// Something that only helps to find the cause of something else.
pub fn debug(text: impl Display) {
    write(LogLevel::Debug, text);
}

#[expect(clippy::print_stderr, reason = "the gateway's own log")]
fn write(level: LogLevel, text: impl Display) {
    if level as u8 > LEVEL.load(Ordering::Relaxed) {
        return;
    }
    let prefix = PREFIX.load();
    let prefix = prefix.as_ref().map_or("gwr:", |prefix| prefix.as_str());
    let severity = match level {
        LogLevel::Error => "error: ",
        LogLevel::Warning => "warning: ",
        LogLevel::Info => "",
        LogLevel::Debug => "debug: ",
    };
    // The level is that of the message: it is in front of its first line alone.
    for (at, line) in text.to_string().lines().enumerate() {
        eprintln!("{prefix} {}{line}", if at == 0 { severity } else { "" });
    }
}
