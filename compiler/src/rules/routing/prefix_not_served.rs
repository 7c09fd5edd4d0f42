//! `/*` without `/`.

use std::collections::{BTreeMap, HashSet};

use crate::lint::Context;
use crate::model::{Endpoint, ServiceId, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::{Method, Segment, Shape};

declare_rule! {
    /// A service serves everything below its prefix, and not the prefix itself.
    ///
    /// ## Why is this bad?
    /// `methods` are those of `/*`, which is one segment or more: `GET /billing/plans` is served, and `GET /billing` is
    /// answered 404.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// `/**` is `/` and `/*`: two endpoints, and two lines of the lock file.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /**: GET } }
    /// ```
    pub(crate) PREFIX_NOT_SERVED { code: "GW118", name: "prefix-not-served", category: Correctness, severity: Note, since: "0.2.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let served: Served<'_> = gateway.endpoints.iter().map(|e| (e.method, e.path.shape())).collect();
    let mut lacking: BTreeMap<ServiceId, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        let Some(id) = endpoint.service else { continue };
        let prefix = &gateway.service(id).prefixes[endpoint.prefix as usize].value.segments;
        let is_rest = endpoint.path.has_tail() && endpoint.path.segments.len() == prefix.len() + 1;
        if is_rest && !is_served(&served, endpoint.method, prefix) {
            lacking.entry(id).or_default().push(endpoint);
        }
    }
    for (id, endpoints) in lacking {
        let message = format!(
            "{} {} served, and the path in front of the `/*` is not",
            phrases::endpoints(&endpoints),
            phrases::plural(endpoints.len(), "is", "are")
        );
        out.push(
            PREFIX_NOT_SERVED
                .at(gateway.service(id).name.span, message)
                .route(endpoints[0].key())
                .help("to serve both, write the methods under `paths` at `/**`"),
        );
    }
}

type Served<'a> = HashSet<(Method, Shape<'a>)>;

/// Whether an endpoint takes a path of literals: by its own path, or by a `/*` further up.
fn is_served(served: &Served<'_>, method: Method, path: &[Segment]) -> bool {
    let above = |end: usize| -> Vec<Segment> { path[..end].iter().cloned().chain([Segment::Tail]).collect() };
    served.contains(&(method, Shape(path)))
        || (0..path.len()).any(|end| served.contains(&(method, Shape(&above(end)))))
}
