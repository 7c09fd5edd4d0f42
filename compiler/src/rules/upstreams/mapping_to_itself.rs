//! `mapping` from a name to the same name.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A field is renamed to its own name, which deletes it.
    ///
    /// ## Why is this bad?
    /// KrakenD writes the new name and then removes the old one. When both are the same, nothing is left.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "mapping": { "name": "name" } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "mapping": { "name": "title" } }
    /// ```
    pub(crate) MAPPING_TO_ITSELF { code: "GW467", name: "mapping-to-itself", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        for (name, to) in backend.mapping.0.iter().filter(|(name, to)| *name == to.value) {
            let message = format!("renaming `{name}` to `{name}` deletes it");
            let span = subject.place(to, backend.at);
            out.push(MAPPING_TO_ITSELF.at(span, message).help("remove the entry").route(endpoint.route));
        }
    }
}
