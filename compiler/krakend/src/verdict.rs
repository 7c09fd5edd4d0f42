//! The prediction for a file: the results of `krakend check -t` and `krakend run`.

use gwc_syntax::source::Span;

/// The result of `krakend check -t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// `Syntax OK!`.
    Accept,
    /// An error, or a crash.
    Refuse,
}

/// The stage where `check -t` fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Parsing, decoding or preparing the file.
    Parse,
    /// Registering routes.
    Router,
    /// A Go panic with a stack.
    Crash,
}

/// What `krakend run` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// It serves.
    Listens,
    /// A Go panic.
    Panics,
    /// It exits, sometimes with status 0.
    Exits,
}

/// What KrakenD does with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `check -t`.
    pub check: Check,
    /// The stage where `check -t` fails.
    pub stage: Option<Stage>,
    /// `run`.
    pub run: Run,
    /// The message of `check -t`; `None` when it accepts the file.
    pub message: Option<String>,
    /// The message of `run` when it does not serve, if it differs from `message`.
    pub run_message: Option<String>,
    /// Whether `run` may have another result on a machine that has a file or an address.
    pub run_elsewhere: bool,
    /// The endpoints that cause it, by index: one, or the two that conflict.
    pub routes: Vec<usize>,
    /// The offending places; the first is the main one.
    pub spans: Vec<Span>,
}
