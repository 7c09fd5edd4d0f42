use gwc_syntax::declare_rule;

declare_rule! {
    /// Another target reads this, the chosen one does not.
    ///
    /// ## Why is this bad?
    /// It does nothing here. `auth/public` decides in the Hanzo gateway; KrakenD serves the route to everybody.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint,target=hanzo
    /// { "extra_config": { "auth/public": false } }
    /// ```
    pub(crate) OTHER_TARGET { code: "GW714", name: "other-target", category: Compatibility, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
