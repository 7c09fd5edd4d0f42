use crate::declare_rule;

declare_rule! {
    /// An alias repeats a value that contains the alias, or the aliases of a file expand to too many values.
    ///
    /// ## What it does
    /// Reports an alias inside the value that it repeats, aliases that expand to more than 4,000,000 values in one file,
    /// and a map that merges more than 256 maps with `<<`.
    ///
    /// ## Why is this bad?
    /// The value would be infinite, or would not fit into memory. With aliases that double at each level, a file of 1 KB
    /// expands to billions of values.
    ///
    /// ## Example
    /// `&all` names the map of all services. `*all` inside it repeats this map:
    /// ```yaml,bad
    /// services: &all
    ///   billing: { at: /billing, upstream: commerce, paths: *all }
    /// ```
    ///
    /// ## Use instead
    /// Remove the alias, and write the entries that you need in its place:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET } }
    /// ```
    pub ENDLESS_ALIAS { code: "GW003", name: "endless-alias", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
