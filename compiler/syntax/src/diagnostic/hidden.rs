//! Findings that are left out, each with the reason.

use super::finding::Diagnostic;

/// Why a finding is not among those that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It only follows from another finding.
    Consequence,
    /// Another finding of the same rule is at its place.
    Duplicate,
    /// Another finding of the same rule and place tells it, for another target or endpoint.
    Merged,
    /// It is about JSON that the language wrote by its own decision.
    Lowered,
    /// `gwc.toml` switches its rule off.
    Off,
    /// It weighs less than what is shown.
    BelowThreshold,
    /// The baseline excuses it.
    Baseline,
    /// It was there before, in what the run compares with.
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

    /// The same in a sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Consequence => "it only follows from another finding",
            Self::Duplicate => "another finding of its rule is at the same place",
            Self::Merged => {
                "a finding of its rule at the same place covers it, for another target or endpoint"
            }
            Self::Lowered => "the compiler writes this part of the JSON, and no route file can change it",
            Self::Off => "`gwc.toml` switches its rule off",
            Self::BelowThreshold => "it weighs less than what is shown",
            Self::Baseline => "the baseline excuses it",
            Self::Unchanged => "it is not new",
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
