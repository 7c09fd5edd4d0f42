use gwc_syntax::declare_rule;

declare_rule! {
    /// A key or a component appears in two spellings.
    ///
    /// ## What it does
    /// Reports a key that appears twice, in different cases. Also reports a component that appears twice: with its
    /// short name, such as `proxy`, and with its long name, `github.com/devopsfaith/krakend/proxy`.
    ///
    /// ## Why is this bad?
    /// KrakenD compares keys without regard to case, and uses only one of the two values:
    /// - If one key has the exact spelling, the other has no effect.
    /// - If neither has it, KrakenD picks one at random at each start. With `PORT` and `Port`, it listens on 8080 today
    ///   and on 9090 tomorrow.
    /// - Of a short and a long name of a component, the short one takes effect.
    ///
    /// ## Example
    /// `port` is written twice, each time in another case:
    /// ```json,bad
    /// { "version": 3, "PORT": 8080, "Port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Keep one, with the exact spelling.
    /// ```json,good
    /// { "version": 3, "port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## References
    /// mapstructure 2.5; krakend-ce 2.13, `cmd/krakend-ce/main.go`.
    pub(crate) TWO_SPELLINGS { code: "GW705", name: "two-spellings", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
