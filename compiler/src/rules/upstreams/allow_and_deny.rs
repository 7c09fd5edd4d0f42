//! `allow` and `deny` together.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A backend says both `allow` and `deny`, and only `allow` counts.
    ///
    /// ## Why is this bad?
    /// `deny` is never looked at when `allow` is there.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "allow": ["user"], "deny": ["user.password"] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "allow": ["user.name"] }
    /// ```
    pub(crate) ALLOW_AND_DENY { code: "GW458", name: "allow-and-deny", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        if !backend.allow.is_empty() && !backend.deny.is_empty() {
            let span = subject.place(&backend.deny, backend.at);
            let finding = ALLOW_AND_DENY.at(span, "`deny` is never looked at, because `allow` is there");
            out.push(
                finding.related(subject.place(&backend.allow, backend.at), "counts").route(endpoint.route),
            );
        }
    }
}
