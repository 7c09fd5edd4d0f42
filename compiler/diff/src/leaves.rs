//! The values of a side, each with a name, for the proof that every changed one is explained.
//!
//! Types are taken apart without `..`: a new field does not compile before it has its leaf.

use std::collections::BTreeMap;

use gwc_artifact::{
    ApiKey, Audiences, Auth, AuthKind, Backend, Credential, Endpoint, EndpointPolicy, ExternalCheck, Forward,
    ForwardQuery, Gateway, Jwt, KeyCheck, KeyRecords, PathPattern, RateLimit, Segment, Set, SplitTarget,
    TokenSource, Upstream,
};

use crate::side::{Aspect, Part, Side};

/// What a leaf belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Of {
    /// The gateway as a whole.
    Gateway,
    /// An endpoint, by index.
    Endpoint(u32),
    /// A check, by name.
    Auth(String),
    /// An upstream, by name.
    Upstream(String),
    /// A quota, by name.
    Quota(String),
    /// A balance, by name.
    Balance(String),
    /// Nothing that decides about a request, for this reason.
    Idle(&'static str),
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// As it is.
    pub(crate) text: String,
    /// With what names stand for instead of names.
    pub(crate) meaning: String,
    pub(crate) of: Of,
    pub(crate) aspect: Aspect,
    /// Why it may differ where no request is decided otherwise.
    pub(crate) spared: Option<&'static str>,
}

/// The leaves of one side by name.
pub(crate) type Leaves = BTreeMap<String, Value>;

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

fn parts(side: &Side, endpoint: usize) -> &[Part] {
    side.endpoints.get(endpoint).map_or(&[], |rest| &rest.parts)
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
        ("routing", format!("{semantics:?} {krakend:?} {:?}", side.routing), Aspect::Routing),
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
    for quota in quotas {
        let of = Of::Quota(quota.name.clone());
        let name = format!("gateway: quotas.{}", quota.name);
        add(&mut leaves, name, same(&format!("{quota:?}")), of, Aspect::Policies);
    }
    for balance in balances {
        let of = Of::Balance(balance.name.clone());
        let name = format!("gateway: balances.{}", balance.name);
        add(&mut leaves, name, same(&format!("{balance:?}")), of, Aspect::Policies);
    }
    add(&mut leaves, "gateway: name".to_owned(), same(name), Of::Idle(NAME), Aspect::Route);
    if !strict_hosts {
        let text = format!("{:?}", side.gateway.hosts);
        let of = Of::Idle("requests for any host are answered");
        add(&mut leaves, "gateway: hosts".to_owned(), same(&text), of, Aspect::Hosts);
    }
    for part in &side.parts {
        let name = format!("gateway: {}", part.name);
        add(&mut leaves, name, same(&part.text), Of::Gateway, Aspect::Parts);
    }
    auth.iter().for_each(|auth| check(auth, &mut leaves));
    upstreams.iter().for_each(|one| upstream(one, &mut leaves));
    for idle in &side.idle {
        add(&mut leaves, idle.leaf.clone(), same(&idle.text), Of::Idle(idle.reason), Aspect::Route);
    }
    leaves
}

fn same(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

fn add(leaves: &mut Leaves, name: String, (text, meaning): (String, String), of: Of, aspect: Aspect) {
    leaves.insert(name, Value { text, meaning, of, aspect, spared: None });
}

/// A value that may differ without an effect, for this reason.
fn add_spared(leaves: &mut Leaves, name: String, text: String, of: Of, aspect: Aspect, reason: &'static str) {
    let meaning = text.clone();
    leaves.insert(name, Value { text, meaning, of, aspect, spared: Some(reason) });
}

/// Of one audience, each is one of them.
fn plain(audiences: &Audiences) -> Audiences {
    match audiences {
        Audiences::All(names) if names.len() == 1 => Audiences::List(names.clone()),
        other => other.clone(),
    }
}

fn limit(limit: &RateLimit) -> String {
    format!("{limit:?}")
}

fn check(auth: &Auth, leaves: &mut Leaves) {
    let Auth { name, kind, origins, rate_limit } = auth;
    let mut field = |field: &str, text: String, aspect: Aspect| {
        let meaning = text.to_ascii_lowercase();
        add(leaves, format!("auth {name}: {field}"), (text, meaning), Of::Auth(name.clone()), aspect);
    };
    match kind {
        AuthKind::Jwt(Jwt {
            issuer,
            jwks_url,
            discover,
            algorithms,
            audiences,
            sources,
            leeway,
            require,
            headers,
        }) => {
            field("issuer", format!("{issuer:?}"), Aspect::Check);
            field("jwks", format!("{jwks_url} {discover}"), Aspect::Check);
            field("algorithms", format!("{algorithms:?}"), Aspect::Check);
            field("audiences", format!("{:?}", plain(audiences)), Aspect::Check);
            field("from", format!("{sources:?}"), Aspect::Check);
            field("leeway", format!("{leeway:?}"), Aspect::Check);
            field("require", format!("{require:?}"), Aspect::Require);
            field("headers", format!("{headers:?}"), Aspect::Headers);
        }
        AuthKind::ApiKey(ApiKey { prefixes, headers, verify }) => {
            field("prefixes", format!("{prefixes:?}"), Aspect::Check);
            field("headers", format!("{headers:?}"), Aspect::Check);
            match verify {
                KeyCheck::Upstream => field("verify", "upstream".to_owned(), Aspect::Check),
                KeyCheck::Gateway(KeyRecords { source, limits, require, headers }) => {
                    field("verify", format!("{source:?}"), Aspect::Check);
                    field("limits", format!("{limits:?}"), Aspect::Check);
                    field("require", format!("{require:?}"), Aspect::Require);
                    field("minted", format!("{headers:?}"), Aspect::Headers);
                }
            }
        }
        AuthKind::External(ExternalCheck { url, send, timeout, cache, on_error, headers }) => {
            field("url", url.clone(), Aspect::Check);
            field("send", format!("{send:?}"), Aspect::Check);
            field("timeout", format!("{timeout:?}"), Aspect::Check);
            field("cache", format!("{cache:?}"), Aspect::Check);
            field("on_error", format!("{on_error:?}"), Aspect::Check);
            field("headers", format!("{headers:?}"), Aspect::Headers);
        }
    }
    for (field, text, aspect, reason) in [
        ("origins", format!("{origins:?}"), Aspect::Check, "web pages of the same hosts may use it"),
        ("rate_limit", limit(rate_limit), Aspect::Limits, "the limit is the same"),
    ] {
        let of = Of::Auth(name.clone());
        add_spared(leaves, format!("auth {name}: {field}"), text, of, aspect, reason);
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
    let text = accepts_keys.to_string();
    add(leaves, format!("upstream {name}: accepts_keys"), same(&text), of.clone(), Aspect::Upstream);
    let text = format!("{in_flight:?}");
    add(leaves, format!("upstream {name}: in_flight"), same(&text), of.clone(), Aspect::Upstream);
    let text = format!("{:?}", **options);
    let reason = "it has no effect on these hosts and endpoints";
    add_spared(leaves, format!("upstream {name}: options"), text, of, Aspect::Upstream, reason);
}

fn endpoint(side: &Side, key: &str, index: u32, leaves: &mut Leaves) {
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
        add(leaves, name, same(&part.text), Of::Endpoint(index), Aspect::Parts);
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

fn credential_leaf(side: &Side, credential: &Credential) -> (String, String) {
    let names: &[gwc_artifact::Text] = match credential {
        Credential::Public => &[],
        Credential::AnyOf(names) => names,
    };
    let kind = |name: &gwc_artifact::Text| {
        let auth = side.gateway.auth.iter().find(|auth| auth.name == *name);
        auth.map_or_else(|| format!("{name:?}"), |auth| meaning(&auth.kind))
    };
    (format!("{credential:?}"), format!("{:?}", names.iter().map(kind).collect::<Vec<_>>()))
}

/// What a check verifies. Names of headers have no case.
pub(crate) fn meaning(kind: &AuthKind) -> String {
    let mut kind = kind.clone();
    match &mut kind {
        AuthKind::Jwt(jwt) => {
            for source in &mut jwt.sources {
                if let TokenSource::Header(name) = source {
                    name.make_ascii_lowercase();
                }
            }
            jwt.audiences = plain(&jwt.audiences);
        }
        AuthKind::ApiKey(key) => key.headers.iter_mut().for_each(|name| name.make_ascii_lowercase()),
        AuthKind::External(check) => check.send.iter_mut().for_each(|name| name.make_ascii_lowercase()),
    }
    format!("{kind:?}")
}

/// A check without what it requires of claims and mints of them.
pub(crate) fn acceptance(kind: &AuthKind) -> AuthKind {
    let mut kind = kind.clone();
    match &mut kind {
        AuthKind::Jwt(Jwt { require, headers, .. }) => {
            *require = Set::default();
            *headers = Set::default();
        }
        AuthKind::ApiKey(ApiKey {
            verify: KeyCheck::Gateway(KeyRecords { require, headers, .. }), ..
        }) => {
            *require = Set::default();
            *headers = Set::default();
        }
        AuthKind::ApiKey(_) => {}
        AuthKind::External(ExternalCheck { headers, .. }) => *headers = Set::default(),
    }
    kind
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
