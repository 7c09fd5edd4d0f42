//! The values of a side, each with a name, for the proof that every changed one is explained.
//!
//! Types are taken apart without `..`: a new field does not compile before it has its leaf.

mod credentials;
mod endpoints;
mod leaf;

use std::collections::BTreeMap;

use gwc_artifact::{Balance, Gateway, PathPattern, Quota, Segment, Upstream};

use crate::side::{Aspect, Gin, Routing, Side};
use credentials::check;
use endpoints::endpoint;
use leaf::{add, add_spared, limit, parts, same};

pub(crate) use credentials::{acceptance, meaning, sources};
pub(crate) use endpoints::split;
pub(crate) use leaf::{Leaves, Of, Value};

/// A name for people: it has no effect.
pub(crate) const NAME: &str = "a name for people";

/// The leaves of both sides, without those of endpoints that are the same.
pub(crate) fn both(before: &Side, after: &Side) -> (Leaves, Leaves) {
    let (old, new) = (keys(before), keys(after));
    let is_same = |index: &u32, other: Option<&u32>| {
        other.is_some_and(|other| {
            let (one, two) = (*index as usize, *other as usize);
            before.gateway.endpoints[one] == after.gateway.endpoints[two]
                && parts(before, one) == parts(after, two)
        })
    };
    let mut leaves = (of_gateway(before), of_gateway(after));
    for (key, index) in &old {
        if !is_same(index, new.get(key)) {
            endpoint(before, key, *index, &mut leaves.0);
        }
    }
    for (key, index) in &new {
        if !old.get(key).is_some_and(|old| is_same(old, Some(index))) {
            endpoint(after, key, *index, &mut leaves.1);
        }
    }
    leaves
}

/// Endpoints by method and the shape of their path. Of twins the first counts.
fn keys(side: &Side) -> BTreeMap<String, u32> {
    let endpoints = side.gateway.endpoints.iter().enumerate().rev();
    endpoints
        .map(|(index, endpoint)| (format!("{} {}", endpoint.method, shape(&endpoint.path)), index as u32))
        .collect()
}

/// A path without the names of its parameters.
fn shape(path: &PathPattern) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(_) => "/{}".to_owned(),
        Segment::Tail => "/*".to_owned(),
    };
    let text: String = path.segments.iter().map(segment).collect();
    if text.is_empty() { "/".to_owned() } else { text }
}

fn of_gateway(side: &Side) -> Leaves {
    let mut leaves = Leaves::new();
    let Gateway {
        semantics,
        krakend,
        name,
        listeners,
        hosts,
        strict_hosts,
        trusted_proxies,
        stripped,
        ip,
        rate_limit,
        upstreams,
        auth,
        // Each has its own leaves.
        endpoints: _,
        other_policies,
        operations,
        bots,
        cors,
        response_headers,
        store,
        quotas,
        balances,
        usage,
    } = &side.gateway;
    let hosts = if *strict_hosts { format!("only {hosts:?}") } else { "any".to_owned() };
    for (field, text, aspect) in [
        ("routing", format!("{semantics:?} {krakend:?} {}", program(side.routing)), Aspect::Routing),
        ("listeners", format!("{listeners:?}"), Aspect::Listeners),
        ("strict_hosts", hosts, Aspect::Hosts),
        ("trusted_proxies", format!("{trusted_proxies:?}"), Aspect::Proxies),
        ("stripped", format!("{stripped:?}"), Aspect::Headers),
        ("ip", format!("{ip:?}"), Aspect::Addresses),
        ("rate_limit", limit(rate_limit), Aspect::Limits),
        ("operations", format!("{operations:?}"), Aspect::Operations),
        ("response_headers", format!("{response_headers:?}"), Aspect::Policies),
        ("store", format!("{store:?}"), Aspect::Store),
        ("usage", format!("{usage:?}"), Aspect::Usage),
        ("other_policies", format!("{other_policies:?}"), Aspect::Parts),
    ] {
        add(&mut leaves, format!("gateway: {field}"), (text.clone(), text), Of::Gateway, aspect);
    }
    for (field, text, reason) in [
        ("bots", format!("{bots:?}"), "the same user agents are rejected"),
        ("cors", format!("{cors:?}"), "CORS allows the same origins, methods and headers"),
    ] {
        add_spared(&mut leaves, format!("gateway: {field}"), text, Of::Gateway, Aspect::Policies, reason);
    }
    metered(quotas, balances, &mut leaves);
    auth.iter().for_each(|auth| check(auth, &mut leaves));
    upstreams.iter().for_each(|one| upstream(one, &mut leaves));
    for part in &side.parts {
        let name = format!("gateway: {}", part.name);
        add(&mut leaves, name, same(&part.text), Of::Gateway, Aspect::Parts);
    }
    add(&mut leaves, "gateway: name".to_owned(), same(name), Of::Idle(NAME), Aspect::Route);
    idle(side, &mut leaves);
    leaves
}

fn metered(quotas: &[Quota], balances: &[Balance], leaves: &mut Leaves) {
    for quota in quotas {
        let of = Of::Quota(quota.name.clone());
        let name = format!("gateway: quotas.{}", quota.name);
        add(leaves, name, same(&format!("{quota:?}")), of, Aspect::Policies);
    }
    for balance in balances {
        let of = Of::Balance(balance.name.clone());
        let name = format!("gateway: balances.{}", balance.name);
        add(leaves, name, same(&format!("{balance:?}")), of, Aspect::Policies);
    }
}

/// What decides nothing about a request.
fn idle(side: &Side, leaves: &mut Leaves) {
    if let Routing::Gin(Gin { minor, .. }) = side.routing {
        // The paths that one of them rejects do not differ: with such a path it does not start.
        let of = Of::Idle("all releases match paths alike");
        add(leaves, "gateway: release".to_owned(), same(&minor.to_string()), of, Aspect::Routing);
    }
    if !side.gateway.strict_hosts {
        let text = format!("{:?}", side.gateway.hosts);
        let of = Of::Idle("requests for any host are answered");
        add(leaves, "gateway: hosts".to_owned(), same(&text), of, Aspect::Hosts);
    }
    for idle in &side.idle {
        add(leaves, idle.leaf.clone(), same(&idle.text), Of::Idle(idle.reason), Aspect::Route);
    }
}

/// Whose rules choose the endpoint, whatever release it is of.
fn program(routing: Routing) -> String {
    match routing {
        Routing::Gwr => "gwr".to_owned(),
        Routing::Gin(gin) => format!("{:?}", Gin { minor: 0, ..gin }),
    }
}

fn upstream(upstream: &Upstream, leaves: &mut Leaves) {
    let Upstream { name, hosts, accepts_keys, external, in_flight, options } = upstream;
    let mut sorted: Vec<String> = hosts.iter().map(|host| format!("{host:?}")).collect();
    let text = format!("{sorted:?} {external}");
    sorted.sort();
    let of = Of::Upstream(name.clone());
    let meaning = format!("{sorted:?} {external}");
    add(leaves, format!("upstream {name}: hosts"), (text, meaning), of.clone(), Aspect::Upstream);
    // By their aspects it is told which of an upstream's callers they are about.
    for (field, text, aspect) in [
        ("accepts_keys", accepts_keys.to_string(), Aspect::Check),
        ("in_flight", format!("{in_flight:?}"), Aspect::Policies),
    ] {
        add(leaves, format!("upstream {name}: {field}"), same(&text), of.clone(), aspect);
    }
    let text = format!("{:?}", **options);
    let reason = "it has no effect on these hosts and endpoints";
    add_spared(leaves, format!("upstream {name}: options"), text, of, Aspect::Upstream, reason);
}
