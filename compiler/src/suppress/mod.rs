//! Silencing a finding with a reason: `# gwc: ignore[GW203] reason, until=2027-01-01` on its line or the line above,
//! `# gwc: ignore-file[...] reason`, and `[[ignore]]` in `gwc.toml` for files that have no comments.
//!
//! A suppression is itself checked: one that silences nothing, has no reason, names no rule or has run out is a
//! finding. The clock is not read here: today is handed in.

mod add;
mod codes;
mod comment;
mod date;
mod judge;

use crate::render::Suppressed;
use crate::settings::Settings;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::Comment;

pub use add::{Added, add_ignores};
pub(crate) use codes::{EXPIRED_SUPPRESSION, REASONLESS_SUPPRESSION, RULES, UNUSED_SUPPRESSION};
pub use date::Date;
pub(crate) use judge::{refused, unknown_rule};

/// What suppressions are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The files.
    pub sources: &'a SourceMap,
    /// The comments of all files.
    pub comments: &'a [Comment],
    /// What `gwc.toml` says.
    pub settings: &'a Settings,
    /// Today, in UTC.
    pub today: Date,
}

/// Takes silenced findings out and reports what is wrong with suppressions. While errors stand, a suppression that
/// silences nothing is not reported: what it is for may not have been looked for.
pub fn apply(findings: &mut Diagnostics, context: &Context) -> Vec<Suppressed> {
    let mut problems = Vec::new();
    let mut judge = judge::Judge::new(context, &mut problems);
    let (mut kept, mut silenced) = (Vec::new(), Vec::new());
    for finding in std::mem::take(findings) {
        let (stays, goes) = judge.judge(finding);
        kept.extend(stays);
        silenced.extend(goes);
    }
    if kept.iter().all(|finding: &Diagnostic| finding.severity < Severity::Error) {
        problems.extend(judge.unused());
    }
    findings.extend(kept);
    findings.extend(problems);
    silenced
}

/// A finding that stays, and what was silenced of it: a group can be both.
type Verdict = (Option<Diagnostic>, Option<Suppressed>);

#[cfg(test)]
mod tests;
