use gwc_krakend::config::{Backend, Endpoint};

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// The response of an endpoint is always empty, because KrakenD takes it from a field that no backend produces.
    ///
    /// ## What it does
    /// Reports:
    ///
    /// - `"output_encoding": "json-collection"` if no backend produces the field `collection` at the top of the
    ///   response
    /// - `"output_encoding": "string"` if no backend produces the field `content`
    /// - `target` on a backend with `is_collection`: the response has only the field `collection`, so `target` selects
    ///   nothing
    /// - `allow` without `collection` on a backend with `is_collection`: KrakenD removes the whole list
    ///
    /// Nothing is reported if a flatmap filter, Lua, a plugin, a mapping or static data can produce the field.
    ///
    /// ## Why is this bad?
    /// `json-collection` returns only the field `collection`. KrakenD puts a list into this field if the backend sets
    /// `is_collection`. Without the field, every client gets `[]` with the status `200`: a shop with many orders shows
    /// no orders.
    ///
    /// ## Example
    /// `is_collection` is not set, so the response has no field `collection`:
    /// ```json,bad,endpoint
    /// { "output_encoding": "json-collection", "backend": [{ "url_pattern": "/orders", "target": "data" }] }
    /// ```
    ///
    /// ## Use instead
    /// If the backend returns a list, set `is_collection` and remove `target`. If it returns an object with the list in
    /// a field such as `data`, remove `target`, and add the flatmap filter
    /// `{ "type": "move", "args": ["data", "collection"] }` to the `proxy` of the backend.
    /// ```json,good,endpoint
    /// { "output_encoding": "json-collection", "backend": [{ "url_pattern": "/orders", "is_collection": true }] }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `router/gin/render.go` and `proxy/formatter.go`
    pub(crate) ALWAYS_EMPTY_RESPONSE { code: "GW470", name: "always-empty-response", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let found = output(subject, endpoint.config);
        out.extend(found.map(|finding| finding.route(endpoint.route)));
    }
    for (endpoint, backend) in subject.backends().filter(|(_, backend)| is_wrapped(backend)) {
        let found = filtered(subject, backend);
        out.extend(found.map(|finding| finding.route(endpoint.route)));
    }
}

/// Whether the list of a backend becomes the field `collection`.
pub(super) fn is_wrapped(backend: &Backend) -> bool {
    *backend.is_collection && matches!(&*backend.encoding.to_lowercase(), "" | "json")
}

fn output(subject: &Subject<'_>, endpoint: &Endpoint) -> Option<Diagnostic> {
    let (encoding, field, help) = match endpoint.output_encoding.as_str() {
        "json-collection" => (
            "json-collection",
            "collection",
            "set `\"is_collection\": true` if the backend returns a list; if it returns an object, move the field with the list to `collection` with a `flatmap_filter`",
        ),
        "string" => (
            "string",
            "content",
            "set the `encoding` of the backend to `string`, or rename a field: `\"mapping\": { \"NAME\": \"content\" }`",
        ),
        _ => return None,
    };
    let backends = endpoint.backend.iter().filter_map(|backend| backend.value.as_ref());
    let node = endpoint.output_encoding.node.or_else(|| subject.service?.output_encoding.node)?;
    if rewrites(subject, endpoint) || backends.clone().any(|backend| may_have(subject, backend, field)) {
        return None;
    }
    let empty = if field == "collection" { "`[]`" } else { "empty" };
    let message = format!(
        "the response is always {empty}: `{encoding}` returns the field `{field}`, which no backend produces"
    );
    Some(ALWAYS_EMPTY_RESPONSE.at(subject.span(node), message).help(help))
}

/// Whether something on the endpoint may add fields to the merged response.
fn rewrites(subject: &Subject<'_>, endpoint: &Endpoint) -> bool {
    let extra = &endpoint.extra_config;
    let proxy = subject.block_of(extra, "proxy");
    let proxy =
        proxy.is_some_and(|proxy| proxy.get("flatmap_filter").is_some() || proxy.get("static").is_some());
    proxy
        || ["modifier/lua-proxy", "plugin/req-resp-modifier"]
            .iter()
            .any(|name| extra.component(name).is_some())
}

fn may_have(subject: &Subject<'_>, backend: &Backend, field: &str) -> bool {
    let extra = &backend.extra_config;
    let encoding = backend.encoding.to_lowercase();
    let decoded = match field {
        "collection" => is_wrapped(backend) || encoding == "safejson",
        _ => encoding == "string" || encoding == "safejson",
    };
    let own = ["modifier/lua-backend", "plugin/req-resp-modifier", "plugin/http-client"];
    let queue =
        extra.0.iter().any(|namespace| namespace.name.contains("amqp") || namespace.name.contains("pubsub"));
    let flatmap = subject.block_of(extra, "proxy").is_some_and(|proxy| proxy.get("flatmap_filter").is_some());
    let other = !matches!(&*encoding, "" | "json" | "safejson" | "string");
    let mapped = backend.mapping.0.iter().any(|(_, name)| name.value == field);
    let allowed = backend.allow.iter().any(|name| name.value == field);
    let rewritten = own.iter().any(|name| extra.component(name).is_some()) || queue || flatmap || other;
    rewritten || mapped || allowed || (decoded && backend.group.is_empty() && backend.target.is_empty())
}

/// A filter of a backend that leaves nothing of a list.
fn filtered(subject: &Subject<'_>, backend: &Backend) -> Option<Diagnostic> {
    let flatmap = subject.block_of(&backend.extra_config, "proxy");
    let flatmap = flatmap.is_some_and(|proxy| proxy.get("flatmap_filter").is_some());
    let report = |node: NodeId, message: String, help: &str| {
        Some(ALWAYS_EMPTY_RESPONSE.at(subject.span(node), message).help(help))
    };
    if let (false, Some(node)) = (backend.target.is_empty(), backend.target.node) {
        let message = format!(
            "the response is always empty: with `is_collection`, the only field is `collection`, but `target` selects the field `{}`",
            *backend.target
        );
        let help = format!(
            "keep `is_collection` if the backend returns a list, and `target` only where the field `{}` contains an object",
            *backend.target
        );
        return report(node, message, &help);
    }
    let keeps = backend.allow.iter().any(|name| name.value == "collection");
    let node = backend.allow.node.filter(|_| !backend.allow.is_empty() && !keeps && !flatmap)?;
    let message = "the response is always empty: `is_collection` puts the list of the backend into the field `collection`, which is not in `allow`";
    report(
        node,
        message.to_owned(),
        "remove `allow`; to delete a field of each item, such as `password`, add `\"proxy\": { \"flatmap_filter\": [{ \"type\": \"del\", \"args\": [\"collection.*.password\"] }] }` to the `extra_config` of the backend",
    )
}
