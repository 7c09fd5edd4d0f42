//! The result of a compilation.

mod verdict;

use crate::model::Gateway;
use gwc_syntax::diagnostic::{Diagnostics, Hidden};
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
}
