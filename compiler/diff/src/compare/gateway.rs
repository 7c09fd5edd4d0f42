//! What is set for a gateway as a whole, and concerns no single endpoint.

use gwc_artifact::{
    AccessLog, AccessLogFormat, AdminListener, Gateway, LogDestination, LogLevel, Network, Operations,
    OtherPolicy, Traces,
};

use super::sides::Places;
use super::{counting, everywhere, listeners, parts, routing, runtimes};
use crate::difference::{Difference, Differences, list};
use crate::kind::Kind;
use crate::side::{self, Aspect, Side};

/// The differences that no endpoint has: those of endpoints hold what the gateway sets for them.
pub(crate) fn gateways(before: &Side, after: &Side) -> Vec<Difference> {
    let mut out = Differences::default();
    let Gateway {
        semantics,
        krakend,
        // A name for people.
        name: _,
        listeners,
        // These are in the plan of each endpoint.
        hosts: _,
        strict_hosts: _,
        trusted_proxies,
        // In the plan of each endpoint too.
        stripped: _,
        ip: _,
        rate_limit: _,
        upstreams: _,
        auth: _,
        endpoints: _,
        other_policies,
        operations,
        // In the plan of each endpoint.
        bots: _,
        // `everywhere` compares these.
        cors: _,
        response_headers: _,
        // `counting` compares these.
        store: _,
        usage: _,
        // Endpoints name these.
        quotas: _,
        balances: _,
    } = &before.gateway;
    let Gateway {
        semantics: semantics_after,
        krakend: krakend_after,
        name: _,
        listeners: listeners_after,
        hosts: _,
        strict_hosts: _,
        trusted_proxies: proxies_after,
        stripped: _,
        ip: _,
        rate_limit: _,
        upstreams: _,
        auth: _,
        endpoints: _,
        other_policies: other_after,
        operations: operations_after,
        bots: _,
        cors: _,
        response_headers: _,
        store: _,
        quotas: _,
        balances: _,
        usage: _,
    } = &after.gateway;
    let places = |aspect| side::Places::pair(&before.places, &after.places, aspect);
    let beside = runtimes::apart(before, after);
    let routing = (
        routing::shown(before.routing, *semantics, krakend) + &beside.0,
        routing::shown(after.routing, *semantics_after, krakend_after) + &beside.1,
    );
    if routing.0 != routing.1 {
        let difference = Difference::of(Kind::RoutingChanged, routing, places(Aspect::Routing));
        let opens_debug = krakend_after.debug && !krakend.debug;
        out.add(difference.widening(runtimes::widens(before, after) || opens_debug));
    }
    listeners::compare((listeners, listeners_after), places(Aspect::Listeners), &mut out);
    proxies((trusted_proxies, proxies_after), places(Aspect::Proxies), &mut out);
    logged((operations, operations_after), places(Aspect::Operations), &mut out);
    administered((&operations.admin, &operations_after.admin), places(Aspect::Admin), &mut out);
    everywhere::compare((&before.gateway, &after.gateway), (&before.places, &after.places), &mut out);
    let names = |policies: &[OtherPolicy]| {
        let names: Vec<String> = policies.iter().map(|policy| format!("{policy:?}")).collect();
        list(names.iter().map(String::as_str))
    };
    if other_policies != other_after {
        out.push(Kind::ProtectionChanged, (names(other_policies), names(other_after)), places(Aspect::Parts));
    }
    counting::compare(before, after, &mut out);
    parts::compare((&before.parts, &after.parts), &mut out);
    out.0
}

/// What operators see: it answers no request of a client, but it may tell about them.
fn logged((before, after): (&Operations, &Operations), places: Places, out: &mut Differences) {
    let (before, after) = (logging(before), logging(after));
    if before != after {
        out.push(Kind::LoggingChanged, (Some(before), Some(after)), places);
    }
}

fn administered(
    (before, after): (&Option<AdminListener>, &Option<AdminListener>),
    places: Places,
    out: &mut Differences,
) {
    if before == after {
        return;
    }
    let shown = |admin: &Option<AdminListener>| {
        admin.as_ref().map(|AdminListener { address, port }| {
            format!("{}:{port}", address.map_or("*".to_owned(), |address| address.to_string()))
        })
    };
    let kind = if after.is_some() { Kind::AdminOpened } else { Kind::AdminClosed };
    out.push(kind, (shown(before), shown(after)), places);
}

/// What the logs hold, and where they go.
fn logging(operations: &Operations) -> String {
    let Operations { admin: _, level, log_prefix, access_log, traces } = operations;
    let traces = traces.as_ref().map(|Traces { otlp, sample }| {
        format!(", traces of {}% of the requests to {otlp}", sample.millionths as f64 / 10_000.0)
    });
    let traces = traces.unwrap_or_default();
    let level = level.map_or("info", LogLevel::as_str);
    let prefix = log_prefix.as_ref().map(|prefix| format!(", prefix `{prefix}`")).unwrap_or_default();
    let Some(AccessLog { to, format, sample }) = access_log else {
        return format!("level {level}{prefix}{traces}");
    };
    let to = match to {
        LogDestination::None => return format!("level {level}{prefix}, no access log{traces}"),
        LogDestination::Stdout => "standard output",
        LogDestination::File(path) => path,
    };
    let format = match format {
        AccessLogFormat::Json => "JSON",
        AccessLogFormat::Combined => "combined",
    };
    let share = sample.millionths as f64 / 10_000.0;
    format!("level {level}{prefix}, {format} access log of {share}% of the requests to {to}{traces}")
}

fn proxies((before, after): (&[Network], &[Network]), places: Places, out: &mut Differences) {
    let covers = |all: &[Network], one: &Network| all.iter().any(|network| network.includes(one));
    let before = Network::aggregated(before.iter().copied());
    let after = Network::aggregated(after.iter().copied());
    let shown = |networks: &[Network]| {
        let names: Vec<String> = networks.iter().map(Network::to_string).collect();
        list(names.iter().map(String::as_str))
    };
    let values = || (shown(&before), shown(&after));
    if after.iter().any(|network| !covers(&before, network)) {
        out.push(Kind::ProxiesWidened, values(), places);
    }
    if before.iter().any(|network| !covers(&after, network)) {
        out.push(Kind::ProxiesNarrowed, values(), places);
    }
}
