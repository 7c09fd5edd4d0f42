use gwc_syntax::declare_rule;

declare_rule! {
    /// A key requires a later version of KrakenD than the one that is checked.
    ///
    /// ## What it does
    /// `target` in `gwc.toml` sets the version of KrakenD. Reports a key or a component that this version ignores, and
    /// a later version reads.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores keys that it does not know, without an error. With `listen_ip: 127.0.0.1`, KrakenD 2.4 listens
    /// on all addresses, so other hosts can connect to it.
    ///
    /// ## Example
    /// Checked for KrakenD 2.4 (`--target krakend-ce@2.4`):
    /// ```json,bad,target=krakend-ce@2.4
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the key. Or, if a later version of KrakenD runs the file, set this version in `gwc.toml`, such as
    /// `target = "krakend-ce@2.13"`. This file is then right:
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
