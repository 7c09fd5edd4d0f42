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
    /// Reports two endpoints of one method with paths that become the same path in the KrakenD JSON: a parameter of one
    /// is at the place of the `/*` of the other. With `depth: N`, `/*` becomes one path for each number of segments up
    /// to N, and each of them is compared.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwc` writes both paths for KrakenD with a parameter, here as `/billing/{a}`. KrakenD panics at start if a path
    /// is registered twice, so the gateway serves no request at all.
    ///
    /// ## Example
    /// `methods: GET` declares `GET /billing/*`, and `paths` declares `GET /billing/{id}`:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, paths: { "/{id}": GET } }
    /// ```
    ///
    /// ## Use instead
    /// Keep one of them, as here.
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
    let mut lowered: HashMap<(Method, String), Lowered<'_>> = HashMap::new();
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        for rest in endpoint.rest_lengths() {
            let shape = lowered_shape(endpoint, rest);
            let this = Lowered { endpoint, rest };
            let Some(earlier) = lowered.insert((endpoint.method, shape.clone()), this) else { continue };
            let finding = duplicate(subject, this, earlier, &shape);
            if seen.insert(finding.primary.span) {
                found.push(finding);
            }
        }
    }
    found
}

/// An endpoint, and how many segments its `*` has.
#[derive(Clone, Copy)]
struct Lowered<'a> {
    endpoint: &'a Endpoint,
    rest: usize,
}

fn duplicate(subject: &Subject<'_>, this: Lowered<'_>, earlier: Lowered<'_>, shape: &str) -> Diagnostic {
    let gateway = subject.gateway;
    let (here, there) = (gateway.span(this.endpoint.origin), gateway.span(earlier.endpoint.origin));
    let (place, other) =
        if this.endpoint.prefix == 0 { (here, there) } else { (here.min(there), here.max(there)) };
    let (key, other_key, path) = (this.endpoint.key(), earlier.endpoint.key(), with_names(shape));
    let message = format!(
        "`{key}` and `{other_key}` both become the endpoint `{path}` in {}: KrakenD does not start",
        subject.names()
    );
    let finding = LOWERED_DUPLICATE.at(place, message).related(other, "other endpoint").route(key);
    let deeper = if this.rest >= earlier.rest { this } else { earlier };
    finding.help(match deeper.rest {
        0 | 1 => "keep one of them".to_owned(),
        rest => format!(
            "keep one of them, or limit the segments that `/*` matches in KrakenD: set `depth: {}` for `{}`",
            rest - 1,
            deeper.endpoint.key()
        ),
    })
}

/// `/b/{a}/{b}` of `/b/{}/{}`.
fn with_names(shape: &str) -> String {
    let mut parts = shape.split("{}");
    let mut path = parts.next().unwrap_or_default().to_owned();
    for (name, part) in ('a'..='z').cycle().zip(parts) {
        path = format!("{path}{{{name}}}{part}");
    }
    path
}

fn lowered_shape(endpoint: &Endpoint, rest: usize) -> String {
    let parts = endpoint.path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(_) => "/{}".to_owned(),
        Segment::Tail => "/{}".repeat(rest),
    });
    parts.collect()
}
