use std::collections::HashMap;

use crate::lint::Context;
use crate::model::{Backend, Endpoint, Piece, Rewrite, UpstreamId};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::{Method, Segment, Shape};

declare_rule! {
    /// Of two similar paths, one reaches the upstream without the segment of its service.
    ///
    /// ## What it does
    /// Compares two endpoints of one method and upstream whose paths differ only by one segment in front, such as
    /// `/pricing/*` and `/v1/pricing/*`. The next segment, here `pricing`, names the service. Reports two such
    /// endpoints if only one of them reaches the upstream with this segment.
    ///
    /// ## Why is this bad?
    /// Both paths usually mean the same resource. In the example, `/pricing/plans` reaches `/v1/pricing/plans`, but
    /// `/v1/pricing/plans` reaches `/v1/plans`. For the second, the upstream returns `404`, or the response of another
    /// service if several services share the upstream.
    ///
    /// ## Example
    /// `rewrite_prefix` replaces the path of `at`. In the last line, the new path lacks `/pricing`:
    /// ```yaml,bad
    /// services:
    ///   pricing: { at: /pricing, upstream: commerce, rewrite_prefix: /v1/pricing, methods: GET }
    ///   prices:  { at: /v1/pricing, upstream: commerce, rewrite_prefix: /v1, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Define one service with both paths under `at` and one `rewrite_prefix`. In a KrakenD configuration, set the same
    /// `url_pattern` in both endpoints.
    /// ```yaml,good
    /// services: { pricing: { at: [/pricing, /v1/pricing], upstream: commerce, rewrite_prefix: /v1/pricing, methods: GET } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream serves both paths, and the two endpoints are meant to differ.
    pub(crate) LOST_PREFIX { code: "GW419", name: "lost-prefix", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// `/kms/{x}` to `/v1/kms/{x}`, but `/v1/kms/{x}` to `/v1/{x}`.
pub(crate) fn check<'a>(context: &Context<'a>, out: &mut Diagnostics) {
    let one = |endpoint: &'a Endpoint| match endpoint.backends() {
        [backend] => Some((endpoint, backend, context.hosts_of(backend.upstream.value))),
        _ => None,
    };
    let singles = || context.gateway.endpoints.iter().filter_map(one);
    let mut known: HashMap<(UpstreamId, Method, Shape<'_>), (&Endpoint, &Backend)> = HashMap::new();
    for (endpoint, backend, hosts) in singles() {
        known.insert((hosts, endpoint.method, endpoint.path.shape()), (endpoint, backend));
    }
    let mut hits = Vec::new();
    for (endpoint, backend, hosts) in singles() {
        let [_, short @ ..] = endpoint.path.segments.as_slice() else { continue };
        let Some(Segment::Literal(service)) = short.first() else { continue };
        let Some(&(other, other_backend)) = known.get(&(hosts, endpoint.method, Shape(short))) else {
            continue;
        };
        let (long, short) = (segments(&backend.path.value), segments(&other_backend.path.value));
        let without = |path: &[Option<&str>]| -> Vec<Option<String>> {
            let at = path.iter().position(|s| *s == Some(service.as_str()));
            let kept = path.iter().enumerate().filter(|(i, _)| Some(*i) != at);
            kept.map(|(_, s)| s.map(str::to_owned)).collect()
        };
        let same = |a: &[Option<&str>], b: &[Option<String>]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| *a == b.as_deref())
        };
        let loser = match (long.len() < short.len(), long.len() > short.len()) {
            (true, _) if same(&long, &without(&short)) => (endpoint, backend, other, other_backend),
            (_, true) if same(&short, &without(&long)) => (other, other_backend, endpoint, backend),
            _ => continue,
        };
        hits.push((loser, service.clone()));
    }
    for ((endpoint, backend, other, other_backend), service) in hits {
        let (here, there) = (&backend.path.value, &other_backend.path.value);
        out.push(
            LOST_PREFIX
                .at(
                    context.gateway.span(backend.path.origin),
                    format!("`{}` loses the segment `{service}` on the way to the upstream: it reaches `{here}`, but `{}` reaches `{there}`", endpoint.key(), other.key()),
                )
                .route(endpoint.key())
                .related(
                    context.gateway.span(other_backend.path.origin),
                    format!("`{}` reaches `{there}`", other.key()),
                )
                .help(match context.is_raw() {
                    true => format!("set the `url_pattern` of `{}` to `{there}`", endpoint.key()),
                    false => format!(
                        "if the upstream expects `{there}`, define one service with both prefixes under `at` and one `rewrite_prefix`: both then reach `{there}`"
                    ),
                }),
        );
    }
}

/// The segments of a path; `None` for a segment with a placeholder.
fn segments(rewrite: &Rewrite) -> Vec<Option<&str>> {
    let mut segments: Vec<Option<&str>> = Vec::new();
    for piece in &rewrite.pieces {
        match piece {
            Piece::Text(text) => {
                let mut parts = text.split('/');
                // Text before the first slash belongs to the segment of the piece before it.
                if parts.next().is_some_and(|first| !first.is_empty())
                    && let Some(open) = segments.last_mut()
                {
                    *open = None;
                }
                segments.extend(parts.map(Some));
            }
            _ => match segments.last_mut() {
                Some(open) => *open = None,
                None => segments.push(None),
            },
        }
    }
    segments
}
