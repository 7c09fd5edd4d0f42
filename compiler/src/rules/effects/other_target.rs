use gwc_syntax::declare_rule;

declare_rule! {
    /// Another target reads a component, and the chosen one does not.
    ///
    /// ## What it does
    /// Reports a component that the Hanzo gateway reads and KrakenD does not.
    ///
    /// ## Why is this bad?
    /// It has no effect in the chosen target. `"auth/public": false` requires a credential in the Hanzo gateway; in
    /// KrakenD the endpoint is public.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Use instead
    /// Choose the target that reads it, or use a component of the chosen target, such as `auth/validator`.
    /// ```json,good,endpoint,target=hanzo
    /// { "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Options
    /// `target` in `gwc.toml`, or `--target`, sets the target:
    /// ```toml
    /// target = "hanzo"
    /// ```
    pub(crate) OTHER_TARGET { code: "GW714", name: "other-target", category: Compatibility, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
