//! Where the values of a side are written.

use std::collections::HashMap;

use super::components;
use crate::model::{Endpoint, Gateway, Limit, LimitId, Operations, Scheme};
use gwc_artifact::EndpointPolicy;
use gwc_diff::{Aspect, Place, Places};
use gwc_syntax::source::Span;
use gwc_syntax::value::{PathPattern, Segment};

/// Spans, each with the number that a side has for it.
#[derive(Debug, Default)]
pub(super) struct Spans {
    numbers: HashMap<Span, u32>,
    pub(super) all: Vec<Span>,
}

impl Spans {
    /// The place of a span.
    pub(super) fn place(&mut self, span: Span) -> Place {
        let all = &mut self.all;
        let number = *self.numbers.entry(span).or_insert_with(|| {
            all.push(span);
            (all.len() - 1) as u32
        });
        Place(number)
    }

    /// Where an endpoint and what it decides is written.
    pub(super) fn endpoint(&mut self, gateway: &Gateway, endpoint: &Endpoint) -> Places {
        let at = |origin| gateway.span(origin);
        let forward = &endpoint.forward;
        let mut of = vec![
            (Aspect::Credential, at(endpoint.credential.origin)),
            (Aspect::Headers, at(forward.headers.origin)),
            (Aspect::Credentials, at(forward.credentials.origin)),
            (Aspect::Query, at(forward.query.origin)),
            (Aspect::Timeouts, at(endpoint.timeouts.origin)),
            (Aspect::Stream, at(endpoint.stream.origin)),
        ];
        of.extend(endpoint.require.as_ref().map(|require| (Aspect::Require, at(require.origin))));
        of.extend(endpoint.limit.map(|limit| (Aspect::Limits, limit_span(gateway, limit.value))));
        of.extend(endpoint.ip.last().map(|ip| (Aspect::Addresses, ip.span)));
        of.extend(endpoint.policies.iter().map(|policy| (aspect(&policy.value), at(policy.origin))));
        of.extend(endpoint.backend().map(|backend| (Aspect::Answer, at(backend.path.origin))));
        let whole = Some(self.place(at(endpoint.origin)));
        Places { whole, of: of.into_iter().map(|(aspect, span)| (aspect, self.place(span))).collect() }
    }

    /// Where what is set for the gateway as a whole is written.
    pub(super) fn gateway(&mut self, gateway: &Gateway) -> Places {
        let mut of = vec![(Aspect::Listeners, gateway.span(gateway.listen.origin))];
        of.extend(gateway.ip.as_ref().map(|ip| (Aspect::Addresses, ip.span)));
        of.extend(gateway.stripped.first().map(|entry| (Aspect::Headers, entry.span)));
        of.extend(gateway.bots.as_ref().map(|bots| (Aspect::Agents, bots.span)));
        of.extend(gateway.cors.as_ref().map(|cors| (Aspect::Pages, gateway.span(cors.origin))));
        let edits = gateway.response_headers.as_ref();
        of.extend(edits.map(|edits| (Aspect::Policies, gateway.span(edits.origin))));
        of.extend(gateway.hosts.first().map(|host| (Aspect::Hosts, host.span)));
        of.extend(gateway.limit.map(|limit| (Aspect::Limits, limit_span(gateway, limit.value))));
        of.extend(gateway.store.as_ref().map(|store| (Aspect::Store, store.span)));
        of.extend(gateway.usage.as_ref().map(|usage| (Aspect::Usage, usage.span)));
        of.extend(operations(&gateway.operations));
        let router = gateway.extra.entries.iter().find(|(name, _)| components::is_router(&name.value));
        of.extend(router.map(|(name, _)| (Aspect::Routing, name.span)));
        let proxies = gateway.trusted_proxies.first().map(|proxy| proxy.span);
        of.extend(proxies.or(router.map(|(name, _)| name.span)).map(|span| (Aspect::Proxies, span)));
        let whole = Some(self.place(gateway.name.span));
        Places { whole, of: of.into_iter().map(|(aspect, span)| (aspect, self.place(span))).collect() }
    }

    /// The place of each check that an artifact holds.
    pub(super) fn auth(&mut self, gateway: &Gateway) -> Vec<Option<Place>> {
        let held = gateway.auths.iter().filter(|auth| !matches!(auth.scheme, Scheme::Edge));
        held.map(|auth| Some(self.place(auth.name.span))).collect()
    }

    /// The place of each quota.
    pub(super) fn quotas(&mut self, gateway: &Gateway) -> Vec<Option<Place>> {
        gateway.quotas.iter().map(|quota| Some(self.place(quota.name.span))).collect()
    }

    /// The place of each balance.
    pub(super) fn balances(&mut self, gateway: &Gateway) -> Vec<Option<Place>> {
        gateway.balances.iter().map(|balance| Some(self.place(balance.name.span))).collect()
    }

    /// The place of each upstream: of its first host.
    pub(super) fn upstreams(&mut self, gateway: &Gateway) -> Vec<Option<Place>> {
        let span = |upstream: &crate::model::Upstream| {
            upstream.urls.first().map_or(upstream.name.span, |url| url.span)
        };
        gateway.upstreams.iter().map(|upstream| Some(self.place(span(upstream)))).collect()
    }
}

/// The admin listener, and the first of what is set for logs and traces.
fn operations(operations: &Operations) -> impl Iterator<Item = (Aspect, Span)> {
    let Operations { admin, level, access_log, traces } = operations;
    let admin = admin.as_ref().map(|admin| (Aspect::Admin, admin.span));
    let told = level.as_ref().map(|level| level.span);
    let told = told.or(access_log.as_ref().map(|log| log.span)).or(traces.as_ref().map(|traces| traces.span));
    admin.into_iter().chain(told.map(|span| (Aspect::Operations, span)))
}

/// What a policy of an endpoint is about.
fn aspect(policy: &EndpointPolicy) -> Aspect {
    match policy {
        EndpointPolicy::Bots(_) => Aspect::Agents,
        EndpointPolicy::Cors(_) => Aspect::Pages,
        _ => Aspect::Policies,
    }
}

/// Where the numbers of a limit are written.
fn limit_span(gateway: &Gateway, id: LimitId) -> Span {
    let Limit { name, total, client } = gateway.limit(id);
    let bucket = client.as_ref().map(|client| client.bucket).or(*total);
    bucket.map_or(name.span, |bucket| bucket.span)
}

/// Endpoints by method and the shape of each path that they become in a target without wildcards.
pub(super) struct ByShape<'g>(HashMap<String, &'g Endpoint>);

impl<'g> ByShape<'g> {
    pub(super) fn of(gateway: &'g Gateway) -> Self {
        let mut found = HashMap::new();
        for endpoint in &gateway.endpoints {
            for rest in endpoint.rest_lengths() {
                found.entry(key(endpoint, rest)).or_insert(endpoint);
            }
        }
        ByShape(found)
    }

    /// The endpoint that another one was made of.
    pub(super) fn find(&self, endpoint: &Endpoint) -> Option<&'g Endpoint> {
        self.0.get(&key(endpoint, 1)).copied()
    }
}

fn key(endpoint: &Endpoint, rest: usize) -> String {
    format!("{} {}", endpoint.method, shape(&endpoint.path, rest))
}

fn shape(path: &PathPattern, rest: usize) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(_) => "/{}".to_owned(),
        Segment::Tail => "/{}".repeat(rest),
    };
    path.segments.iter().map(segment).collect()
}
