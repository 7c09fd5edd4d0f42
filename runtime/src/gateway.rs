//! The tables of one artifact: everything a request needs, made once from its plans, with nothing left to check.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gwc_artifact::{
    AccessLogFormat, Artifact, EndpointPolicy, Network, Semantics, Set, Share, Shared, Stream, Timeouts,
};
use gwc_plan::address::AddressPlan;
use gwc_plan::{Found, HostPlan, LimitPhase, NameSet, Plan, Planner, Refused};
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, Response};

use crate::chance::Chance;
use crate::clock::Clock;
use crate::counting::Counting;
use crate::error::ProxyError;
use crate::in_flight::InFlight;
use crate::key_files::KeyFiles;
use crate::keys::KeyStores;
use crate::log_text::Json;
use crate::options::{LogFormat, Options};
use crate::policy::balance::Balance;
use crate::policy::bots::Bots;
use crate::policy::checks::Checks;
use crate::policy::compat::Compat;
use crate::policy::cors::{self, Cors};
use crate::policy::credentials::Credentials;
use crate::policy::forwarded;
use crate::policy::header_edits::HeaderEdits;
use crate::policy::headers::Headers;
use crate::policy::limits::{Caller, Limits, Rule};
use crate::policy::quota::{Left, Quota};
use crate::policy::respond::{Fixed, Redirect};
use crate::policy::rewrite::Rewrite;
use crate::policy::split::Split;
use crate::policy::unenforced::Unenforced;
use crate::quota::FileCounts;
use crate::upstream::breaker::Breaker;
use crate::upstream::named::Upstream;
use crate::usage::Queue;

/// Always answered by the gateway, whatever its endpoints are.
const OWN_HEALTH_PATH: &str = "/__health";

/// A gateway that can serve.
#[derive(Debug)]
pub(crate) struct Gateway {
    artifact: Artifact,
    /// The answers of KrakenD, if its rules apply.
    pub(crate) compat: Option<Compat>,
    limits: Limits,
    pub(crate) counting: Counting,
    /// Where quotas count, if that is a file.
    counts: Option<Arc<FileCounts>>,
    /// Where usage records go.
    pub(crate) usage: Option<Arc<Queue>>,
    pub(crate) clock: Clock,
    /// How requests are logged.
    pub(crate) log_format: LogFormat,
    pub(crate) log_sample: Share,
    /// Which requests have a span, where traces are recorded.
    pub(crate) trace_sample: Option<Share>,
    /// The headers that no client may set.
    pub(crate) stripped: NameSet,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) upstreams: Vec<Upstream>,
    bots: Option<Bots>,
    cors: Option<Arc<Cors>>,
    pub(crate) response_headers: HeaderEdits,
    /// When the upstreams were last probed for a health answer, in milliseconds of the process.
    pub(crate) probed: AtomicU64,
    checks: Option<Checks>,
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
    /// Its id and its name in a line of the access log.
    pub(crate) log: String,
    hosts: HostPlan,
    addresses: AddressPlan,
    pub(crate) credentials: Credentials,
    limits: Limits,
    pub(crate) quota: Option<Arc<Quota>>,
    pub(crate) balance: Option<Balance>,
    pub(crate) in_flight: Option<InFlight>,
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
    /// Index of its own upstream in the gateway's list.
    upstream: usize,
    /// The method sent, when it is another than the client's.
    pub(crate) method: Option<Method>,
    pub(crate) rewrite: Rewrite,
    pub(crate) headers: Headers,
    pub(crate) timeouts: Timeouts,
    /// Whether a WebSocket upgrade is tunnelled; without one the request is as any other.
    pub(crate) websocket: bool,
    /// A breaker of its own, in place of that of the upstream.
    pub(crate) breaker: Option<Arc<Breaker>>,
    /// The upstreams that get some of the requests.
    pub(crate) split: Option<Box<Split>>,
}

/// The headers of which limits see what the gateway mints: those that are stripped. KrakenD strips none, and a limit by one
/// that no validator sets counts what clients send.
fn read_as_minted(model: &gwc_artifact::Gateway) -> NameSet {
    match model.semantics {
        Semantics::Gwr => gwc_plan::identity::names(model),
        Semantics::Krakend => {
            let minted = model.auth.iter().flat_map(|auth| auth.kind.headers());
            NameSet::new(minted.map(|minted| minted.header.as_str()), [])
        }
    }
}

impl Gateway {
    /// The tables of an artifact. The counts of its limits and the keys of its checks are those of the artifact before it.
    ///
    /// # Errors
    /// What the runtime does not enforce, unless the options skip it.
    pub(crate) fn new(
        artifact: Artifact,
        options: &Options,
        counting: Counting,
        stores: (&KeyStores, &KeyFiles),
        before: Option<&Gateway>,
    ) -> Result<Gateway, Unenforced> {
        let model = Arc::clone(artifact.gateway());
        let mut unenforced = Unenforced::of(&model);
        // Where something stands in for all upstreams, none of them needs its certificates.
        let reads_files = options.upstream_override.is_none();
        let mut upstreams = Vec::with_capacity(model.upstreams.len());
        for upstream in &model.upstreams {
            let same = before.and_then(|before| before.upstreams.iter().find(|b| b.name == upstream.name));
            let (made, fault) = Upstream::of(upstream, (&counting.in_flights, same), reads_files);
            unenforced.tls(&upstream.name, fault);
            upstreams.push(made);
        }
        let counts = counting.counts(&model).map_err(|why| unenforced.file("quotas", &why)).ok().flatten();
        let usage =
            counting.usage(&model).map_err(|why| unenforced.file("usage records", &why)).ok().flatten();
        if !options.skip_unenforced && !unenforced.is_empty() {
            return Err(unenforced);
        }
        let checks = (!options.skip_credentials).then(|| Checks::of(&model, stores, &counting.buckets));
        let planner = Planner::new(&model);
        let quotas = Quota::all(&model);
        let breakers = before.map(Gateway::breakers).unwrap_or_default();
        let plans = model.endpoints.iter().map(|endpoint| planner.plan(endpoint));
        let mut policies = CorsPolicies::default();
        let cors = model.cors.as_ref().map(|cors| policies.of(cors));
        let made = plans.zip(&model.endpoints).map(|(plan, endpoint)| {
            let name = format!("{} {}", endpoint.method, endpoint.path);
            let shared = (&mut policies, &breakers);
            Endpoint::of(plan, &name, &model, checks.as_ref(), (&counting, &quotas), shared)
        });
        let endpoints = made.collect();
        let log = model.operations.access_log.as_ref();
        let declared = log.map(|log| match log.format {
            AccessLogFormat::Json => LogFormat::Json,
            AccessLogFormat::Combined => LogFormat::Combined,
        });
        Ok(Gateway {
            limits: Limits::of(planner.gateway_limits(), &model.name, &counting.buckets),
            stripped: read_as_minted(&model),
            endpoints,
            log_format: options.log_format.or(declared).unwrap_or(LogFormat::Json),
            log_sample: log.map_or(Share::ALL, |log| log.sample),
            trace_sample: model.operations.traces.as_ref().map(|traces| traces.sample),
            upstreams,
            bots: Bots::of(&model.bots),
            cors,
            response_headers: HeaderEdits::of(&model.response_headers),
            probed: AtomicU64::new(0),
            checks,
            compat: Compat::of(&model),
            artifact,
            counting,
            counts,
            usage,
            clock: options.clock.clone(),
        })
    }

    /// The breakers of endpoints by id.
    fn breakers(&self) -> HashMap<u64, Arc<Breaker>> {
        let endpoints = self.artifact.gateway().endpoints.iter().zip(&self.endpoints);
        let own = endpoints.filter_map(|(plain, endpoint)| match &endpoint.answerer {
            Answerer::Upstream(route) => Some((plain.id, Arc::clone(route.breaker.as_ref()?))),
            _ => None,
        });
        own.collect()
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

    /// The credential checks that wait for their keys before the gateway is ready.
    pub(crate) fn without_keys(&self) -> Vec<String> {
        self.checks.as_ref().map(Checks::without_keys).unwrap_or_default()
    }

    /// What the tables were made of.
    pub(crate) fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// The endpoints as they are declared.
    pub(crate) fn declared(&self) -> impl Iterator<Item = &gwc_artifact::Endpoint> {
        self.artifact.gateway().endpoints.iter()
    }

    /// Whether the path answers if this process serves.
    pub(crate) fn is_health_path(&self, path: &str) -> bool {
        let own = self.compat.as_ref().map_or(Some(OWN_HEALTH_PATH), Compat::health_path);
        own == Some(path)
    }

    /// The proxies in front that are believed what they say of their clients.
    pub(crate) fn trusted_proxies(&self) -> &[Network] {
        &self.artifact.gateway().trusted_proxies
    }

    /// Whether requests and responses carry the id of the request: KrakenD adds none.
    pub(crate) fn states_request_ids(&self) -> bool {
        self.artifact.semantics() == Semantics::Gwr
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
    pub(crate) fn preflight(&self, head: &Parts, host: &str) -> Option<Response<()>> {
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

    /// The limits of an endpoint and of the gateway, in the order in which they take their tokens.
    pub(crate) fn rules<'r>(&'r self, endpoint: &'r Endpoint) -> Vec<&'r Rule> {
        let mut rules: Vec<&Rule> = self.limits.rules().iter().chain(endpoint.limits.rules()).collect();
        rules.sort_by_key(|rule| rule.phase());
        rules
    }

    /// How often the file of the quotas could not be written.
    pub(crate) fn quota_write_failures(&self) -> u64 {
        self.counts.as_ref().map_or(0, |counts| counts.failures())
    }

    /// The method and the path of an endpoint, as they are written.
    pub(crate) fn route(&self, endpoint: usize) -> Option<&gwc_artifact::Endpoint> {
        self.artifact.endpoint(endpoint)
    }

    /// The store that replicas share.
    pub(crate) fn store(&self) -> Option<&gwc_artifact::Store> {
        self.artifact.gateway().store.as_ref()
    }

    /// Takes the tokens of one phase, the gateway's before the endpoint's.
    pub(crate) fn admit(
        &self,
        phase: LimitPhase,
        endpoint: &Endpoint,
        caller: &Caller<'_>,
    ) -> Result<(), ProxyError> {
        let buckets = &self.counting.buckets;
        self.limits.admit(phase, caller, buckets)?;
        endpoint.limits.admit(phase, caller, buckets)
    }

    /// Takes one of the endpoint's quota where that is counted in a file; answers what is left.
    pub(crate) fn take_quota(
        &self,
        endpoint: &Endpoint,
        caller: &Caller<'_>,
    ) -> Result<Option<Left>, ProxyError> {
        match (&endpoint.quota, &self.counts) {
            (Some(quota), Some(counts)) => quota.take(caller, counts, self.clock.unix()),
            // Without a file, a store that replicas share has counted it; `Artifact::open` refuses quotas without a store.
            _ => Ok(None),
        }
    }
}

impl Endpoint {
    /// Without checks, everybody may call.
    fn of(
        plan: Plan,
        name: &str,
        gateway: &gwc_artifact::Gateway,
        checks: Option<&Checks>,
        (counting, quotas): (&Counting, &[Arc<Quota>]),
        (cors, breakers): (&mut CorsPolicies, &HashMap<u64, Arc<Breaker>>),
    ) -> Endpoint {
        let breaker = plan.policies.iter().find_map(|policy| match policy {
            EndpointPolicy::Breaker(rules) => {
                let known = breakers.get(&plan.id).filter(|known| known.rules() == rules);
                Some(known.map_or_else(|| Arc::new(Breaker::of(rules)), Arc::clone))
            }
            _ => None,
        });
        let split = Split::of(&plan.policies, &gateway.upstreams);
        let credentials = checks.map(|checks| Credentials::of(&plan.credential, &plan.require, checks));
        let id = format!("{:016x}", plan.id);
        Endpoint {
            credentials: credentials.unwrap_or_default(),
            quota: Quota::of(&plan.policies, quotas),
            balance: Balance::of(&plan.policies, gateway, &counting.balances),
            in_flight: counting.in_flights.of_endpoint(&id, &plan.policies),
            log: format!(r#","endpoint_id":"{id}","endpoint":{}"#, Json(name)),
            id,
            hosts: plan.hosts,
            addresses: plan.addresses,
            limits: Limits::of(&plan.limits.endpoint, &gateway.name, &counting.buckets),
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
                    let route = Route::of(*route, &gateway.upstreams);
                    Answerer::Upstream(Box::new(Route { breaker, split, ..route }))
                }
            },
        }
    }

    /// Whether its requests are priced: each is recorded.
    pub(crate) fn is_priced(&self) -> bool {
        self.quota.is_some() || self.balance.is_some()
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
            breaker: None,
            split: None,
        }
    }

    /// The upstream of a request with these headers, by its index in the gateway's list.
    pub(crate) fn upstream_of(&self, headers: &HeaderMap, chance: &Chance) -> usize {
        self.split.as_ref().and_then(|split| split.choose(headers, chance)).unwrap_or(self.upstream)
    }
}
