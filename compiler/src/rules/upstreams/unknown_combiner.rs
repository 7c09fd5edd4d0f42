//! Combiners that KrakenD CE does not have.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// The `combiner` of an endpoint is not one of KrakenD CE.
    ///
    /// ## What it does
    /// A combiner merges the responses of several backends. Reports a `combiner` other than `default` in the `proxy` of
    /// an endpoint.
    ///
    /// ## Why is this bad?
    /// KrakenD CE has one combiner, `default`. With another name it starts without an error and uses the default:
    /// fields with the same name overwrite each other, although the configuration sets `append`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b" }], "extra_config": { "proxy": { "combiner": "append" } } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `combiner`. To keep the fields of both responses, give each backend a `group`.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/a", "group": "a" }, { "url_pattern": "/b", "group": "b" }] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/merging.go`.
    pub(crate) UNKNOWN_COMBINER { code: "GW460", name: "unknown-combiner", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(proxy) = subject.block_of(&endpoint.config.extra_config, "proxy") else { continue };
        let combiner = proxy.text("combiner");
        if !matches!(combiner, "" | "default") {
            let message = format!("unknown combiner `{combiner}`: KrakenD uses `default`");
            let span = subject.span(proxy.place("combiner"));
            out.push(
                UNKNOWN_COMBINER
                    .at(span, message)
                    .help(
                        "remove `combiner`; to keep the fields of all responses, give each backend a `group`",
                    )
                    .route(endpoint.route),
            );
        }
    }
}
