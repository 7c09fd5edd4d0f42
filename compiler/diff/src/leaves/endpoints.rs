//! The leaves of an endpoint.

use gwc_artifact::{
    Backend, Endpoint, EndpointPolicy, Forward, ForwardQuery, PathPattern, RateLimit, SplitTarget,
};

use super::credentials::credential_leaf;
use super::leaf::{Leaves, Of, add, add_spared, limit, parts, same};
use crate::side::{Aspect, Role, Side};

pub(super) fn endpoint(side: &Side, key: &str, index: u32, leaves: &mut Leaves) {
    let Endpoint {
        // Follows from method and path.
        id: _,
        method,
        path,
        hosts,
        ip,
        credential,
        require,
        rate_limit,
        forward,
        backend,
        timeouts,
        stream,
        policies,
    } = &side.gateway.endpoints[index as usize];
    let Forward { headers, query, credentials, minted } = &**forward;
    let route = (format!("{method} {path}"), key.to_owned());
    let plain = |text: String| (text.clone(), text.to_ascii_lowercase());
    for (field, pair, aspect) in [
        ("path", route, Aspect::Route),
        ("hosts", plain(format!("{hosts:?}")), Aspect::Hosts),
        ("ip", plain(format!("{ip:?}")), Aspect::Addresses),
        ("auth", credential_leaf(side, credential), Aspect::Credential),
        ("require", plain(format!("{require:?}")), Aspect::Require),
        ("rate_limit", (limit(rate_limit), limit_meaning(rate_limit, path)), Aspect::Limits),
        ("forward.headers", plain(format!("{headers:?}")), Aspect::Headers),
        ("forward.query", (format!("{query:?}"), query_meaning(query)), Aspect::Query),
        ("forward.credentials", plain(credentials.to_string()), Aspect::Credentials),
        ("forward.minted", plain(format!("{minted:?}")), Aspect::Headers),
        ("backend", backend_leaf(side, backend), Aspect::Answer),
        ("timeouts", plain(format!("{timeouts:?}")), Aspect::Timeouts),
        ("stream", plain(format!("{stream:?}")), Aspect::Stream),
        ("split", split_leaf(side, &side.gateway.endpoints[index as usize]), Aspect::Answer),
    ] {
        add(leaves, format!("{key}: {field}"), pair, Of::Endpoint(index), aspect);
    }
    for (field, reason) in POLICIES {
        let find = |policy: &&EndpointPolicy| name_of(policy) == field;
        let text = policies.iter().find(find).map_or("none".to_owned(), |policy| format!("{policy:?}"));
        let (name, of) = (format!("{key}: policies.{field}"), Of::Endpoint(index));
        match reason {
            Some(reason) => add_spared(leaves, name, text, of, Aspect::Policies, reason),
            None => add(leaves, name, same(&text), of, Aspect::Policies),
        }
    }
    for part in parts(side, index as usize) {
        let name = format!("{key}: {}", part.name);
        let of = Of::Endpoint(index);
        match part.role {
            Role::Call => {
                let reason = "it sends the same to the same hosts";
                add_spared(leaves, name, part.text.clone(), of, Aspect::Parts, reason);
            }
            _ => add(leaves, name, same(&part.text), of, Aspect::Parts),
        }
    }
}

/// The policies of an endpoint, each with the reason why it may differ without an effect.
const POLICIES: [(&str, Option<&str>); 11] = [
    ("max_body", None),
    ("dialect", Some("it is the default")),
    ("cors", Some("CORS allows the same origins, methods and headers")),
    ("request_headers", Some("the gateway sets these headers itself, or answers without an upstream")),
    ("response_headers", Some("it changes no header")),
    ("bots", Some("the same user agents are rejected")),
    (
        "breaker",
        Some("the upstream has the same circuit breaker, or the gateway answers without an upstream"),
    ),
    ("in_flight", None),
    ("quota", None),
    ("balance", None),
    ("heartbeat", Some("the gateway answers without an upstream")),
];

/// The name of a policy: one that is new does not compile before it has a leaf.
fn name_of(policy: &EndpointPolicy) -> &'static str {
    let at = match policy {
        EndpointPolicy::MaxBody(_) => 0,
        EndpointPolicy::Dialect(_) => 1,
        EndpointPolicy::Cors(_) => 2,
        EndpointPolicy::RequestHeaders(_) => 3,
        EndpointPolicy::ResponseHeaders(_) => 4,
        EndpointPolicy::Bots(_) => 5,
        EndpointPolicy::Breaker(_) => 6,
        EndpointPolicy::InFlight(_) => 7,
        EndpointPolicy::Quota(_) => 8,
        EndpointPolicy::Balance(_) => 9,
        EndpointPolicy::Heartbeat(_) => 10,
        // By the hosts of its upstreams: a leaf of its own.
        EndpointPolicy::Split(_) => return "split",
    };
    POLICIES[at].0
}

/// The upstreams that get some of the requests; none where the gateway answers itself.
pub(crate) fn split(endpoint: &Endpoint) -> &[SplitTarget] {
    let of = |policy: &'_ EndpointPolicy| matches!(policy, EndpointPolicy::Split(_));
    match (endpoint.policies.iter().find(|policy| of(policy)), &endpoint.backend) {
        (Some(EndpointPolicy::Split(targets)), Backend::Upstream { .. }) => targets,
        _ => &[],
    }
}

fn split_leaf(side: &Side, endpoint: &Endpoint) -> (String, String) {
    let targets = split(endpoint);
    let hosts = |SplitTarget { upstream, by }: &SplitTarget| {
        let found = side.gateway.upstreams.iter().find(|one| one.name == *upstream);
        format!("{:?} {by:?}", found.map(|one| &one.hosts))
    };
    let meaning = targets.iter().map(hosts).collect::<Vec<_>>().join(" ");
    (format!("{targets:?}"), meaning)
}

/// A list of nothing is nothing.
fn query_meaning(query: &ForwardQuery) -> String {
    match query {
        ForwardQuery::List(names) if names.is_empty() => format!("{:?}", ForwardQuery::None),
        query => format!("{query:?}"),
    }
}

/// A limit by a parameter, by the position of that.
fn limit_meaning(limit: &RateLimit, path: &PathPattern) -> String {
    let mut limit = limit.clone();
    if let Some(per_client) = &mut limit.per_client
        && let gwc_artifact::ClientKey::Param(name) = &mut per_client.key
    {
        *name = format!("{:?}", path.params().position(|param| param == name));
    }
    format!("{limit:?}")
}

fn backend_leaf(side: &Side, backend: &Backend) -> (String, String) {
    let meaning = match backend {
        Backend::Respond(respond) => format!("{respond:?}"),
        Backend::Upstream { upstream, method, path } => {
            let hosts = side.gateway.upstreams.iter().find(|one| one.name == *upstream).map(|one| &one.hosts);
            format!("{hosts:?} {method:?} {path:?}")
        }
    };
    (format!("{backend:?}"), meaning)
}
