//! Combiners that nobody registered.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// There is no such combiner, and the default one is used.
    ///
    /// ## Why is this bad?
    /// KrakenD CE has one combiner, `default`. Another name is no error and changes nothing.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b" }], "extra_config": { "proxy": { "combiner": "append" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b" }], "extra_config": { "proxy": { "sequential": true } } }
    /// ```
    pub(crate) UNKNOWN_COMBINER { code: "GW460", name: "unknown-combiner", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(proxy) = subject.block_of(&endpoint.config.extra_config, "proxy") else { continue };
        let combiner = proxy.text("combiner");
        if !matches!(combiner, "" | "default") {
            let message = format!("there is no combiner `{combiner}`: answers are merged as always");
            let span = subject.span(proxy.place("combiner"));
            out.push(UNKNOWN_COMBINER.at(span, message).help("remove it").route(endpoint.route));
        }
    }
}
