//! An `[[approve]]` of `gwc.toml`: somebody accepts a change that `gwc diff` reports.

use gwc_syntax::source::Span;
use gwc_syntax::value::Date;

/// The approval of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The fingerprint of the change.
    pub change: String,
    /// Why it is accepted.
    pub reason: String,
    /// The person that accepts it.
    pub by: String,
    /// The first day on which it no longer applies.
    pub until: Date,
    /// Where it is written.
    pub span: Span,
}

impl Approval {
    /// Whether it applies to the change with this fingerprint.
    pub fn covers(&self, fingerprint: &str, today: Date) -> bool {
        self.change == fingerprint && !self.is_expired(today)
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.until <= today
    }
}
