use gwc_syntax::declare_rule;

declare_rule! {
    /// A folder contains templates, which are not checked before they are rendered.
    ///
    /// ## What it does
    /// Reports Helm charts and templates of KrakenD's flexible configuration in a folder that is searched: one note for
    /// all of them. Rendered files are checked as usual.
    ///
    /// ## Why is this bad?
    /// `gwc` does not render templates, so its check does not cover what KrakenD will read: a rendered endpoint that
    /// lacks `auth/validator` is not reported.
    ///
    /// ## Example
    /// The file `krakend.tmpl`:
    /// ```yaml,bad,folder,file=krakend.tmpl
    /// { "version": 3, "endpoints": [ {{ template "endpoints" . }} ] }
    /// ```
    ///
    /// ## Use instead
    /// Render the template, and check the result. For a chart, run `helm template CHART | gwc check -`. For a flexible
    /// configuration, run the command of the message: KrakenD writes the rendered file to the path in `FC_OUT`.
    ///
    /// ## When to ignore
    /// Another step checks the rendered files.
    ///
    /// ## References
    /// - krakend-flexibleconfig v2.3, `template.go`
    pub(crate) NOT_RENDERED { code: "GW180", name: "not-rendered", category: Correctness, severity: Note, since: "0.1.0", inputs: [Manifests] }
}
