//! What happens to one request: by the matcher and the plans that the runtime executes, and for KrakenD by the simulated
//! router. Nothing here knows how two gateways are compared.

use std::net::IpAddr;

use gwc_artifact::{
    ApiKey, Artifact, Auth, AuthKind, Breaker, EndpointPolicy, ForwardHeaders, Gateway, KeyCheck,
    KrakendRouter, Method, MintedHeader, PathPattern, Piece, Segment, Semantics, Template, Upstream,
};
use gwc_krakend::gin::{GinVersion, Router};
use gwc_plan::{
    Decision, Destination, Forwarding, Found, LimitKey, LimitScope, Plan, Refused, RequestClass, Routed,
};

mod credential;
mod policies;

use credential::Verified;
pub(crate) use credential::{At, Held, Token};

use crate::random::composed::{Composed, Further};

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) host: &'static str,
    pub(crate) address: IpAddr,
    /// Two credentials at most.
    pub(crate) held: [Held; 2],
    /// The page that it comes from.
    pub(crate) page: Option<&'static str>,
    /// The user agent; empty if there is no header.
    pub(crate) agent: &'static str,
    pub(crate) websocket: bool,
}

/// One side, ready for requests.
pub(crate) struct Served {
    gateway: Gateway,
    artifact: Option<Artifact>,
    router: Option<Router>,
    plans: Vec<Plan>,
    composed: Composed,
}

impl Served {
    /// A gateway that `gwr` serves.
    pub(crate) fn by_gwr(gateway: &Gateway) -> Served {
        let bytes = gwc_artifact::encode(gateway).expect("an artifact");
        let artifact = Artifact::open(bytes).expect("what was encoded");
        let gateway = (**artifact.gateway()).clone();
        let plans = gwc_plan::plans(&gateway);
        Served { gateway, artifact: Some(artifact), router: None, plans, composed: Composed::default() }
    }

    /// A gateway that KrakenD serves, with what endpoints compose; `None` where gin refuses a path.
    pub(crate) fn by_gin(gateway: &Gateway, composed: &Composed) -> Option<Served> {
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
        Some(Served {
            gateway: gateway.clone(),
            artifact: None,
            router: Some(router),
            plans,
            composed: composed.clone(),
        })
    }

    /// What every response has, and what pages are told where no endpoint is met.
    pub(crate) fn everywhere(&self) -> String {
        let Gateway { cors, response_headers, .. } = &self.gateway;
        format!("{response_headers:?} {}", policies::pages(cors.as_ref(), None))
    }

    /// What happens, as text that is equal for what is equal.
    pub(crate) fn observe(&self, request: &Request) -> String {
        let segments: Vec<&str> = request.path[1..].split('/').collect();
        let endpoint = match (&self.artifact, &self.router) {
            (Some(artifact), _) => match gwc_plan::find(artifact, request.method, &request.path) {
                Ok(Found::Endpoint(found)) => found.endpoint,
                Ok(Found::Methods(methods)) => return format!("204 {methods}"),
                Err(refused) => return self.refused(&refused, artifact, request),
            },
            (_, Some(router)) => match router.find(request.method, &request.path).route {
                Some(endpoint) => endpoint,
                None => return "no endpoint".to_owned(),
            },
            _ => unreachable!("a side is served by one of them"),
        };
        self.decided(endpoint, request, &segments)
    }

    /// KrakenD redirects to the path with a slash more or less, and answers other methods as its options say.
    fn refused(&self, refused: &Refused, artifact: &Artifact, request: &Request) -> String {
        let usual = || format!("{} {refused:?}", refused.status());
        if self.gateway.semantics != Semantics::Krakend {
            return usual();
        }
        let KrakendRouter {
            redirects_trailing_slash,
            redirects_fixed_path,
            answers_other_methods,
            answers_options,
            ..
        } = &self.gateway.krakend;
        let toggled = match request.path.strip_suffix('/') {
            Some(shorter) => shorter.to_owned(),
            None => format!("{}/", request.path),
        };
        let meets = || matches!(gwc_plan::find(artifact, request.method, &toggled), Ok(Found::Endpoint(_)));
        let redirects = *redirects_trailing_slash || *redirects_fixed_path;
        match refused {
            _ if redirects && !toggled.is_empty() && meets() => format!("redirected to {toggled}"),
            Refused::OtherMethod(allowed) if *answers_options && request.method == "OPTIONS" => {
                format!("204 {allowed}")
            }
            Refused::OtherMethod(_) if !answers_other_methods => "404 NoEndpoint".to_owned(),
            _ => usual(),
        }
    }

    fn decided(&self, endpoint: usize, request: &Request, segments: &[&str]) -> String {
        let plan = &self.plans[endpoint];
        let headers = sent_headers(request);
        let cookies: Vec<&str> = request.held.into_iter().filter_map(|held| held.at()?.cookie()).collect();
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
            // Clients are told the same as for a path without an endpoint.
            Decision::Refused(Refused::OtherHost) if self.router.is_none() => "404 NoEndpoint".to_owned(),
            Decision::Refused(Refused::OtherHost) => "no endpoint".to_owned(),
            Decision::Refused(refused) => format!("{} {refused:?}", refused.status()),
            Decision::Routed(routed) => self.routed(&routed, endpoint, request, segments),
        }
    }

    fn routed(&self, routed: &Routed<'_>, endpoint: usize, request: &Request, segments: &[&str]) -> String {
        if !routed.addresses.admits(request.address) {
            return "403 address".to_owned();
        }
        if self.bots(endpoint).iter().any(|bots| policies::refuses(bots, request.agent)) {
            return "403 agent".to_owned();
        }
        let is_open = self.gateway.endpoints[endpoint].credential.is_open();
        let checks = (&*self.checks(endpoint), is_open);
        let (made, minted, of_check) =
            match credential::verify(checks, &request.held, self.gateway.store.as_ref()) {
                Verified::Anybody => (&[][..], String::new(), String::new()),
                Verified::Refused(status) => return status.to_owned(),
                Verified::By { auth, held, minted, through } => {
                    let required = auth.kind.requirements().iter().chain(routed.require);
                    if required.into_iter().any(|one| !credential::holds(one, held)) {
                        return "403 claims".to_owned();
                    }
                    match credential::options(auth, request.page) {
                        Ok(limits) => (minted, format!("{minted:?}"), format!("{through} {limits}")),
                        Err(status) => return status.to_owned(),
                    }
                }
            };
        let limits = self.limits(routed, endpoint, segments);
        let forwards = matches!(routed.destination, Destination::Upstream(_));
        let method = self.gateway.endpoints[endpoint].method;
        let policies = policies::shown(routed.policies, &self.gateway, (method, forwards));
        let answer = match &routed.destination {
            Destination::Health => "health".to_owned(),
            Destination::NotImplemented => "501".to_owned(),
            Destination::Fixed(response) => format!("{response:?}"),
            Destination::Redirect(to) => {
                format!("{} {}{}", to.status, to.origin, filled(&to.path, self.pattern(endpoint), segments))
            }
            Destination::Upstream(forwarding) => {
                let split = self.split(routed.policies, endpoint);
                let names: Vec<String> =
                    sent_headers(request).into_iter().map(str::to_ascii_lowercase).collect();
                self.forwarded(forwarding, endpoint, (made, &minted, &names), segments) + &split
            }
        };
        let composed = self.composed(endpoint, segments);
        format!("{of_check} {limits:?} {policies:?} {composed} {answer}")
    }

    /// What KrakenD composes: where each further backend is called, and what happens to requests and responses.
    fn composed(&self, at: usize, segments: &[&str]) -> String {
        let endpoint = &self.gateway.endpoints[at];
        let composition = self.composed.of.get(&endpoint.id).cloned().unwrap_or_default();
        let call = |backend: &Further| {
            let upstream = self.gateway.upstreams.iter().find(|one| one.name == backend.upstream);
            let mut hosts: Vec<String> =
                upstream.iter().flat_map(|one| &one.hosts).map(|host| format!("{host:?}")).collect();
            hosts.sort();
            let path = filled(&backend.template(&endpoint.path), &endpoint.path, segments);
            format!("{hosts:?} {} {path}", backend.method.unwrap_or(endpoint.method))
        };
        let calls: Vec<String> = composition.further.iter().map(call).collect();
        let mut settings: Vec<String> =
            composition.settings.iter().map(|(name, text, _)| format!("{name} {text}")).collect();
        settings.sort();
        format!("{calls:?} {settings:?}")
    }

    fn pattern(&self, endpoint: usize) -> &PathPattern {
        &self.gateway.endpoints[endpoint].path
    }

    /// The checks of an endpoint, in order.
    fn checks(&self, endpoint: usize) -> Vec<&Auth> {
        let names = self.gateway.endpoints[endpoint].credential.checks();
        names.iter().filter_map(|name| self.gateway.auth.iter().find(|auth| auth.name == *name)).collect()
    }

    /// The rules about user agents that an endpoint follows.
    fn bots(&self, endpoint: usize) -> Vec<&gwc_artifact::Bots> {
        let own = self.gateway.endpoints[endpoint].policies.iter().filter_map(|policy| match policy {
            EndpointPolicy::Bots(bots) => Some(bots),
            _ => None,
        });
        own.chain([&self.gateway.bots]).collect()
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
            format!("{} {key} {}", rule.scope == LimitScope::Gateway, policies::limit_shown(&rule.limit))
        };
        routed.limits.iter().map(one).collect()
    }

    /// The upstreams that get some of the requests, whatever they are called.
    fn split(&self, policies: &[EndpointPolicy], endpoint: usize) -> String {
        let mut text = String::new();
        for policy in policies {
            let EndpointPolicy::Split(targets) = policy else { continue };
            for target in targets {
                let upstream = self.gateway.upstreams.iter().find(|one| one.name == target.upstream);
                let shown = upstream.map(|upstream| self.upstream(upstream, endpoint));
                text += &format!(" {:?} to {shown:?}", target.by);
            }
        }
        text
    }

    fn upstream(&self, upstream: &Upstream, endpoint: usize) -> String {
        let checks_keys =
            |auth: &&Auth| matches!(&auth.kind, AuthKind::ApiKey(ApiKey { verify: KeyCheck::Upstream, .. }));
        let keys = self.checks(endpoint).iter().any(checks_keys);
        policies::upstream_shown(upstream, self.breaker(endpoint), keys)
    }

    fn forwarded(
        &self,
        to: &Forwarding<'_>,
        endpoint: usize,
        (made, minted, sent): (&[MintedHeader], &str, &[String]),
        segments: &[&str],
    ) -> String {
        let from = &self.gateway.endpoints[endpoint];
        let upstream = self.gateway.upstreams.iter().find(|upstream| upstream.name == to.upstream);
        let path = filled(to.path, &from.path, segments);
        let mut headers = match (&self.router, &from.forward.headers) {
            (None, _) => to.headers.forwarded.clone(),
            (Some(_), ForwardHeaders::All) => sent.to_vec(),
            (Some(_), ForwardHeaders::List(names)) => {
                let is_listed = |name: &&String| names.iter().any(|listed| listed.eq_ignore_ascii_case(name));
                sent.iter().filter(is_listed).cloned().collect()
            }
        };
        headers.sort();
        // A claim replaces what the client sends.
        let is_made = |name: &String| {
            !to.headers.minted.is_empty() && made.iter().any(|one| one.header.eq_ignore_ascii_case(name))
        };
        headers.retain(|name| !is_made(name));
        let minted = if to.headers.minted.is_empty() { "" } else { minted };
        let edits = match &self.router {
            None => to.headers.edits.clone(),
            Some(_) => self.edits(endpoint),
        };
        // What is set or removed is not what the client sends.
        headers.retain(|name| edits.iter().all(|edit| edit.name() != name));
        let upstream = upstream.map(|upstream| self.upstream(upstream, endpoint));
        format!(
            "{upstream:?} {} {path} {} {headers:?} {edits:?} {minted} {:?} {:?} {}",
            to.method, to.query, to.timeouts, to.stream, to.tunnel
        )
    }

    fn breaker(&self, endpoint: usize) -> Option<&Breaker> {
        self.gateway.endpoints[endpoint].policies.iter().find_map(|policy| match policy {
            EndpointPolicy::Breaker(breaker) => Some(breaker),
            _ => None,
        })
    }

    /// The edits of a request's headers, as KrakenD makes them: of any header.
    fn edits(&self, endpoint: usize) -> Vec<gwc_artifact::HeaderEdit> {
        let edits = self.gateway.endpoints[endpoint].policies.iter().filter_map(|policy| match policy {
            EndpointPolicy::RequestHeaders(edits) => Some(edits.to_vec()),
            _ => None,
        });
        edits.flatten().collect()
    }
}

/// The headers of a request, but for its host.
fn sent_headers(request: &Request) -> Vec<&'static str> {
    let usual = ["Content-Type", "X-A", "X-User-Id", "X-Roles", "X-Custom", "X-Country"];
    let held = request.held.into_iter().filter_map(|held| held.at()?.header());
    let mut headers: Vec<&str> = usual.into_iter().chain(held).collect();
    headers.sort_unstable();
    headers.dedup();
    headers
}

/// What a template makes of a path.
fn filled(template: &Template, pattern: &PathPattern, segments: &[&str]) -> String {
    let params: Vec<usize> =
        (0..pattern.segments.len()).filter(|at| matches!(pattern.segments[*at], Segment::Param(_))).collect();
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.to_string(),
        Piece::Param(position) => segments.get(params[*position]).unwrap_or(&"").to_string(),
        Piece::Tail => segments[pattern.segments.len() - 1..].join("/"),
    };
    template.pieces.iter().map(piece).collect()
}
