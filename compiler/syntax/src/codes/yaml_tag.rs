use crate::declare_rule;

declare_rule! {
    /// A value has a YAML tag such as `!secret` or `!!str`.
    ///
    /// ## What it does
    /// Reports every tag.
    ///
    /// ## Why is this bad?
    /// Tags have no meaning in these files. With `token: !secret db`, the author expects a secret, and the gateway would
    /// get the text `db`.
    ///
    /// ## Example
    /// The value of `at` has the tag `!prefix`:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: !prefix /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Remove the tag:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub YAML_TAG { code: "GW005", name: "yaml-tag", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
