use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// The gateway engine of `hanzo` sets CORS headers itself, and `security/cors` sets them again.
    ///
    /// ## What it does
    /// Reports `security/cors` at the root of a configuration for the target `hanzo`.
    ///
    /// ## Why is this bad?
    /// The engine handles CORS with a list of its own, to which `GATEWAY_CORS_ORIGINS` adds. A response to an origin that
    /// both allow has two `Access-Control-Allow-Origin` headers, and browsers block it.
    ///
    /// ## Example
    /// ```json,bad,target=hanzo
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example.com"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the block, and add the origins to `GATEWAY_CORS_ORIGINS`.
    /// ```json,good,target=hanzo
    /// { "version": 3, "endpoints": [] }
    /// ```
    ///
    /// ## When to ignore
    /// KrakenD serves the same file elsewhere and needs the block, and no origin is in both lists.
    pub(crate) CORS_TWICE { code: "GW276", name: "cors-twice", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let block = subject.block("security/cors").filter(|_| subject.target == Target::Hanzo);
    if let Some(block) = block {
        let message = "`security/cors` adds a second `Access-Control-Allow-Origin` to that of `hanzo`, and browsers block such responses";
        let help = "remove the block, and add the origins to `GATEWAY_CORS_ORIGINS`";
        out.push(CORS_TWICE.at(subject.span(block.key), message).help(help));
    }
}
