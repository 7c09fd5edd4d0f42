//! `/a/{id}` beside `/a/*`.

use std::collections::{BTreeSet, HashMap};

use crate::model::Endpoint;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::{Method, Segment};

declare_rule! {
    /// `/a/{id}` and `/a/*` are the same path under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports two endpoints of one method with paths that differ only in a parameter and `/*`, if `hanzo` or
    /// `krakend-ce` is a target.
    ///
    /// ## Why is this bad?
    /// Both are written as `/a/{id}`. KrakenD panics at start if a path is registered twice.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, paths: { "/{id}": GET } }
    /// ```
    ///
    /// ## Use instead
    /// Keep one of them.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## References
    /// gin 1.12, `tree.go`.
    pub(crate) LOWERED_DUPLICATE { code: "GW737", name: "lowered-duplicate", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &LOWERED_DUPLICATE, does: "both are the same path", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut lowered: HashMap<(Method, String), &Endpoint> = HashMap::new();
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        for rest in endpoint.rest_lengths() {
            let shape = lowered_shape(endpoint, rest);
            let Some(earlier) = lowered.insert((endpoint.method, shape), endpoint) else { continue };
            let finding = duplicate(subject, endpoint, earlier);
            if seen.insert(finding.primary.span) {
                found.push(finding);
            }
        }
    }
    found
}

fn duplicate(subject: &Subject<'_>, endpoint: &Endpoint, earlier: &Endpoint) -> Diagnostic {
    let (here, there) = (subject.gateway.span(endpoint.origin), subject.gateway.span(earlier.origin));
    let (place, other) =
        if endpoint.prefix == 0 { (here, there) } else { (here.min(there), here.max(there)) };
    let [endpoint_depth, earlier_depth] = [endpoint, earlier].map(|e| *e.rest_lengths().end());
    let (key, earlier) = (endpoint.key(), earlier.key());
    LOWERED_DUPLICATE
        .at(
            place,
            format!(
                "`{key}` and `{earlier}` are the same path in {}: KrakenD does not start",
                subject.names()
            ),
        )
        .related(other, "other endpoint")
        .route(key)
        .help(match [endpoint_depth, earlier_depth].iter().any(|depth| *depth > 1) {
            true => "keep one of them, or set a smaller `depth`",
            false => "keep one of them",
        })
}

fn lowered_shape(endpoint: &Endpoint, rest: usize) -> String {
    let parts = endpoint.path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(_) => "/{}".to_owned(),
        Segment::Tail => "/{}".repeat(rest),
    });
    parts.collect()
}
