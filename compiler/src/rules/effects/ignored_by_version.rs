use gwc_syntax::declare_rule;

declare_rule! {
    /// The chosen version of KrakenD does not read a key yet.
    ///
    /// ## What it does
    /// Reports a key or a component that a later version of KrakenD introduced than the one of the target.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores unknown keys without an error. With `listen_ip: 127.0.0.1`, KrakenD 2.4 listens on all
    /// addresses.
    ///
    /// ## Example
    /// ```json,bad,target=krakend-ce@2.4
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Use a version that reads the key, or remove the key.
    /// ```json,good,target=krakend-ce@2.13
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    ///
    /// ## Options
    /// `target` in `gwc.toml`, or `--target`, sets the version:
    /// ```toml
    /// target = "krakend-ce@2.13"
    /// ```
    pub(crate) IGNORED_BY_VERSION { code: "GW709", name: "ignored-by-version", category: Compatibility, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
