use gwc_syntax::declare_rule;

declare_rule! {
    /// A value has a type that KrakenD cannot turn into the one it needs.
    ///
    /// ## Why is this bad?
    /// `krakend check` refuses the whole file. It names the key, but neither the line nor the value.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": "80a", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "port": 80, "endpoints": [] }
    /// ```
    pub(crate) UNDECODABLE_VALUE { code: "GW052", name: "undecodable-value", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
