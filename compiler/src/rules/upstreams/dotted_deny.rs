//! `deny` with a dot.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An entry of `deny` contains a dot, which KrakenD reads as a path into an object.
    ///
    /// ## What it does
    /// Reports each entry of `deny` that contains a dot.
    ///
    /// ## Why is this bad?
    /// KrakenD reads `user.mail` as the field `mail` of the object `user`. A field with the name `user.mail` cannot be
    /// denied: clients receive it.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "deny": ["user.mail"] }
    /// ```
    ///
    /// ## Use instead
    /// If the response has a field with the name `user.mail`, list the fields to keep in `allow`, here `id` and `name`.
    /// KrakenD removes all others.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "allow": ["id", "name"] }
    /// ```
    ///
    /// ## When to ignore
    /// The entry is meant as a path: the response has an object `user` with a field `mail`.
    ///
    /// ## References
    /// lura v2.14, `proxy/formatter.go`.
    pub(crate) DOTTED_DENY { code: "GW468", name: "dotted-deny", category: Security, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        for item in backend.deny.iter() {
            let Some((outer, inner)) = item.value.rsplit_once('.') else { continue };
            let message = format!(
                "`{}` denies the field `{inner}` of `{outer}`, not a field with the name `{}`",
                item.value, item.value
            );
            let span = subject.place(item, backend.deny.node);
            let help = format!(
                "if the response has a field with the name `{}`, remove this entry, and list the fields to keep in `allow`",
                item.value
            );
            out.push(DOTTED_DENY.at(span, message).help(help).route(endpoint.route));
        }
    }
}
