//! What is shown, and what fails a run.

use gwc_syntax::diagnostic::{Diagnostic, Severity};

/// What is shown and what fails a run: two settings, on purpose apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// The least severity that is shown.
    pub show: Severity,
    /// The least severity that fails the run; `None` never fails.
    pub fail: Option<Severity>,
}

impl Default for Thresholds {
    /// Shows all, fails on warnings and errors: losses and notes do not count.
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
                .ok_or_else(|| format!("`{word}` is none of error, warning, loss, note, never")),
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
