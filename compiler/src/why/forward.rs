//! What answers a request, and what its upstream gets of it.

use gwc_artifact::{EndpointPolicy, ForwardHeaders, Piece, SplitBy, Template};
use gwc_diff::{Aspect, Routing};
use gwc_plan::{Decision, Destination, Forwarding, Plan, StripReason};

use super::request::Request;
use super::runners;
use super::told::Told;

pub(super) fn tell(told: &mut Told<'_>, request: &Request, (at, plan): (usize, &Plan)) {
    let endpoint = &told.prepared.side.gateway.endpoints[at];
    let method = gwc_artifact::Method::parse(&request.method).unwrap_or(endpoint.method);
    let place = told.place(at, Aspect::Answer);
    request.class(method, |class| {
        let Decision::Routed(routed) = gwc_plan::decide(plan, class) else { return };
        match routed.destination {
            Destination::Health => told.step("answer", "the gateway, with the state of its upstreams", place),
            Destination::NotImplemented => told.step("answer", "the gateway, with `501`", place),
            Destination::Fixed(response) => {
                told.step("answer", format!("the gateway, with `{}`", response.status), place);
            }
            Destination::Redirect(redirect) => {
                let matched =
                    runners::values(&endpoint.path, &runners::segments(told.prepared, &request.path));
                let path = filled(&redirect.path, matched.unwrap_or_default());
                let text = format!("the gateway, with `{}` to `{}{path}`", redirect.status, redirect.origin);
                told.step("answer", text, place);
            }
            Destination::Upstream(forwarding) => upstream(told, request, at, &forwarding),
        }
    });
}

fn upstream(told: &mut Told<'_>, request: &Request, at: usize, forwarding: &Forwarding<'_>) {
    let gateway = &told.prepared.side.gateway;
    let upstream = gateway.upstreams.iter().find(|upstream| upstream.name == forwarding.upstream);
    let hosts: Vec<String> = upstream
        .into_iter()
        .flat_map(|upstream| &upstream.hosts)
        .map(|host| format!("{}://{}:{}", host.scheme.as_str(), host.host, host.port))
        .collect();
    let matched =
        runners::values(&gateway.endpoints[at].path, &runners::segments(told.prepared, &request.path));
    let path = filled(forwarding.path, matched.unwrap_or_default());
    let sent = format!("{} {}{}", forwarding.method, path, forwarding.query);
    let text = format!("`{}` ({}) gets `{sent}`", forwarding.upstream, hosts.join(", "));
    told.step("upstream", text, told.place(at, Aspect::Answer));
    split(told, request, at);
    headers(told, request, at, forwarding);
    let timeouts = &forwarding.timeouts;
    let named = [
        ("connect", timeouts.connect),
        ("first byte", timeouts.first_byte),
        ("idle", timeouts.idle),
        ("total", timeouts.total),
    ];
    let set: Vec<String> =
        named.iter().filter_map(|(name, set)| Some(format!("{name} {:?}", (*set)?))).collect();
    let text = if set.is_empty() { "no timeout".to_owned() } else { set.join(", ") };
    told.step("timeouts", text, told.place(at, Aspect::Timeouts));
}

/// The upstreams that get some of the requests with the same path, and whether this is one of them.
fn split(told: &mut Told<'_>, request: &Request, at: usize) {
    let targets = told.prepared.side.gateway.endpoints[at].policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Split(targets) => Some(targets.clone()),
        _ => None,
    });
    let Some(targets) = targets else { return };
    let has = |by: &SplitBy| match by {
        SplitBy::Weight(_) => false,
        SplitBy::Header { name, value } => {
            request.headers.iter().any(|(own, line)| own.eq_ignore_ascii_case(name) && line == value)
        }
    };
    let place = told.place(at, Aspect::Answer);
    if let Some(target) = targets.iter().find(|target| has(&target.by)) {
        let text = format!("`{}` in its place: it gets {}", target.upstream, target.by);
        told.step("split", text, place);
        return;
    }
    for target in targets.iter().filter(|target| matches!(target.by, SplitBy::Weight(_))) {
        told.step("split", format!("`{}` gets {}", target.upstream, target.by), place);
    }
}

fn headers(told: &mut Told<'_>, request: &Request, at: usize, forwarding: &Forwarding<'_>) {
    let place = told.place(at, Aspect::Headers);
    let decided = &forwarding.headers;
    let (forwarded, stripped): (Vec<String>, Vec<String>) = match told.prepared.side.routing {
        Routing::Gwr => (
            decided.forwarded.clone(),
            decided
                .stripped
                .iter()
                .map(|header| format!("{} ({})", header.name, reason(header.reason)))
                .collect(),
        ),
        // KrakenD forwards what is listed, whatever it is.
        Routing::Gin(_) => {
            let list = &told.prepared.side.gateway.endpoints[at].forward.headers;
            let passes = |name: &str| match list {
                ForwardHeaders::All => true,
                ForwardHeaders::List(names) => names.iter().any(|known| known.eq_ignore_ascii_case(name)),
            };
            let names = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
            let (passed, kept): (Vec<String>, Vec<String>) = names.partition(|name| passes(name));
            (passed, kept.into_iter().map(|name| format!("{name} (not listed)")).collect())
        }
    };
    let lines = [
        ("forwarded", forwarded),
        ("not forwarded", stripped),
        ("added from claims", decided.minted.clone()),
    ];
    for (what, names) in lines.into_iter().filter(|(_, names)| !names.is_empty()) {
        told.step("headers", format!("{what}: {}", names.join(", ")), place);
    }
}

fn reason(reason: StripReason) -> &'static str {
    match reason {
        StripReason::Connection => "of the connection",
        StripReason::Identity => "it claims an identity",
        StripReason::Forwarding => "the gateway sets it",
        StripReason::Credential => "a credential that is not forwarded",
        StripReason::Unlisted => "not listed",
        StripReason::Edited => "the endpoint sets or removes it",
    }
}

/// The path with the values of its parameters.
fn filled(template: &Template, (params, tail): (Vec<String>, Option<String>)) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.to_string(),
        Piece::Param(at) => params.get(*at).cloned().unwrap_or_default(),
        Piece::Tail => tail.clone().unwrap_or_default(),
    };
    template.pieces.iter().map(piece).collect()
}
