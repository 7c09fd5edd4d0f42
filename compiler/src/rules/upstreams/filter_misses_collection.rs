use super::always_empty_response::is_wrapped;
use crate::lint::Subject;
use gwc_krakend::config::Backend;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A filter names fields of the items of a list, and KrakenD looks for them beside the list.
    ///
    /// ## What it does
    /// `"is_collection": true` declares that the backend returns a list. Reports `deny` and `mapping` on such a backend
    /// if they name another field than `collection`.
    ///
    /// ## Why is this bad?
    /// With `is_collection`, the response is an object with one field, `collection`, that contains the list. `deny` and
    /// `mapping` apply to that object, not to the items of the list. With `"deny": ["password_hash"]`, clients receive
    /// every `password_hash`.
    ///
    /// ## Example
    /// `deny` names a field of the items:
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/users", "is_collection": true, "deny": ["password_hash"] }] }
    /// ```
    ///
    /// ## Use instead
    /// Use a flatmap filter, where `*` matches each item: `del` in place of `deny`, and `move` in place of `mapping`.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/users", "is_collection": true, "extra_config": { "proxy": { "flatmap_filter": [{ "type": "del", "args": ["collection.*.password_hash"] }] } } }] }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `proxy/formatter.go`
    pub(crate) FILTER_MISSES_COLLECTION { code: "GW471", name: "filter-misses-collection", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends().filter(|(_, backend)| is_wrapped(backend)) {
        let proxy = subject.block_of(&backend.extra_config, "proxy");
        if proxy.is_some_and(|proxy| proxy.get("flatmap_filter").is_some()) {
            continue;
        }
        let missed = missed(backend);
        // Each finding has the whole filter: a second `flatmap_filter` would replace the first.
        let operations: Vec<String> =
            missed.iter().map(|(_, field, filter)| operation(field, filter)).collect();
        let operations = operations.join(", ");
        for (node, field, filter) in missed {
            let what = if filter == "deny" { "removes nothing" } else { "renames nothing" };
            let message = format!(
                "`{filter}` {what}: KrakenD puts the list into the field `collection`, and `{field}` is in its items"
            );
            let help = format!(
                "remove `{filter}`, and add `\"proxy\": {{ \"flatmap_filter\": [{operations}] }}` to the `extra_config` of the backend"
            );
            out.push(
                FILTER_MISSES_COLLECTION.at(subject.span(node), message).help(help).route(endpoint.route),
            );
        }
    }
}

/// The operation of `flatmap_filter` in place of a filter.
fn operation(field: &str, filter: &str) -> String {
    let (kind, args) = match filter {
        "deny" => ("del", format!("\"collection.*.{field}\"")),
        _ => ("move", format!("\"collection.*.{field}\", \"collection.*.NAME\"")),
    };
    format!("{{ \"type\": \"{kind}\", \"args\": [{args}] }}")
}

/// Fields that a filter looks for beside the list: the place, the field and the filter.
fn missed(backend: &Backend) -> Vec<(NodeId, &str, &'static str)> {
    // `allow` takes effect instead of `deny`.
    let denied = backend.deny.iter().filter(|_| backend.allow.is_empty());
    let denied = denied.filter_map(|name| Some((name.node?, name.value.as_str(), "deny")));
    let mapped = backend.mapping.0.iter().filter_map(|(old, new)| Some((new.key?, old.as_str(), "mapping")));
    denied.chain(mapped).filter(|(_, field, _)| *field != "collection" && !field.is_empty()).collect()
}
