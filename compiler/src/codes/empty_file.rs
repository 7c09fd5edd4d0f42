use gwc_syntax::declare_rule;

declare_rule! {
    /// A file holds nothing.
    ///
    /// ## Why is this bad?
    /// It was probably meant to hold something.
    ///
    /// ## Example
    /// ```yaml,bad,file=billing.yaml
    /// # services will follow
    /// ```
    ///
    /// ## Use instead
    /// Fill it or remove it.
    pub(crate) EMPTY_FILE { code: "GW014", name: "empty-file", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
