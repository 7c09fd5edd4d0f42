//! Silencing a finding with a reason: `# gwc: ignore[GW203] reason, until=2027-01-01` on its line or the line above,
//! `# gwc: ignore-file[...] reason`, and `[[ignore]]` in `gwc.toml` for files that have no comments.
//!
//! A suppression is itself checked: one that silences nothing, has no reason, names no rule or has run out is a
//! finding. The clock is not read here: today is handed in.

mod add;
mod comment;
mod context;
mod suppressions;

use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};

pub use add::{Added, add_ignores};
pub use context::{Context, Suppressed};

/// Takes suppressed findings out and reports what is wrong with suppressions. While errors stand, a suppression that
/// silences nothing is not reported: what it is for may not have been looked for.
pub fn apply(findings: &mut Diagnostics, context: &Context) -> Vec<Suppressed> {
    let mut problems = Vec::new();
    let mut suppressions = suppressions::Suppressions::new(context, &mut problems);
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    for finding in std::mem::take(findings) {
        let (stays, goes) = suppressions.decide(finding);
        kept.extend(stays);
        suppressed.extend(goes);
    }
    if kept.iter().all(|finding: &Diagnostic| finding.severity < Severity::Error) {
        problems.extend(suppressions.unused());
    }
    findings.extend(kept);
    findings.extend(problems);
    suppressed
}

#[cfg(test)]
mod tests;
