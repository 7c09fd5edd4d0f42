use gwc_syntax::declare_rule;

declare_rule! {
    /// One key, or one block, is there in two spellings.
    ///
    /// ## Why is this bad?
    /// Keys count in any case. Beside the exact spelling the other is never read; without it, which one is read
    /// changes from run to run. Of a short and a long block name the short one wins.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "PORT": 8080, "Port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "port": 9090, "endpoints": [] }
    /// ```
    pub(crate) TWO_SPELLINGS { code: "GW705", name: "two-spellings", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
