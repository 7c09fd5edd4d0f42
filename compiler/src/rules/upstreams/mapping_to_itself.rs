//! `mapping` from a name to the same name.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An entry of `mapping` renames a field to its own name, which deletes the field.
    ///
    /// ## What it does
    /// Reports an entry of `mapping` with equal old and new names.
    ///
    /// ## Why is this bad?
    /// An entry of `mapping` has the old name of a field, and its new name. KrakenD writes the field under its new
    /// name, and then removes the old name. If both names are equal, the response loses the field: with
    /// `"mapping": { "name": "name" }` clients receive no `name`.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "mapping": { "name": "name" } }
    /// ```
    ///
    /// ## Use instead
    /// Set the new name, or remove the entry if the field keeps its name.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "mapping": { "name": "title" } }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/formatter.go`.
    pub(crate) MAPPING_TO_ITSELF { code: "GW467", name: "mapping-to-itself", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        for (name, to) in backend.mapping.0.iter().filter(|(name, to)| *name == to.value) {
            let message = format!("`mapping` of `{name}` to itself deletes the field");
            let span = subject.place(to, backend.at);
            let help = "remove the entry, or set another name";
            out.push(MAPPING_TO_ITSELF.at(span, message).help(help).route(endpoint.route));
        }
    }
}
