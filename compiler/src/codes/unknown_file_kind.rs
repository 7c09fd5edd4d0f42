use gwc_syntax::declare_rule;

declare_rule! {
    /// A file is not of a kind that gwc reads.
    ///
    /// ## What it does
    /// Reports a YAML file in the folder of a gateway if it has none of the top-level keys `gateway`, `services` and
    /// `defaults`. Also reports a file named on the command line that is not a route file, a KrakenD configuration, a
    /// Kubernetes manifest or a host table, which is a file that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// The file has no effect. With `service:` in place of `services:`, the paths of its services return `404`.
    ///
    /// ## Example
    /// The key is `service`, without the final `s`:
    /// ```yaml,bad,file=billing.yaml
    /// service:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Start the file with a key of route files: `gateway`, `services` or `defaults`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    /// A file with the name `NAME.test.yaml` contains tests, and is not read as a route file.
    pub(crate) UNKNOWN_FILE_KIND { code: "GW012", name: "unknown-file-kind", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
