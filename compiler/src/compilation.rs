//! What a compilation ends with.

use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden};
use gwc_syntax::tree::Document;

use crate::checked::Checked;
use crate::model::Gateway;
use crate::rules::targets;

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
}

impl Compilation {
    /// The gateway, if nothing forbids to emit it.
    pub fn checked(&self) -> Option<Checked<'_>> {
        self.gateway.as_ref().filter(|_| !self.diagnostics.has_errors()).map(Checked::new)
    }

    /// Drops what its author accepts that a target does not do, so that it no longer forbids to emit. Other errors
    /// that are suppressed still do: they leave the gateway incomplete.
    pub(crate) fn waive<'a>(&mut self, suppressed: impl Iterator<Item = &'a Diagnostic>) {
        let waived: Vec<_> = suppressed.filter(|finding| targets::is_waivable(finding.rule)).collect();
        // Settings may have changed how much it weighs.
        let is_same = |a: &Diagnostic, b: &Diagnostic| {
            (a.rule, a.primary.span, &a.message) == (b.rule, b.primary.span, &b.message)
        };
        self.diagnostics.retain(|finding| !waived.iter().any(|waived| is_same(finding, waived)));
    }
}
