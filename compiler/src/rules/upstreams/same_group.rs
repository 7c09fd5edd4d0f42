//! Two responses under one name.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Two backends of an endpoint use the same `group`.
    ///
    /// ## What it does
    /// `group` names the field that contains the response of a backend. Reports a backend with the same `group` as an
    /// earlier backend of the endpoint.
    ///
    /// ## Why is this bad?
    /// KrakenD merges responses in the order in which they arrive. The response that arrives last overwrites the other
    /// one. Clients receive the fields of `/a` in one request and those of `/b` in the next.
    ///
    /// ## Example
    /// Both backends have the group `data`:
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/a", "group": "data" }, { "url_pattern": "/b", "group": "data" }] }
    /// ```
    ///
    /// ## Use instead
    /// Give each backend its own `group`.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/a", "group": "user" }, { "url_pattern": "/b", "group": "orders" }] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/merging.go`.
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
                    let message = format!(
                        "duplicate group `{group}`: the response that arrives last overwrites the other"
                    );
                    let finding = SAME_GROUP.at(place, message).related(*earlier, "first used here");
                    out.push(finding.help("give each backend its own `group`").route(endpoint.route));
                }
                None => seen.push((group, place)),
            }
        }
    }
}
