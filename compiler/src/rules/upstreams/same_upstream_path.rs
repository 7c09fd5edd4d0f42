use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::{Endpoint, UpstreamId};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Method;

declare_rule! {
    /// Two endpoints that are no aliases of each other do the very same at one upstream.
    ///
    /// ## Why is this bad?
    /// One of the two does not do what its name says: a rewrite was copied and not changed.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://shop"], "endpoints": [
    ///   { "endpoint": "/orders", "backend": [{ "url_pattern": "/v1/orders" }] },
    ///   { "endpoint": "/prices", "backend": [{ "url_pattern": "/v1/orders" }] } ] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "host": ["http://shop"], "endpoints": [
    ///   { "endpoint": "/orders", "backend": [{ "url_pattern": "/v1/orders" }] },
    ///   { "endpoint": "/prices", "backend": [{ "url_pattern": "/v1/prices" }] } ] }
    /// ```
    pub(crate) SAME_UPSTREAM_PATH { code: "GW423", name: "same-upstream-path", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut seen: BTreeMap<(UpstreamId, Method, String), &Endpoint> = BTreeMap::new();
    let mut hits = Vec::new();
    let mut others: BTreeMap<u64, &Endpoint> = BTreeMap::new();
    let mut endpoints: Vec<&Endpoint> = context.gateway.endpoints.iter().collect();
    endpoints.sort_by_key(|e| (context.place(e), e.prefix));
    for endpoint in endpoints {
        let [backend] = endpoint.backends() else { continue };
        let method = backend.method.unwrap_or(endpoint.method);
        let key = (context.hosts_of(backend.upstream.value), method, backend.path.value.to_string());
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
            "`{}` and `{}` both get to `{}` of `{}`",
            endpoint.key(),
            first.key(),
            backend.path.value,
            context.gateway.upstream(backend.upstream.value).name.value
        );
        out.push(
            group
                .at(&SAME_UPSTREAM_PATH, message)
                .related(context.place(first), "the other one")
                .help("give each its own path, or make one an alias of the other"),
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
