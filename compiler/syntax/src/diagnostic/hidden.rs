//! Findings that are left out, each with the reason.

use super::finding::Diagnostic;

/// Why a finding is not reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It is a consequence of another finding.
    Consequence,
    /// Another finding of the same rule is at its place.
    Duplicate,
    /// A finding of the same rule and place, for another target or endpoint, covers it.
    Merged,
    /// It is about JSON that the compiler writes and route files cannot change.
    Lowered,
    /// `gwc.toml` sets the rule to `off`.
    Off,
    /// Its severity is below the threshold.
    BelowThreshold,
    /// The baseline lists it.
    Baseline,
    /// The state that the run compares with has it as well.
    Unchanged,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Consequence,
        Self::Duplicate,
        Self::Merged,
        Self::Lowered,
        Self::Off,
        Self::BelowThreshold,
        Self::Baseline,
        Self::Unchanged,
    ];

    /// The word that machines read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consequence => "consequence",
            Self::Duplicate => "duplicate",
            Self::Merged => "merged",
            Self::Lowered => "lowered",
            Self::Off => "off",
            Self::BelowThreshold => "below-threshold",
            Self::Baseline => "baseline",
            Self::Unchanged => "unchanged",
        }
    }

    /// The same as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Consequence => "it is a consequence of another finding",
            Self::Duplicate => "another finding of the rule has the same place",
            Self::Merged => {
                "a finding of the rule at the same place, for another target or endpoint, covers it"
            }
            Self::Lowered => "the compiler writes this part of the JSON; route files cannot change it",
            Self::Off => "`gwc.toml` sets the rule to `off`",
            Self::BelowThreshold => "its severity is below the one set with `--show`",
            Self::Baseline => "the baseline lists it",
            Self::Unchanged => "it was found before the change as well",
        }
    }
}

/// A finding that is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The finding.
    pub finding: Diagnostic,
    /// Why it is left out.
    pub reason: Reason,
}

impl Hidden {
    /// Findings that are left out for one reason.
    pub fn all(reason: Reason, findings: impl IntoIterator<Item = Diagnostic>) -> Vec<Self> {
        findings.into_iter().map(|finding| Self { finding, reason }).collect()
    }
}
