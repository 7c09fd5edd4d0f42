//! Rules about suppressions. None of them can be suppressed.

use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Rule;

/// All of them, by code.
pub(crate) const RULES: &[&Rule] = &[
    &UNUSED_SUPPRESSION,
    &EXPIRED_SUPPRESSION,
    &REASONLESS_SUPPRESSION,
    &UNKNOWN_RULE,
    &REFUSED_SUPPRESSION,
    &MALFORMED_SUPPRESSION,
];

declare_rule! {
    /// A suppression silences nothing.
    ///
    /// ## Why it matters
    /// What it excused is gone, or never was here. Left behind, it would hide the next finding at this place.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[duplicate-endpoint] two teams, one path
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNUSED_SUPPRESSION { code: "GW901", name: "unused-suppression", category: Style, severity: Warning, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A suppression has run out.
    ///
    /// ## Why it matters
    /// Somebody wanted to be asked again on this day. The finding is reported again until the reason is renewed or
    /// the cause is gone.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[GW101] until the old team moves, until=2020-01-01
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Remove the cause and the comment, or give a later day and a reason that still holds.
    pub(crate) EXPIRED_SUPPRESSION { code: "GW902", name: "expired-suppression", category: Correctness, severity: Warning, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A suppression gives no reason.
    ///
    /// ## Why it matters
    /// Nobody can judge later whether it still holds, so it silences nothing.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET } # gwc: ignore[GW101]
    /// ```
    ///
    /// ## Fix
    /// Say why in a few words: `# gwc: ignore[GW101] the old team moves in May, until=2027-06-01`.
    pub(crate) REASONLESS_SUPPRESSION { code: "GW903", name: "suppression-without-reason", category: Correctness, severity: Warning, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A suppression or a setting names a rule that does not exist.
    ///
    /// ## Why it matters
    /// It has no effect, and whoever wrote it believes that it has.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[duplicate-endpiont] two teams, one path
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Name a rule that `gwc rules` lists, by code or name.
    pub(crate) UNKNOWN_RULE { code: "GW904", name: "unknown-rule", category: Correctness, severity: Warning, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A suppression names a rule that can not be suppressed.
    ///
    /// ## Why it matters
    /// Some findings have no good excuse: a secret in a file stays a leak, whatever the comment says.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[unused-suppression] keep this comment
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Remove the cause. `gwc explain CODE` says how.
    pub(crate) REFUSED_SUPPRESSION { code: "GW905", name: "refused-suppression", category: Security, severity: Error, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A comment starts as a suppression and is none.
    ///
    /// ## Why it matters
    /// It has no effect, and whoever wrote it believes that it has.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore all of this, please
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Write `# gwc: ignore[CODE] reason`, `# gwc: ignore[CODE] reason, until=2027-01-01` or
    /// `# gwc: ignore-file[CODE] reason`. There is no way to ignore all rules at once.
    pub(crate) MALFORMED_SUPPRESSION { code: "GW906", name: "malformed-suppression", category: Correctness, severity: Warning, since: "0.1.0", suppressible: false }
}
