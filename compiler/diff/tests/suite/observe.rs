//! What happens to one request: by the matcher and the plans that the runtime executes, and for KrakenD by the simulated
//! router. Nothing here knows how two gateways are compared.

use std::net::IpAddr;

use gwc_artifact::{
    Artifact, Audiences, AuthKind, Dialect, EndpointPolicy, ForwardHeaders, Gateway, Issuer, Jwt, Method,
    Piece, Requirement, Segment, TokenSource,
};
use gwc_krakend::gin::{GinVersion, Router};
use gwc_plan::{Decision, Destination, Forwarding, Found, LimitKey, LimitScope, Plan, RequestClass, Routed};

/// A credential that a request has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Held {
    None,
    /// A token: issuer, algorithm, audiences, where it is, how long it is over, its role, and whether it is a VIP's.
    Token(&'static str, &'static str, &'static [&'static str], At, u64, &'static str, bool),
    /// A key in a header.
    Key(&'static str, &'static str),
}

/// Where a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum At {
    Header(&'static str),
    Cookie(&'static str),
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) host: &'static str,
    pub(crate) address: IpAddr,
    pub(crate) held: Held,
    pub(crate) websocket: bool,
}

/// One side, ready for requests.
pub(crate) struct Served {
    gateway: Gateway,
    artifact: Option<Artifact>,
    router: Option<Router>,
    plans: Vec<Plan>,
}

impl Served {
    /// A gateway that `gwr` serves.
    pub(crate) fn by_gwr(gateway: &Gateway) -> Served {
        let bytes = gwc_artifact::encode(gateway).expect("an artifact");
        let artifact = Artifact::open(bytes).expect("what was encoded");
        let gateway = (**artifact.gateway()).clone();
        let plans = gwc_plan::plans(&gateway);
        Served { gateway, artifact: Some(artifact), router: None, plans }
    }

    /// A gateway that KrakenD serves; `None` where gin refuses a path.
    pub(crate) fn by_gin(gateway: &Gateway) -> Option<Served> {
        let mut router = Router::new(GinVersion::V1_12);
        for (index, endpoint) in gateway.endpoints.iter().enumerate() {
            let segment = |segment: &Segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Param(name) => format!("/:{name}"),
                Segment::Tail => "/*rest".to_owned(),
            };
            let path: String = endpoint.path.segments.iter().map(segment).collect();
            let path = if path.is_empty() { "/".to_owned() } else { path };
            router.add(endpoint.method.as_str(), &path, index).ok()?;
        }
        let plans = gwc_plan::plans(gateway);
        Some(Served { gateway: gateway.clone(), artifact: None, router: Some(router), plans })
    }

    /// What happens, as text that is equal for what is equal.
    pub(crate) fn observe(&self, request: &Request) -> String {
        let segments: Vec<&str> = request.path[1..].split('/').collect();
        let endpoint = match (&self.artifact, &self.router) {
            (Some(artifact), _) => match gwc_plan::find(artifact, request.method, &request.path) {
                Ok(Found::Endpoint(found)) => found.endpoint,
                Ok(Found::Methods(methods)) => return format!("204 {methods}"),
                Err(refused) => return format!("{} {refused:?}", refused.status()),
            },
            (_, Some(router)) => match router.find(request.method, &request.path).route {
                Some(endpoint) => endpoint,
                None => return "no endpoint".to_owned(),
            },
            _ => unreachable!("a side is served by one of them"),
        };
        self.decided(endpoint, request, &segments)
    }

    fn decided(&self, endpoint: usize, request: &Request, segments: &[&str]) -> String {
        let plan = &self.plans[endpoint];
        let (mut headers, mut cookies) = (vec!["Content-Type", "X-A", "X-User-Id", "X-Custom"], Vec::new());
        match request.held {
            Held::Token(.., At::Header(name), _, _, _) | Held::Key(name, _) => headers.push(name),
            Held::Token(.., At::Cookie(name), _, _, _) => cookies.push(name),
            Held::None => {}
        }
        let class = RequestClass {
            method: Method::parse(request.method).expect("a method that an endpoint has"),
            host: request.host,
            headers: &headers,
            cookies: &cookies,
            connection: &[],
            query: Some("q=1&r=2&s=3"),
            websocket: request.websocket,
        };
        match gwc_plan::decide(plan, &class) {
            Decision::Refused(refused) => format!("{} {refused:?}", refused.status()),
            Decision::Routed(routed) => self.routed(&routed, endpoint, request, segments),
        }
    }

    fn routed(&self, routed: &Routed<'_>, endpoint: usize, request: &Request, segments: &[&str]) -> String {
        if !routed.addresses.admits(request.address) {
            return "403 address".to_owned();
        }
        let names = match &self.gateway.endpoints[endpoint].credential {
            gwc_artifact::Credential::Public => &[][..],
            gwc_artifact::Credential::AnyOf(names) => names,
        };
        let kinds: Vec<&AuthKind> = names
            .iter()
            .filter_map(|n| self.gateway.auth.iter().find(|a| a.name == *n))
            .map(|a| &a.kind)
            .collect();
        let passed = kinds.iter().find(|kind| passes(kind, request.held));
        if !kinds.is_empty() && passed.is_none() {
            return "401".to_owned();
        }
        let of_check = match passed {
            Some(AuthKind::Jwt(jwt)) => jwt.require.to_vec(),
            _ => Vec::new(),
        };
        if of_check.iter().chain(routed.require).any(|one| !holds(one, request.held)) {
            return "403 claims".to_owned();
        }
        let minted = match passed {
            Some(AuthKind::Jwt(jwt)) => format!("{:?}", jwt.headers),
            _ => String::new(),
        };
        let limits = self.limits(routed, endpoint, segments);
        let policies: Vec<_> =
            routed.policies.iter().filter(|p| **p != EndpointPolicy::Dialect(Dialect::Plain)).collect();
        let answer = match &routed.destination {
            Destination::Health => "health".to_owned(),
            Destination::NotImplemented => "501".to_owned(),
            Destination::Fixed(response) => format!("{response:?}"),
            Destination::Redirect(redirect) => format!("{redirect:?}"),
            Destination::Upstream(forwarding) => self.forwarded(forwarding, endpoint, &minted, segments),
        };
        format!("{limits:?} {policies:?} {answer}")
    }

    /// Buckets by what they count, whatever parameters are called.
    fn limits(&self, routed: &Routed<'_>, endpoint: usize, segments: &[&str]) -> Vec<String> {
        let pattern = &self.gateway.endpoints[endpoint].path;
        let params: Vec<usize> = (0..pattern.segments.len())
            .filter(|at| matches!(pattern.segments[*at], Segment::Param(_)))
            .collect();
        let one = |rule: &&gwc_plan::LimitRule| {
            let key = match &rule.key {
                LimitKey::Param { position, .. } => {
                    format!(
                        "segment {} {}",
                        params[*position],
                        segments.get(params[*position]).unwrap_or(&"")
                    )
                }
                key => format!("{key:?}"),
            };
            let rate = rule.limit.rate.count as f64 / rule.limit.rate.period.as_secs_f64();
            format!("{} {key} {rate} {}", rule.scope == LimitScope::Gateway, rule.limit.burst)
        };
        routed.limits.iter().map(one).collect()
    }

    fn forwarded(&self, to: &Forwarding<'_>, endpoint: usize, minted: &str, segments: &[&str]) -> String {
        let from = &self.gateway.endpoints[endpoint];
        let upstream = self.gateway.upstreams.iter().find(|upstream| upstream.name == to.upstream);
        let params: Vec<usize> = (0..from.path.segments.len())
            .filter(|at| matches!(from.path.segments[*at], Segment::Param(_)))
            .collect();
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.to_string(),
            Piece::Param(position) => segments.get(params[*position]).unwrap_or(&"").to_string(),
            Piece::Tail => segments[from.path.segments.len() - 1..].join("/"),
        };
        let path: String = to.path.pieces.iter().map(piece).collect();
        let mut headers = match (&self.router, &from.forward.headers) {
            (None, _) => to.headers.forwarded.clone(),
            (Some(_), ForwardHeaders::All) => vec!["*".to_owned()],
            (Some(_), ForwardHeaders::List(names)) => names.iter().map(|n| n.to_ascii_lowercase()).collect(),
        };
        headers.sort();
        let minted = if to.headers.minted.is_empty() { "" } else { minted };
        format!(
            "{:?} {} {path} {} {headers:?} {minted} {:?} {:?} {}",
            upstream.map(|upstream| &upstream.hosts),
            to.method,
            to.query,
            to.timeouts,
            to.stream,
            to.tunnel
        )
    }
}

fn passes(kind: &AuthKind, held: Held) -> bool {
    match (kind, held) {
        (AuthKind::Jwt(jwt), Held::Token(issuer, algorithm, audiences, at, late, ..)) => {
            is_read(jwt, at) && is_accepted(jwt, issuer, algorithm, audiences) && late <= jwt.leeway.as_secs()
        }
        (AuthKind::ApiKey(key), Held::Key(header, prefix)) => {
            key.headers.iter().any(|name| name == header) && key.prefixes.iter().any(|known| known == prefix)
        }
        _ => false,
    }
}

fn is_read(jwt: &Jwt, at: At) -> bool {
    jwt.sources.iter().any(|source| match (source, at) {
        (TokenSource::Header(name), At::Header(wanted)) => name == wanted,
        (TokenSource::Cookie(name), At::Cookie(wanted)) => name == wanted,
        _ => false,
    })
}

fn is_accepted(jwt: &Jwt, issuer: &str, algorithm: &str, audiences: &[&str]) -> bool {
    let by = match &jwt.issuer {
        Issuer::Any => true,
        Issuer::Exact(wanted) => wanted == issuer,
    };
    let has = |name: &String| audiences.contains(&name.as_str());
    let for_us = match &jwt.audiences {
        Audiences::Any => true,
        Audiences::List(names) => names.iter().any(has),
        Audiences::All(names) => names.iter().all(has),
    };
    by && for_us && jwt.algorithms.iter().any(|known| known.as_str() == algorithm)
}

fn holds(requirement: &Requirement, held: Held) -> bool {
    let Held::Token(.., role, vip) = held else { return false };
    match requirement {
        Requirement::Role(roles) | Requirement::Scope(roles) => {
            roles.values.iter().any(|value| value == role)
        }
        Requirement::Claim(_) => vip,
    }
}
