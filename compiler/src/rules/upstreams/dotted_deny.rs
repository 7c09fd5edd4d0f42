//! `deny` with a dot.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An entry of `deny` has a dot, and means a field inside another.
    ///
    /// ## Why is this bad?
    /// `user.mail` is the field `mail` of `user`. A field whose own name has a dot cannot be denied at all: it stays in
    /// the answer.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "deny": ["user.mail"] }
    /// ```
    ///
    /// ## Use instead
    /// Say what may pass; what is not named does not.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "allow": ["user.name"] }
    /// ```
    pub(crate) DOTTED_DENY { code: "GW468", name: "dotted-deny", category: Security, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        for item in backend.deny.iter() {
            let Some((outer, inner)) = item.value.rsplit_once('.') else { continue };
            let message =
                format!("`{}` is `{inner}` inside `{outer}`: a field of that whole name passes", item.value);
            let span = subject.place(item, backend.deny.node);
            out.push(
                DOTTED_DENY.at(span, message).help("use `allow` where names have dots").route(endpoint.route),
            );
        }
    }
}
