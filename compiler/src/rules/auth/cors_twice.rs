//! `security/cors` in hanzo's gateway, which has its own.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// CORS is answered twice.
    ///
    /// ## Why is this bad?
    /// hanzo's gateway answers CORS itself, from a list of its own and `GATEWAY_CORS_ORIGINS`. With `security/cors`
    /// beside it each answer has the headers twice, and browsers refuse an answer with two allowed origins.
    ///
    /// ## Example
    /// ```json,bad,target=hanzo
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example.com"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Name the origins in `GATEWAY_CORS_ORIGINS`.
    /// ```json,good,target=hanzo
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) CORS_TWICE { code: "GW276", name: "cors-twice", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let block = subject.block("security/cors").filter(|_| subject.target == Target::Hanzo);
    if let Some(block) = block {
        let message = "the gateway answers CORS itself: every answer has these headers twice";
        let help = "remove the block, and name the origins in `GATEWAY_CORS_ORIGINS`";
        out.push(CORS_TWICE.at(subject.span(block.key), message).help(help));
    }
}
