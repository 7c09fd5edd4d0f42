//! The steps of a decision.

use gwc_artifact::Endpoint;
use gwc_diff::Aspect;
use gwc_syntax::source::Span;

use crate::compared::Prepared;

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about, in one word.
    pub name: &'static str,
    /// What is decided.
    pub text: String,
    /// Where that is written.
    pub place: Option<Span>,
}

/// How a request ends, as far as the configuration decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It reaches what answers it, unless a limit is exceeded.
    Routed,
    /// The same, if its credential is valid.
    IfValid,
    /// The gateway answers it, with this status.
    Refused(u16),
}

/// The steps of one decision and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The steps in the order of a request.
    pub steps: Vec<Step>,
    /// The end.
    pub outcome: Outcome,
}

/// `GET /v1/models`.
pub(super) fn key(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method, endpoint.path)
}

/// The steps so far.
pub(super) struct Told<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) steps: Vec<Step>,
}

impl Told<'_> {
    pub(super) fn step(&mut self, name: &'static str, text: impl Into<String>, place: Option<Span>) {
        self.steps.push(Step { name, text: text.into(), place });
    }

    /// Where an aspect of an endpoint is written.
    pub(super) fn place(&self, endpoint: usize, aspect: Aspect) -> Option<Span> {
        let place = self.prepared.side.endpoints.get(endpoint)?.places.get(aspect)?;
        self.prepared.spans.get(place.0 as usize).copied()
    }

    pub(super) fn ends(self, outcome: Outcome) -> Explanation {
        Explanation { steps: self.steps, outcome }
    }
}
