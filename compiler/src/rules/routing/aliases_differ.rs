use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::lint::Context;
use crate::model::overlap::{self, Part};
use crate::model::{Endpoint, Limit, UpstreamId};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::value::{Method, Shape};

declare_rule! {
    /// Two paths that reach the same upstream path differ in their rate limit or in their methods.
    ///
    /// ## What it does
    /// Compares two paths that reach the same path of the same upstream, if one of them ends with the other:
    /// `/v1/auth/*` ends with `/auth/*`. Reports a method for which their rate limits differ, and a method that only
    /// one of them accepts. Endpoints with several backends are not compared. If more than 8 paths reach one upstream
    /// path, these are not compared either.
    ///
    /// ## Why is this bad?
    /// The tighter limit has no effect: a script that receives `429` at `/v1/auth/login` continues at `/auth/login`. If
    /// only one path accepts a method, clients of the other path receive `404` or `405`.
    ///
    /// ## Example
    /// `rewrite_prefix` replaces the prefix in `at`, so `/auth/login` and `/v1/auth/login` both reach `/v1/login` of
    /// the upstream:
    /// ```yaml,bad
    /// services:
    ///   auth:    { at: /auth, upstream: models, rewrite_prefix: /v1, methods: POST, auth: public, rate_limit: none }
    ///   auth-v1: { at: /v1/auth, upstream: models, rewrite_prefix: /v1, methods: POST, auth: public, rate_limit: standard }
    /// ```
    ///
    /// ## Use instead
    /// Declare both prefixes in one service: they then have the same rate limit, credential and methods.
    /// ```yaml,good
    /// services:
    ///   auth: { at: [/auth, /v1/auth], upstream: models, rewrite_prefix: /v1, methods: POST, auth: public, rate_limit: standard }
    /// ```
    ///
    /// ## When to ignore
    /// One of the two paths is for internal callers, and a proxy in front rejects it for all others.
    pub(crate) ALIASES_DIFFER { code: "GW115", name: "aliases-differ", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut places: IndexMap<(UpstreamId, Vec<Part<'_>>), Vec<&Endpoint>> = IndexMap::new();
    for endpoint in &context.gateway.endpoints {
        if let [backend] = endpoint.backends() {
            let place = (context.hosts_of(backend.upstream.value), overlap::of_rewrite(&backend.path.value));
            places.entry(place).or_default().push(endpoint);
        }
    }
    for endpoints in places.into_values().filter(|list| list.len() > 1) {
        let mut paths: BTreeMap<Shape<'_>, Methods<'_>> = BTreeMap::new();
        for endpoint in endpoints {
            paths.entry(endpoint.path.shape()).or_default().insert(endpoint.method, endpoint);
        }
        let list: Vec<&Methods<'_>> = paths.values().collect();
        if let ([first, others @ ..], ..=MOST_ALIASES) = (list.as_slice(), list.len()) {
            others.iter().for_each(|other| compare(context, first, other, out));
        }
    }
}

/// More paths than this to one place of an upstream are not aliases of each other.
const MOST_ALIASES: usize = 8;

/// Endpoints of one path, by method.
type Methods<'a> = BTreeMap<Method, &'a Endpoint>;

fn compare(context: &Context<'_>, a: &Methods<'_>, b: &Methods<'_>, out: &mut Diagnostics) {
    let shared: Vec<(&Endpoint, &Endpoint)> = a.iter().filter_map(|(m, e)| Some((*e, *b.get(m)?))).collect();
    // Unrelated endpoints may reach one place too; the paths of aliases end alike.
    let Some((one, two)) = shared.first().copied().filter(|(one, two)| named_alike(one, two)) else { return };
    for (one, two) in &shared {
        if one.limit.map(|l| l.value) != two.limit.map(|l| l.value) {
            out.push(limits_differ(context, one, two));
        }
    }
    for (missing, from, has) in [(a, one, b), (b, two, a)] {
        let only: Vec<&str> = has.keys().filter(|m| !missing.contains_key(m)).map(|m| m.as_str()).collect();
        if !only.is_empty() {
            let other = if std::ptr::eq(from, one) { two } else { one };
            out.push(
                ALIASES_DIFFER
                    .at(
                        context.place(from),
                        format!(
                            "`{}` does not accept {}, but `{}`, which reaches the same upstream path, does",
                            from.path,
                            only.join(", "),
                            other.path
                        ),
                    )
                    .route(from.key())
                    .related(context.place(other), "reaches the same upstream path")
                    .help("declare the same methods for both"),
            );
        }
    }
}

/// `/auth/*` and `/v1/auth/*`: the longer path ends with the shorter one.
pub(crate) fn named_alike(a: &Endpoint, b: &Endpoint) -> bool {
    let (a, b) = (&a.path.segments, &b.path.segments);
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() < long.len() && long.ends_with(short)
}

fn limits_differ(context: &Context<'_>, a: &Endpoint, b: &Endpoint) -> Diagnostic {
    let limit = |e: &Endpoint| e.limit.map(|field| context.gateway.limit(field.value));
    let (loose, tight) = if looser(limit(a), limit(b)) { (a, b) } else { (b, a) };
    let name = |e: &Endpoint| {
        limit(e).map_or("no rate limit".to_owned(), |l| format!("the rate limit `{}`", l.name.value))
    };
    let span = match loose.limit {
        Some(field) if !context.is_raw() => context.gateway.span(field.origin),
        _ => context.place(loose),
    };
    ALIASES_DIFFER
        .at(
            span,
            format!(
                "`{}` has {}, but `{}`, which reaches the same upstream path, has {}",
                loose.key(),
                name(loose),
                tight.key(),
                name(tight)
            ),
        )
        .route(loose.key())
        .related(context.place(tight), "reaches the same upstream path")
        .help("attach the same rate limit to both; KrakenD still counts each endpoint separately")
}

fn looser(a: Option<&Limit>, b: Option<&Limit>) -> bool {
    let speed = |limit: Option<&Limit>| {
        let rate = limit.and_then(|l| l.client.as_ref().map(|c| c.bucket.rate).or(l.total.map(|t| t.rate)));
        rate.map_or(f64::INFINITY, |rate| rate.per_second())
    };
    speed(a) >= speed(b)
}
