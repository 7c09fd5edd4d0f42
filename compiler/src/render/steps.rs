//! Severities in other scales.

use gwc_syntax::diagnostic::Severity;

/// The severity in the three steps that most formats know.
pub(super) fn three_steps(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Loss | Severity::Note => "note",
    }
}
