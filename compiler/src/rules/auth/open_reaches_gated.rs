use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::lint::Context;
use crate::model::overlap::{self, Part, Patterns};
use crate::model::phrases;
use crate::model::{Backend, Credential, Endpoint, ServiceId, UpstreamId};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::value::Method;

declare_rule! {
    /// An endpoint reaches the same upstream path as another endpoint that requires a stronger credential.
    ///
    /// ## What it does
    /// Compares endpoints that can send the same method and path to the same upstream. Reports a public endpoint if one
    /// of the others requires a credential. Also reports an endpoint that accepts API keys which the gateway does not
    /// verify, if one of the others accepts only credentials that the gateway verifies. A public path that is an
    /// exception below the wildcard of its own service is not reported.
    ///
    /// ## Why is this bad?
    /// The stricter endpoint protects nothing, because callers can use the other one. In the example,
    /// `GET /cloud/audit` requires a token, but `GET /ai/audit` returns the same audit log to any client.
    ///
    /// ## Example
    /// Both services replace their prefix by `/v1`, so `/cloud/audit` and `/ai/audit` reach the same path `/v1/audit`:
    /// ```yaml,bad
    /// services:
    ///   cloud: { at: /cloud, upstream: cloud-api, rewrite_prefix: /v1, methods: GET, auth: iam }
    ///   ai:    { at: /ai, upstream: cloud-api, rewrite_prefix: /v1, methods: GET, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// Rewrite them to different paths, or require the same credential for both.
    /// ```yaml,good
    /// services:
    ///   cloud: { at: /cloud, upstream: cloud-api, rewrite_prefix: /v1, methods: GET, auth: iam }
    ///   ai:    { at: /ai, upstream: cloud-api, rewrite_prefix: /public, methods: GET, auth: public }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream itself checks the credential for the shared paths.
    pub(crate) OPEN_REACHES_GATED { code: "GW203", name: "open-reaches-gated", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// A way to an upstream.
struct Way<'a> {
    endpoint: &'a Endpoint,
    upstream: UpstreamId,
    parts: Vec<Part<'a>>,
    rank: u8,
}

type Place = (UpstreamId, Method);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut pairs: BTreeMap<(usize, usize), Pairs<'_>> = BTreeMap::new();
    for ways in by_place(context).into_values() {
        let mut gated = Patterns::default();
        ways.iter().enumerate().filter(|(_, w)| w.rank > 0).for_each(|(id, w)| gated.insert(&w.parts, id));
        for (id, open) in ways.iter().enumerate().filter(|(_, w)| w.rank < 2) {
            for other in gated.overlapping(&open.parts) {
                let strict = &ways[other];
                if strict.rank > open.rank && !is_exception(open, strict) {
                    let key = group_key(context, open.endpoint, id, strict.endpoint);
                    pairs.entry(key).or_default().add(open, strict);
                }
            }
        }
    }
    out.extend(pairs.into_values().map(|pairs| pairs.finding(context)));
}

fn by_place<'a>(context: &Context<'a>) -> BTreeMap<Place, Vec<Way<'a>>> {
    let mut places: BTreeMap<Place, Vec<Way<'a>>> = BTreeMap::new();
    for endpoint in &context.gateway.endpoints {
        for backend in endpoint.backends() {
            let method = backend.method.unwrap_or(endpoint.method);
            // Two names of the same hosts are one place.
            let upstreams: BTreeSet<UpstreamId> =
                endpoint.upstreams_of(backend).map(|upstream| context.hosts_of(upstream)).collect();
            for upstream in upstreams {
                let place = (upstream, method);
                places.entry(place).or_default().push(way(context, endpoint, (backend, upstream)));
            }
        }
    }
    places
}

fn way<'a>(
    context: &Context<'a>,
    endpoint: &'a Endpoint,
    (backend, upstream): (&'a Backend, UpstreamId),
) -> Way<'a> {
    let rank = match &endpoint.credential.value {
        Credential::Public | Credential::Unstated | Credential::Optional(_) => 0,
        Credential::AnyOf(auths) if auths.iter().any(|a| context.gateway.auth(*a).is_api_key()) => 1,
        Credential::AnyOf(_) => 2,
    };
    Way { endpoint, upstream, parts: overlap::of_rewrite(&backend.path.value), rank }
}

/// A path beside the wildcard of its own service is an intended exception.
fn is_exception(open: &Way<'_>, strict: &Way<'_>) -> bool {
    open.endpoint.service.is_some()
        && open.endpoint.service == strict.endpoint.service
        && !overlap::covers(&open.parts, &strict.parts)
}

/// In route files, one finding for two services; otherwise one for each weaker endpoint.
fn group_key(context: &Context<'_>, open: &Endpoint, id: usize, strict: &Endpoint) -> (usize, usize) {
    match (open.service, strict.service) {
        (Some(ServiceId(a)), Some(ServiceId(b))) => (a as usize, b as usize),
        _ => (context.place(open).start as usize, id),
    }
}

/// Pairs that make one finding.
#[derive(Default)]
struct Pairs<'a> {
    open: Vec<&'a Endpoint>,
    open_ids: HashSet<u64>,
    strict: Vec<&'a Endpoint>,
    strict_ids: HashSet<u64>,
    count: usize,
    /// The upstream of the first pair.
    upstream: Option<UpstreamId>,
    wider: bool,
    witness: String,
}

impl<'a> Pairs<'a> {
    fn add(&mut self, open: &Way<'a>, strict: &Way<'a>) {
        if self.count == 0 {
            self.witness = overlap::witness(&open.parts, &strict.parts).unwrap_or_default();
        }
        self.count += 1;
        self.upstream.get_or_insert(open.upstream);
        self.wider |= overlap::covers(&open.parts, &strict.parts);
        let sides = [
            (&mut self.open, &mut self.open_ids, open.endpoint),
            (&mut self.strict, &mut self.strict_ids, strict.endpoint),
        ];
        for (list, known, endpoint) in sides {
            if known.insert(endpoint.id) {
                list.push(endpoint);
            }
        }
    }

    /// At the stricter service if it overlaps only in part, otherwise at the weaker endpoint.
    fn finding(self, context: &Context<'_>) -> Diagnostic {
        let (open, strict) = (self.open[0], self.strict[0]);
        let gateway = context.gateway;
        let upstream = self.upstream.map_or_else(String::new, |id| phrases::upstream(gateway, id));
        let at_strict = strict.service.filter(|_| !self.wider).map(|id| gateway.service(id).name.span);
        let span = at_strict.unwrap_or_else(|| gateway.span(open.credential.origin));
        let pairs = if self.count == 1 { String::new() } else { format!(" ({} pairs)", self.count) };
        let message = format!(
            "{}{} {} the same path of `{upstream}` as {}, which {}{pairs}",
            if open.credential.value.is_open() { "public " } else { "" },
            phrases::endpoints(&self.open),
            phrases::plural(self.open.len(), "reaches", "reach"),
            phrases::endpoints(&self.strict),
            phrases::credential(gateway, strict),
        );
        let mut finding = OPEN_REACHES_GATED
            .at(span, message)
            .route(open.key())
            .note(format!(
                "`{} {}` {} and reaches `{}` of the upstream, as `{}` does",
                open.method,
                overlap::example(&overlap::of_pattern(&open.path)),
                phrases::credential(gateway, open),
                if self.witness.is_empty() { "/" } else { &self.witness },
                strict.key(),
            ))
            .help("require the same credential for both, or rewrite them to different paths");
        for endpoint in [strict, open] {
            if context.place(endpoint) != span {
                let label = format!("`{}` {}", endpoint.key(), phrases::credential(gateway, endpoint));
                finding = finding.related(context.place(endpoint), label);
            }
        }
        finding
    }
}
