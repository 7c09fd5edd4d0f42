//! The result of a compilation.

mod verdict;

use std::collections::HashSet;

use crate::model::Gateway;
use crate::rules;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden};
use gwc_syntax::source::Span;
use gwc_syntax::tree::Document;

pub use verdict::VerdictRecord;

/// A gateway without errors: the only thing that is emitted. Only [`Compilation::checked`] makes one.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a>(&'a Gateway);

impl<'a> Checked<'a> {
    /// The gateway.
    pub fn gateway(self) -> &'a Gateway {
        self.0
    }
}

/// A compiled gateway and its findings.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The gateway, as far as it could be read; nothing without a `gateway.yaml`.
    pub gateway: Option<Gateway>,
    /// The trees it was read from: comments and places.
    pub documents: Vec<Document>,
    /// The findings.
    pub diagnostics: Diagnostics,
    /// The hidden findings.
    pub hidden: Vec<Hidden>,
    /// The parts of the files that KrakenD is given as they are.
    pub passed: Vec<Span>,
    /// The result of the simulated target for a KrakenD configuration.
    pub verdict: Option<VerdictRecord>,
}

impl Compilation {
    /// The gateway, if no error prevents its outputs.
    pub fn checked(&self) -> Option<Checked<'_>> {
        self.gateway.as_ref().filter(|_| !self.diagnostics.has_errors()).map(Checked)
    }

    /// Removes the suppressed errors that do not prevent outputs.
    pub(crate) fn waive(&mut self, suppressed: &[&Diagnostic]) {
        // Settings may have changed the severity.
        let waived: HashSet<_> =
            suppressed.iter().filter(|finding| self.is_waivable(finding)).map(|d| identity(d)).collect();
        self.diagnostics.retain(|finding| !waived.contains(&identity(finding)));
    }

    /// Whether outputs are written in spite of an error that is suppressed with a reason: one about a protection that a
    /// target drops, or one about what KrakenD does with text that it is given as it is.
    pub(crate) fn is_waivable(&self, finding: &Diagnostic) -> bool {
        let is_passed = |place: Span| self.passed.iter().any(|passed| passed.contains(place));
        rules::targets::is_waivable(finding.rule)
            || (rules::judges_running(finding.rule) && finding.spans().all(is_passed))
    }
}

fn identity(finding: &Diagnostic) -> (&str, Span, &str) {
    (finding.rule.code, finding.primary.span, &finding.message)
}
