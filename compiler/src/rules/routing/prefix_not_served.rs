//! `/*` without `/`.

use std::collections::{BTreeMap, HashSet};

use crate::lint::Context;
use crate::model::{Endpoint, ServiceId, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::{Method, Segment, Shape};

declare_rule! {
    /// A service accepts every path below its prefix, but not the prefix itself.
    ///
    /// ## What it does
    /// Reports a service with an endpoint at `/*` below its prefix if no endpoint of the same method matches the prefix
    /// itself.
    ///
    /// ## Why is this bad?
    /// `methods` declares endpoints at `/*`, which matches one or more segments. `GET /billing/plans` reaches the
    /// upstream, but `GET /billing` returns `404`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Declare the methods at `/**`, which means `/` and `/*`. This adds the endpoint `GET /billing`. If the gateway
    /// has an `endpoints.lock`, run `gwc lock` afterwards.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /**: GET } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream has nothing at the prefix itself.
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
            "{} {} not match the prefix itself: the path without `/*` returns `404`",
            phrases::endpoints(&endpoints),
            phrases::plural(endpoints.len(), "does", "do")
        );
        out.push(
            PREFIX_NOT_SERVED.at(gateway.service(id).name.span, message).route(endpoints[0].key()).help(
                "to match both, declare the methods at `/**` under `paths`, in place of `methods` or `/*`",
            ),
        );
    }
}

type Served<'a> = HashSet<(Method, Shape<'a>)>;

/// Whether an endpoint matches a path of literals: by its own path, or by a `/*` further up.
fn is_served(served: &Served<'_>, method: Method, path: &[Segment]) -> bool {
    let above = |end: usize| -> Vec<Segment> { path[..end].iter().cloned().chain([Segment::Tail]).collect() };
    served.contains(&(method, Shape(path)))
        || (0..path.len()).any(|end| served.contains(&(method, Shape(&above(end)))))
}
