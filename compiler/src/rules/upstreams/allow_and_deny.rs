//! `allow` and `deny` together.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A backend sets both `allow` and `deny`, and KrakenD ignores `deny`.
    ///
    /// ## What it does
    /// `allow` lists the fields of a response to keep, and `deny` those to remove. Reports a backend where both have an
    /// entry.
    ///
    /// ## Why is this bad?
    /// If `allow` has an entry, KrakenD does not read `deny`. With `"allow": ["user"]` and `"deny": ["user.password"]`,
    /// clients receive `user.password`.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "allow": ["user"], "deny": ["user.password"] }
    /// ```
    ///
    /// ## Use instead
    /// List only the fields to keep in `allow`, and remove `deny`.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "allow": ["user.name"] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/formatter.go`.
    pub(crate) ALLOW_AND_DENY { code: "GW458", name: "allow-and-deny", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        if !backend.allow.is_empty() && !backend.deny.is_empty() {
            let span = subject.place(&backend.deny, backend.at);
            out.push(
                ALLOW_AND_DENY
                    .at(span, "`deny` has no effect, because `allow` is set")
                    .related(subject.place(&backend.allow, backend.at), "overrides `deny`")
                    .help("list only the fields to keep in `allow`, and remove `deny`")
                    .route(endpoint.route),
            );
        }
    }
}
