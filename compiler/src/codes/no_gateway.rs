use gwc_syntax::declare_rule;

declare_rule! {
    /// A folder contains no gateway.
    ///
    /// ## What it does
    /// Reports a path of the command line if it contains no `gateway.yaml`, and no file of another kind that gwc
    /// checks, such as a KrakenD configuration. Hidden folders and symbolic links to folders are not searched.
    ///
    /// ## Why is this bad?
    /// A check of nothing finds nothing: with a misspelt path, a CI job would pass every time.
    ///
    /// ## Example
    /// The folder `routes` contains only this file of services. A gateway also needs a `gateway.yaml`:
    /// ```yaml,bad,bare
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Name a folder that contains a `gateway.yaml`, or create one with `gwc init FOLDER`.
    pub(crate) NO_GATEWAY { code: "GW013", name: "no-gateway", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
