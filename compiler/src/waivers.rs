//! Suppressed errors in spite of which outputs are written.

use std::collections::HashSet;

use crate::compilation::Compilation;
use crate::rules;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

/// Removes the suppressed errors that do not prevent outputs.
pub(crate) fn waive(compilation: &mut Compilation, suppressed: &[&Diagnostic]) {
    // Settings may have changed the severity.
    let waivable = suppressed.iter().filter(|finding| is_waivable(compilation, finding));
    let waived: HashSet<_> = waivable.map(|finding| identity(finding)).collect();
    compilation.diagnostics.retain(|finding| !waived.contains(&identity(finding)));
}

/// Whether outputs are written in spite of an error that is suppressed with a reason: one about a protection that a target
/// drops, or one about what KrakenD does with text that it is given as it is.
pub(crate) fn is_waivable(compilation: &Compilation, finding: &Diagnostic) -> bool {
    let is_passed = |place: Span| compilation.passed.iter().any(|passed| passed.contains(place));
    rules::targets::is_waivable(finding.rule)
        || (rules::judges_running(finding.rule) && finding.spans().all(is_passed))
}

fn identity(finding: &Diagnostic) -> (&str, Span, &str) {
    (finding.rule.code, finding.primary.span, &finding.message)
}
