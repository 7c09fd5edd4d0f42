//! The thresholds for output and for the exit status.

use gwc_syntax::diagnostic::{Diagnostic, Severity};

/// The lowest severities that are shown and that fail a run. They are independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// The lowest severity that is shown.
    pub show: Severity,
    /// The lowest severity that fails the run; `None` never fails.
    pub fail: Option<Severity>,
}

impl Default for Thresholds {
    /// Shows all findings, and fails on warnings and errors.
    fn default() -> Self {
        Self { show: Severity::Note, fail: Some(Severity::Warning) }
    }
}

impl Thresholds {
    /// Whether a finding is shown.
    pub fn shows(&self, finding: &Diagnostic) -> bool {
        finding.severity >= self.show
    }

    /// The threshold that a word of `--fail-on` or `--show` names; `never` is `None`.
    pub fn parse(word: &str) -> Result<Option<Severity>, String> {
        match word {
            "never" => Ok(None),
            _ => Severity::find(word)
                .map(Some)
                .ok_or_else(|| "expected error, warning, loss, note or never".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_severity_or_never() {
        assert_eq!(Thresholds::parse("error"), Ok(Some(Severity::Error)));
        assert_eq!(Thresholds::parse("never"), Ok(None));
        assert!(Thresholds::parse("fatal").is_err());
    }
}
