//! Suppressing a finding with a reason: `# gwc: ignore[GW203] reason, until=2027-01-01` on its line or the line above,
//! `# gwc: ignore-file[...] reason`, and `[[ignore]]` in `gwc.toml` for files that have no comments.
//!
//! A suppression is itself checked: one that suppresses nothing, has no reason, names no rule or has expired is a
//! finding. The clock is not read here: the caller passes the date of today.

mod add;
mod comment;
mod context;
mod suppressions;

use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};

pub use add::{Added, add_ignores};
pub use context::{Context, Suppressed};

/// Removes suppressed findings and reports wrong suppressions. If errors are left, an unused suppression is not
/// reported, because the check that it suppresses may not have run.
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
