use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// hanzo's gateway sets CORS headers itself, and `security/cors` sets them again.
    ///
    /// ## What it does
    /// Reports `security/cors` at the root of a configuration for the target `hanzo`.
    ///
    /// ## Why is this bad?
    /// hanzo's gateway has its own list of allowed origins. The environment variable `GATEWAY_CORS_ORIGINS` adds
    /// origins to it. A response to an origin that is in both lists has two `Access-Control-Allow-Origin` headers, and
    /// browsers block it.
    ///
    /// ## Example
    /// ```json,bad,target=hanzo
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example.com"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the block, and add its origins to the environment variable `GATEWAY_CORS_ORIGINS` of the gateway.
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
        let message = "`hanzo` sets `Access-Control-Allow-Origin` itself: `security/cors` adds a second one, and browsers block such responses";
        let help = "remove the block, and add the origins to `GATEWAY_CORS_ORIGINS`";
        out.push(CORS_TWICE.at(subject.span(block.key), message).help(help));
    }
}
