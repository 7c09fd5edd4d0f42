//! The tables of one artifact: everything a request needs, made once from its plans, with nothing left to check.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gwc_artifact::{Artifact, EndpointPolicy, Network, Set, Shared, Stream, Timeouts};
use gwc_plan::address::AddressPlan;
use gwc_plan::{Found, HostPlan, LimitPhase, Plan, Planner, Refused};
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, Response};

use crate::body::AnswerBody;
use crate::error::ProxyError;
use crate::keys::KeyStores;
use crate::options::Options;
use crate::policy::bots::Bots;
use crate::policy::buckets::Buckets;
use crate::policy::cors::{self, Cors};
use crate::policy::credentials::{Checks, Credentials};
use crate::policy::forwarded;
use crate::policy::header_edits::HeaderEdits;
use crate::policy::headers::Headers;
use crate::policy::limits::{Caller, Limits};
use crate::policy::respond::{Fixed, Redirect};
use crate::policy::rewrite::Rewrite;
use crate::policy::unenforced::Unenforced;
use crate::upstream::host::Upstream;

/// A gateway that can serve.
#[derive(Debug)]
pub(crate) struct Gateway {
    artifact: Artifact,
    limits: Limits,
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) upstreams: Vec<Upstream>,
    bots: Option<Bots>,
    cors: Option<Arc<Cors>>,
    pub(crate) response_headers: HeaderEdits,
    /// When the upstreams were last probed for a health answer, in milliseconds of the process.
    pub(crate) probed: AtomicU64,
}

/// The policies that many endpoints share: each is made once.
#[derive(Debug, Default)]
struct CorsPolicies(BTreeMap<gwc_artifact::Cors, Arc<Cors>>);

impl CorsPolicies {
    fn of(&mut self, policy: &gwc_artifact::Cors) -> Arc<Cors> {
        let made = || Arc::new(Cors::of(policy));
        Arc::clone(self.0.entry(policy.clone()).or_insert_with(made))
    }
}

/// What happens to the requests of one endpoint.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The stable id, as 16 hexadecimal digits.
    pub(crate) id: String,
    hosts: HostPlan,
    addresses: AddressPlan,
    pub(crate) credentials: Credentials,
    limits: Limits,
    pub(crate) policies: Shared<Set<EndpointPolicy>>,
    bots: Option<Bots>,
    cors: Option<Arc<Cors>>,
    pub(crate) response_headers: HeaderEdits,
    pub(crate) answerer: Answerer,
}

/// What answers an endpoint.
#[derive(Debug)]
pub(crate) enum Answerer {
    Upstream(Box<Route>),
    /// The gateway, with the state of its upstreams.
    Health,
    /// The gateway, with 501.
    NotImplemented,
    /// The gateway, with the same response for each request.
    Fixed(Box<Fixed>),
    /// The gateway, with another place.
    Redirect(Box<Redirect>),
}

/// How an endpoint's requests reach its upstream.
#[derive(Debug)]
pub(crate) struct Route {
    /// Index of the upstream in the gateway's list.
    pub(crate) upstream: usize,
    /// The method sent, when it is another than the client's.
    pub(crate) method: Option<Method>,
    pub(crate) rewrite: Rewrite,
    pub(crate) headers: Headers,
    pub(crate) timeouts: Timeouts,
    /// Whether a WebSocket upgrade is tunnelled; without one the request is as any other.
    pub(crate) websocket: bool,
}

impl Gateway {
    /// The tables of an artifact. The buckets of its limits and the keys of its checks are those of the artifact before it.
    ///
    /// # Errors
    /// What the runtime does not enforce, unless the options skip it.
    pub(crate) fn new(
        artifact: Artifact,
        options: &Options,
        buckets: Arc<Buckets>,
        stores: &KeyStores,
    ) -> Result<Gateway, Unenforced> {
        let model = Arc::clone(artifact.gateway());
        let unenforced = Unenforced::of(&model);
        if !options.skip_unenforced && !unenforced.is_empty() {
            return Err(unenforced);
        }
        let checks = (!options.skip_credentials).then(|| Checks::of(&model, stores));
        let planner = Planner::new(&model);
        let plans = model.endpoints.iter().map(|endpoint| planner.plan(endpoint));
        let mut policies = CorsPolicies::default();
        let cors = model.cors.as_ref().map(|cors| policies.of(cors));
        let mut endpoint =
            |plan| Endpoint::of(plan, &model.upstreams, checks.as_ref(), &buckets, &mut policies);
        let endpoints = plans.map(&mut endpoint).collect();
        Ok(Gateway {
            limits: Limits::of(planner.gateway_limits(), &buckets),
            endpoints,
            upstreams: model.upstreams.iter().map(Upstream::of).collect(),
            bots: Bots::of(&model.bots),
            cors,
            response_headers: HeaderEdits::of(&model.response_headers),
            probed: AtomicU64::new(0),
            artifact,
            buckets,
        })
    }

    /// What a request of the method and path meets.
    pub(crate) fn find<'p>(&self, method: &Method, path: &'p str) -> Result<Found<'p>, ProxyError> {
        match gwc_plan::find(&self.artifact, method.as_str(), path)? {
            Found::Endpoint(found) if found.endpoint >= self.endpoints.len() => {
                Err(Refused::NoEndpoint.into())
            }
            found => Ok(found),
        }
    }

    /// What the tables were made of.
    pub(crate) fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// The proxies in front that are believed what they say of their clients.
    pub(crate) fn trusted_proxies(&self) -> &[Network] {
        &self.artifact.gateway().trusted_proxies
    }

    /// The address of the client of a request that comes from `peer`.
    pub(crate) fn client_address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        forwarded::client_address(peer, self.trusted_proxies(), headers)
    }

    /// Checks that a client with this address may call anything here.
    pub(crate) fn check_address(&self, address: IpAddr) -> Result<(), ProxyError> {
        if self.artifact.gateway().ip.admits(address) { Ok(()) } else { Err(ProxyError::AddressDenied) }
    }

    /// Checks that the client is no bot, for the gateway as a whole and for the endpoint.
    pub(crate) fn check_agent(&self, endpoint: &Endpoint, headers: &HeaderMap) -> Result<(), ProxyError> {
        self.bots.iter().chain(&endpoint.bots).try_for_each(|bots| bots.check(headers))
    }

    /// The answer to a preflight, if the endpoint that it is about has a policy. Where it is about none, the policy of
    /// the gateway answers, so that the page can read the error that follows.
    pub(crate) fn preflight(&self, head: &Parts, host: &str) -> Option<Response<AnswerBody>> {
        let method = cors::asked_method(head)?;
        let policy = match self.find(&method, head.uri.path()) {
            Ok(Found::Endpoint(found)) => {
                let endpoint = &self.endpoints[found.endpoint];
                endpoint.check_host(host).ok().and(endpoint.cors.as_ref())
            }
            _ => self.cors.as_ref(),
        };
        policy.map(|policy| policy.preflight(&head.headers))
    }

    /// Applies the response policies that all responses have, those of the gateway itself included.
    pub(crate) fn finish(&self, endpoint: Option<usize>, head: &Parts, out: &mut HeaderMap) {
        let endpoint = endpoint.map(|endpoint| &self.endpoints[endpoint]);
        self.response_headers.apply(out);
        if let Some(endpoint) = endpoint {
            endpoint.response_headers.apply(out);
        }
        // Last: no other policy changes what pages may read.
        let cors = endpoint.map_or(self.cors.as_ref(), |endpoint| endpoint.cors.as_ref());
        if let Some(cors) = cors.filter(|_| cors::asked_method(head).is_none()) {
            cors.to_client(head, out);
        }
    }

    /// Takes the tokens of one phase, the gateway's before the endpoint's.
    pub(crate) fn admit(
        &self,
        phase: LimitPhase,
        endpoint: &Endpoint,
        caller: &Caller<'_>,
    ) -> Result<(), ProxyError> {
        self.limits.admit(phase, caller, &self.buckets)?;
        endpoint.limits.admit(phase, caller, &self.buckets)
    }
}

impl Endpoint {
    /// Without checks, everybody may call.
    fn of(
        plan: Plan,
        upstreams: &[gwc_artifact::Upstream],
        checks: Option<&Checks>,
        buckets: &Buckets,
        cors: &mut CorsPolicies,
    ) -> Endpoint {
        let credentials = checks.map(|checks| Credentials::of(&plan.credential, &plan.require, checks));
        Endpoint {
            credentials: credentials.unwrap_or_default(),
            id: format!("{:016x}", plan.id),
            hosts: plan.hosts,
            addresses: plan.addresses,
            limits: Limits::of(&plan.limits.endpoint, buckets),
            bots: plan.policies.iter().find_map(|policy| match policy {
                EndpointPolicy::Bots(bots) => Bots::of(bots),
                _ => None,
            }),
            cors: plan.policies.iter().find_map(|policy| match policy {
                EndpointPolicy::Cors(policy) => Some(cors.of(policy)),
                _ => None,
            }),
            response_headers: HeaderEdits::of(plan.policies.iter().flat_map(|policy| match policy {
                EndpointPolicy::ResponseHeaders(edits) => &edits[..],
                _ => &[],
            })),
            policies: plan.policies,
            answerer: match plan.answerer {
                gwc_plan::Answerer::Health => Answerer::Health,
                gwc_plan::Answerer::NotImplemented => Answerer::NotImplemented,
                gwc_plan::Answerer::Fixed(fixed) => Answerer::Fixed(Box::new(Fixed::of(&fixed))),
                gwc_plan::Answerer::Redirect(to) => Answerer::Redirect(Box::new(Redirect::of(&to))),
                gwc_plan::Answerer::Upstream(route) => {
                    Answerer::Upstream(Box::new(Route::of(*route, upstreams)))
                }
            },
        }
    }

    /// Checks that a client with this address may call, also by the rule of the gateway.
    pub(crate) fn check_address(&self, address: IpAddr) -> Result<(), ProxyError> {
        if self.addresses.admits(address) { Ok(()) } else { Err(ProxyError::AddressDenied) }
    }

    /// Checks that the endpoint answers the host.
    pub(crate) fn check_host(&self, host: &str) -> Result<(), ProxyError> {
        if self.hosts.answers(host) { Ok(()) } else { Err(Refused::OtherHost.into()) }
    }
}

impl Route {
    fn of(plan: gwc_plan::Route, upstreams: &[gwc_artifact::Upstream]) -> Route {
        Route {
            // `Artifact::open` refuses a name that leads nowhere; `encode` sorts the list.
            upstream: upstreams.partition_point(|known| known.name < plan.upstream),
            method: plan.method.and_then(|method| Method::from_bytes(method.as_str().as_bytes()).ok()),
            headers: Headers::of(&plan.headers),
            rewrite: Rewrite { path: plan.path, query: plan.query },
            timeouts: plan.timeouts,
            websocket: plan.stream == Stream::WebSocket,
        }
    }
}
