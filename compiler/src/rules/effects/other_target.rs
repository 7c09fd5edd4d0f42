use gwc_syntax::declare_rule;

declare_rule! {
    /// Only the Hanzo gateway reads a component, and the file is checked for KrakenD CE.
    ///
    /// ## What it does
    /// Reports a component that the Hanzo gateway, which is built on KrakenD, reads and KrakenD itself does not.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores the component. `"auth/public": false` requires a credential in the Hanzo gateway. In KrakenD,
    /// everyone can call the endpoint without a credential.
    ///
    /// ## Example
    /// On an endpoint, checked for KrakenD CE:
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Use instead
    /// If KrakenD CE runs the file, use a component that it reads, such as `auth/validator`. If the Hanzo gateway runs
    /// it, set `target = "hanzo"` in `gwc.toml`. This file is then right:
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
