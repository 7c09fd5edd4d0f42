//! What a compilation ends with, and what may be emitted of it.

mod verdict;

use std::collections::HashSet;

use crate::model::Gateway;
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

/// A compiled gateway and everything there is to say about it.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The gateway, as far as it could be understood; nothing when it does not even have a file of its own.
    pub gateway: Option<Gateway>,
    /// The trees it was read from: comments and places.
    pub documents: Vec<Document>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// What was found, and is left out.
    pub hidden: Vec<Hidden>,
    /// What the target does with a KrakenD configuration as a whole.
    pub verdict: Option<VerdictRecord>,
}

impl Compilation {
    /// The gateway, if nothing forbids to emit it.
    pub fn checked(&self) -> Option<Checked<'_>> {
        self.gateway.as_ref().filter(|_| !self.diagnostics.has_errors()).map(Checked)
    }

    /// Drops findings of a target that the author accepts, so that they no longer forbid to emit.
    pub(crate) fn waive(&mut self, waived: &[&Diagnostic]) {
        // Settings may have changed how much it weighs.
        let waived: HashSet<_> = waived.iter().map(|finding| identity(finding)).collect();
        self.diagnostics.retain(|finding| !waived.contains(&identity(finding)));
    }
}

fn identity(finding: &Diagnostic) -> (&str, Span, &str) {
    (finding.rule.code, finding.primary.span, &finding.message)
}
