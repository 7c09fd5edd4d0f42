//! What the real binary does with a file.

use gwc_syntax::source::Span;

/// What `krakend check -t` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// `Syntax OK!`.
    Accept,
    /// An error, or a crash.
    Refuse,
}

/// Where `check -t` ends when it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading, decoding, preparing.
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
    /// It ends by itself, sometimes with status 0.
    Exits,
}

/// What the real binary does with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `check -t`.
    pub check: Check,
    /// Where it refuses.
    pub stage: Option<Stage>,
    /// `run`.
    pub run: Run,
    /// What `check -t` says; `None` when it accepts.
    pub message: Option<String>,
    /// What `run` says when it does not serve, and that is something else than `message`.
    pub run_message: Option<String>,
    /// Whether `run` may do otherwise on another machine: one that has a file, or an address.
    pub run_elsewhere: bool,
    /// The endpoints it is about, by index: the two that collide, or the one.
    pub routes: Vec<usize>,
    /// The offending places; the first is the main one.
    pub spans: Vec<Span>,
}
