use std::collections::BTreeMap;

use super::unfilled_placeholder::colon_parameter;
use crate::lint::Context;
use crate::model::{Backend, Endpoint, UpstreamId, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Method;

declare_rule! {
    /// Two endpoints with unrelated paths call the same path of an upstream.
    ///
    /// ## What it does
    /// Reports two endpoints with backends that are equal: the same method, host, `url_pattern` and other settings.
    /// Endpoints with paths that differ only by a prefix, such as `/orders` and `/v1/orders`, are accepted.
    ///
    /// ## Why is this bad?
    /// One of the two was usually copied, and its `url_pattern` not changed. Clients of `/prices` then receive orders.
    ///
    /// ## Example
    /// Both endpoints have the `url_pattern` of `/orders`:
    /// ```json,bad
    /// { "version": 3, "host": ["http://shop"], "endpoints": [
    ///   { "endpoint": "/orders", "backend": [{ "url_pattern": "/v1/orders" }] },
    ///   { "endpoint": "/prices", "backend": [{ "url_pattern": "/v1/orders" }] } ] }
    /// ```
    ///
    /// ## Use instead
    /// Set the `url_pattern` of each endpoint to its own path.
    /// ```json,good
    /// { "version": 3, "host": ["http://shop"], "endpoints": [
    ///   { "endpoint": "/orders", "backend": [{ "url_pattern": "/v1/orders" }] },
    ///   { "endpoint": "/prices", "backend": [{ "url_pattern": "/v1/prices" }] } ] }
    /// ```
    ///
    /// ## When to ignore
    /// An endpoint was renamed, and keeps its old path for older clients.
    pub(crate) SAME_UPSTREAM_PATH { code: "GW423", name: "same-upstream-path", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut seen: BTreeMap<(UpstreamId, Method, String, String), &Endpoint> = BTreeMap::new();
    let mut hits = Vec::new();
    let mut others: BTreeMap<u64, &Endpoint> = BTreeMap::new();
    let mut endpoints: Vec<&Endpoint> = context.gateway.endpoints.iter().collect();
    endpoints.sort_by_key(|e| (context.place(e), e.prefix));
    for endpoint in endpoints {
        let [backend] = endpoint.backends() else { continue };
        let method = backend.method.unwrap_or(endpoint.method);
        let path = backend.path.value.to_string();
        // The backend receives the letters of `:id` in place of a value: that is the mistake, and has its own finding.
        if colon_parameter(&path).is_some() {
            continue;
        }
        let key = (context.hosts_of(backend.upstream.value), method, path, sent(endpoint, backend));
        let first = *seen.entry(key).or_insert(endpoint);
        if first.id != endpoint.id && !are_aliases(first, endpoint) {
            hits.push((context.gateway.span(backend.path.origin), endpoint));
            others.insert(endpoint.id, first);
        }
    }
    for group in context.groups(hits) {
        let endpoint = group.endpoints[0];
        let (Some(first), Some(backend)) = (others.get(&endpoint.id), endpoint.backend()) else { continue };
        let message = format!(
            "`{}` and `{}` reach the same path `{}` of `{}`",
            endpoint.key(),
            first.key(),
            backend.path.value,
            phrases::upstream(context.gateway, backend.upstream.value)
        );
        out.push(
            group
                .at(&SAME_UPSTREAM_PATH, message)
                .related(context.place(first), "first endpoint")
                .help("set the `url_pattern` of each endpoint to its own path"),
        );
    }
}

/// Whether both belong to one service, or differ by a prefix alone.
fn are_aliases(a: &Endpoint, b: &Endpoint) -> bool {
    if a.service.is_some() && a.service == b.service {
        return true;
    }
    let (a, b) = (&a.path.segments, &b.path.segments);
    a.ends_with(b) || b.ends_with(a)
}

/// What an endpoint sends beside its path, and what it takes of the response: a GraphQL query, a modifier, a filter. Two
/// endpoints that differ in it are two views of one path.
fn sent(endpoint: &Endpoint, backend: &Backend) -> String {
    let changes = |name: &str| {
        ["modifier/", "plugin/", "proxy", "validation/"].iter().any(|prefix| name.starts_with(prefix))
    };
    let own = backend.extra.entries.iter().map(|(name, value)| (&name.value, value));
    let around = endpoint.extra.entries.iter().map(|(name, value)| (&name.value, value));
    let around = around.filter(|(name, _)| changes(name));
    let rest = backend.rest.iter().map(|(name, value)| (name, value));
    let parts =
        own.chain(around).chain(rest.filter(|(name, _)| !matches!(name.as_str(), "host" | "url_pattern")));
    parts.map(|(name, value)| format!("{name}={value};")).collect()
}
