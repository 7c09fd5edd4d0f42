//! What is said about findings once they are found: their severity, whether somebody silenced them, whether they
//! were there before. The order matters: a suppression is judged by what remains of the findings, and a baseline
//! excuses only what nobody silenced.

use crate::baseline::Baseline;
use crate::diagnostic::Diagnostics;
use crate::render::Suppressed;
use crate::settings::Settings;
use crate::source::SourceMap;
use crate::suppress::{self, Date};
use crate::syntax::Comment;

/// What the user says about findings.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    /// `gwc.toml`.
    pub settings: &'a Settings,
    /// The baseline, if one is used.
    pub baseline: Option<&'a Baseline>,
    /// Today, in UTC: suppressions can run out.
    pub today: Date,
}

/// Findings on which the last word is spoken.
#[derive(Debug, Default)]
pub struct Settled {
    /// What is reported, in the order of places.
    pub findings: Diagnostics,
    /// What was silenced, with the reasons.
    pub suppressed: Vec<Suppressed>,
    /// How many findings the baseline excuses.
    pub excused: usize,
}

/// Speaks the last word on the findings of a run. `comments` are those of all its files.
pub fn settle(
    mut findings: Diagnostics,
    sources: &SourceMap,
    comments: &[Comment],
    policy: Policy,
) -> Settled {
    let Policy { settings, baseline, today } = policy;
    settings.apply(&mut findings, sources);
    let context = suppress::Context { sources, comments, settings, today };
    let suppressed = suppress::apply(&mut findings, &context);
    let excused = baseline.map_or(0, |baseline| baseline.apply(&mut findings, sources).len());
    findings.sort();
    Settled { findings, suppressed, excused }
}
