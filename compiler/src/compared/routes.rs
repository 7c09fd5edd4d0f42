//! Gateways that `gwr` runs.

use std::collections::HashMap;

use super::artifact::other_policies;
use super::places::Spans;
use super::prepared::{Prepared, part};
use super::{components, deploy};
use crate::lower;
use crate::model::{Endpoint, Extra, Gateway};
use gwc_artifact as artifact;
use gwc_diff::{Part, Rest, Routing, Side};
use gwc_syntax::value::Target;

/// A gateway of route files as its artifact has it: every policy that is declared.
///
/// # Errors
/// What an artifact cannot hold, in a sentence.
pub fn of_routes(gateway: &Gateway) -> Result<Prepared, String> {
    let mut lowered = lower::artifact::lower(gateway)?;
    // The texts of these are compared, not the names.
    other_policies(&mut lowered);
    let mut spans = Spans::default();
    let mut endpoints = Vec::new();
    for endpoint in &gateway.endpoints {
        let parts = passed(gateway, endpoint, &mut spans);
        endpoints.push(Rest { parts, calls: Vec::new(), places: spans.endpoint(gateway, endpoint) });
    }
    let parts = of_extra("", &gateway.extra, &mut spans);
    Ok(prepared(gateway, lowered, (endpoints, parts), spans))
}

/// A KrakenD configuration as `gwr` serves it: what it cannot serve answers 501.
pub(super) fn of_configuration(gateway: &Gateway) -> Prepared {
    let partial = lower::artifact::krakend::lower(gateway, |_| None);
    let mut spans = Spans::default();
    let by_id: HashMap<u64, &Endpoint> = gateway.endpoints.iter().map(|from| (from.id, from)).collect();
    let endpoints = partial.gateway.endpoints.iter().map(|endpoint| Rest {
        parts: Vec::new(),
        calls: Vec::new(),
        places: by_id.get(&endpoint.id).map(|from| spans.endpoint(gateway, from)).unwrap_or_default(),
    });
    let endpoints = endpoints.collect();
    let missing = |name: String| {
        let role = components::role(&name, &serde_json::Value::Null);
        part(format!("extra_config.{name}"), ("not supported by gwr".to_owned(), false), role, None)
    };
    let parts = partial.root.into_iter().map(missing).collect();
    prepared(gateway, partial.gateway, (endpoints, parts), spans)
}

fn prepared(
    gateway: &Gateway,
    lowered: artifact::Gateway,
    (endpoints, parts): (Vec<Rest>, Vec<Part>),
    mut spans: Spans,
) -> Prepared {
    let span_of = |name: &str| {
        let auth = gateway.auths.iter().find(|auth| auth.name.value == name);
        auth.map(|auth| auth.name.span)
    };
    let auth = lowered.auth.iter().map(|auth| span_of(&auth.name).map(|span| spans.place(span))).collect();
    let host_of = |name: &str| {
        let upstream = gateway.upstreams.iter().find(|upstream| upstream.name.value == name)?;
        Some(upstream.urls.first().map_or(upstream.name.span, |url| url.span))
    };
    let upstreams =
        lowered.upstreams.iter().map(|one| host_of(&one.name).map(|span| spans.place(span))).collect();
    let side = Side {
        routing: Routing::Gwr,
        gateway: lowered,
        endpoints,
        parts,
        auth,
        upstreams,
        quotas: spans.quotas(gateway),
        balances: spans.balances(gateway),
        places: spans.gateway(gateway),
        idle: deploy::leaves(gateway),
    };
    Prepared { side, spans: spans.all, target: Target::Gwr }
}

/// What is passed through for an endpoint, its upstream and its backend.
fn passed(gateway: &Gateway, endpoint: &Endpoint, spans: &mut Spans) -> Vec<Part> {
    let mut parts = of_extra("", &endpoint.extra, spans);
    for backend in endpoint.backends() {
        let extra = gateway.upstream(backend.upstream.value).extra.overlaid(&backend.extra);
        parts.extend(of_extra("backend ", &extra, spans));
    }
    parts
}

fn of_extra(at: &str, extra: &Extra, spans: &mut Spans) -> Vec<Part> {
    let one = |(name, value): &(gwc_syntax::source::Spanned<String>, serde_json::Value)| {
        let role = components::role(&name.value, value);
        let place = Some(spans.place(name.span));
        part(format!("{at}extra_config.{}", name.value), components::text(value), role, place)
    };
    extra.entries.iter().map(one).collect()
}
