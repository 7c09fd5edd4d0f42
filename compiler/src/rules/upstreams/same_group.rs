//! Two answers under one name.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Two backends put their answers under the same name.
    ///
    /// ## Why is this bad?
    /// Answers are merged as they arrive: the slowest backend overwrites the others, another one each time.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/a", "group": "data" }, { "url_pattern": "/b", "group": "data" }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/a", "group": "user" }, { "url_pattern": "/b", "group": "orders" }] }
    /// ```
    pub(crate) SAME_GROUP { code: "GW459", name: "same-group", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let mut seen = Vec::new();
        for backend in endpoint.config.backend.iter().filter_map(|b| b.value.as_ref()) {
            let group = &*backend.group.value;
            let place = subject.place(&backend.group, backend.at);
            match seen.iter().find(|(name, _)| *name == group && !group.is_empty()) {
                Some((_, earlier)) => {
                    let message = format!("`{group}` holds whichever answer comes last");
                    let finding = SAME_GROUP.at(place, message).related(*earlier, "the other answer");
                    out.push(finding.route(endpoint.route));
                }
                None => seen.push((group, place)),
            }
        }
    }
}
