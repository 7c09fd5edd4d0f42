//! Rules about `gwc.toml`.

use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Rule;

/// All of them, by code.
pub(crate) const RULES: &[&Rule] = &[&SETTINGS_SYNTAX, &UNKNOWN_SETTING, &WRONG_SETTING];

declare_rule! {
    /// `gwc.toml` is not valid TOML.
    ///
    /// ## Why it matters
    /// What stands behind the error has no effect: severities and suppressions are not what they seem.
    ///
    /// ## Example
    /// ```toml,bad
    /// fail-on = error
    /// ```
    ///
    /// ## Fix
    /// ```toml,good
    /// fail-on = "error"
    /// ```
    pub(crate) SETTINGS_SYNTAX { code: "GW090", name: "settings-syntax", category: Correctness, severity: Error, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A key of `gwc.toml` that nothing reads.
    ///
    /// ## Why it matters
    /// It has no effect, and whoever wrote it believes that it has.
    ///
    /// ## Example
    /// ```toml,bad
    /// fail_on = "error"
    /// ```
    ///
    /// ## Fix
    /// ```toml,good
    /// fail-on = "error"
    /// ```
    pub(crate) UNKNOWN_SETTING { code: "GW091", name: "unknown-setting", category: Correctness, severity: Error, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// A value in `gwc.toml` that its key can not have.
    ///
    /// ## Why it matters
    /// The setting has no effect.
    ///
    /// ## Example
    /// ```toml,bad
    /// [severity]
    /// duplicate-endpoint = "fatal"
    /// ```
    ///
    /// ## Fix
    /// ```toml,good
    /// [severity]
    /// unused-suppression = "error"
    /// ```
    pub(crate) WRONG_SETTING { code: "GW092", name: "wrong-setting", category: Correctness, severity: Error, since: "0.1.0", suppressible: false }
}
