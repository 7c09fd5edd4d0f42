//! CORS with credentials.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Pages of other origins may call with the user's cookies.
    ///
    /// ## Why is this bad?
    /// Whatever runs on those origins acts as the user who is logged in. That is what the option is for; it is worth
    /// knowing when an origin is added.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example"], "allow_credentials": true } } }
    /// ```
    ///
    /// ## Use instead
    /// Leave it out where tokens travel in headers.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example"] } } }
    /// ```
    pub(crate) CORS_CREDENTIALS { code: "GW264", name: "cors-credentials", category: Security, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(cors) = subject.block("security/cors").filter(|cors| cors.flag("allow_credentials")) else {
        return;
    };
    let span = subject.span(cors.place("allow_credentials"));
    out.push(CORS_CREDENTIALS.at(span, "pages of the allowed origins act as the user who is logged in"));
}
