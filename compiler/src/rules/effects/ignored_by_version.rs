use gwc_syntax::declare_rule;

declare_rule! {
    /// The chosen version of KrakenD does not read a key yet.
    ///
    /// ## What it does
    /// Reports a key or a component that the version of KrakenD in `target` does not read, and a later version does.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores unknown keys without an error. With `listen_ip: 127.0.0.1`, KrakenD 2.4 listens on all
    /// addresses.
    ///
    /// ## Example
    /// Checked for KrakenD 2.4 (`--target krakend-ce@2.4`):
    /// ```json,bad,target=krakend-ce@2.4
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Set a target that reads the key, such as `target = "krakend-ce@2.13"` in `gwc.toml`, or remove the key. With
    /// that target this file is right:
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
