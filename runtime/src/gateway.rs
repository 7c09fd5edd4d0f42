//! The tables of one artifact: everything a request needs, made once, with nothing left to check.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gwc_artifact::{Artifact, Backend, Match, MethodSet, Miss, PathPattern, Respond, Stream};
use hyper::Method;

use crate::error::ProxyError;
use crate::policy::headers::{HeaderPlan, Withheld};
use crate::policy::limits::{Buckets, Caller, Limits};
use crate::policy::query::QueryPlan;
use crate::policy::unenforced::Unenforced;
use crate::upstream::{Call, Upstream};

/// The id of the gateway's own limit: no endpoint has it, but with a chance of one in 2^64.
const WHOLE_GATEWAY: u64 = 0;

/// A gateway that can serve.
#[derive(Debug)]
pub(crate) struct Gateway {
    artifact: Artifact,
    /// The only hosts answered; `None` is any.
    hosts: Option<Vec<String>>,
    pub(crate) limits: Limits,
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) upstreams: Vec<Upstream>,
    /// When the upstreams were last probed for a health answer, in milliseconds of the process.
    pub(crate) probed: AtomicU64,
}

/// What happens to the requests of one endpoint.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The stable id, as 16 hexadecimal digits.
    pub(crate) id: String,
    /// The only hosts it is there for; empty is any.
    hosts: Vec<String>,
    pub(crate) limits: Limits,
    pub(crate) backend: Answerer,
}

/// Who answers.
#[derive(Debug)]
pub(crate) enum Answerer {
    Upstream(Call),
    /// The gateway, with the state of its upstreams.
    Health,
}

impl Gateway {
    /// The tables of an artifact. The buckets of its limits are those of the artifact before it.
    ///
    /// # Errors
    /// What the runtime does not enforce, unless `skip_unenforced`.
    pub(crate) fn new(
        artifact: Artifact,
        skip_unenforced: bool,
        buckets: Arc<Buckets>,
    ) -> Result<Gateway, Unenforced> {
        let model = Arc::clone(artifact.gateway());
        let unenforced = Unenforced::of(&model);
        if !skip_unenforced && !unenforced.is_empty() {
            return Err(unenforced);
        }
        let withheld = Arc::new(Withheld::of(&model));
        let endpoints = model
            .endpoints
            .iter()
            .map(|endpoint| Endpoint::of(endpoint, &model, &withheld, &buckets))
            .collect();
        Ok(Gateway {
            artifact,
            hosts: model.strict_hosts.then(|| model.hosts.to_vec()),
            limits: Limits::of(&model.rate_limit, WHOLE_GATEWAY, &PathPattern::default(), &buckets),
            buckets,
            endpoints,
            upstreams: model.upstreams.iter().map(Upstream::of).collect(),
            probed: AtomicU64::new(0),
        })
    }

    /// The endpoint that answers the request.
    pub(crate) fn find<'p>(
        &self,
        method: &Method,
        host: &str,
        path: &'p str,
    ) -> Result<Match<'p>, ProxyError> {
        let found = match gwc_artifact::Method::parse(method.as_str()) {
            Some(method) => self.artifact.find(method, path)?,
            None => return Err(self.unknown_method(path)),
        };
        let endpoint = self.endpoints.get(found.endpoint).ok_or(ProxyError::NotFound)?;
        let gateway_answers = self.hosts.as_deref().is_none_or(|hosts| is_one_of(hosts, host));
        let endpoint_answers = endpoint.hosts.is_empty() || is_one_of(&endpoint.hosts, host);
        if gateway_answers && endpoint_answers { Ok(found) } else { Err(ProxyError::NotFound) }
    }

    /// Takes a token of each bucket the request falls into.
    pub(crate) fn admit(&self, endpoint: &Endpoint, caller: &Caller<'_>) -> Result<(), ProxyError> {
        self.limits.admit_caller(caller)?;
        endpoint.limits.admit_caller(caller)?;
        self.limits.admit_all(caller.now, &self.buckets)?;
        endpoint.limits.admit_all(caller.now, &self.buckets)
    }

    fn unknown_method(&self, path: &str) -> ProxyError {
        match self.artifact.allowed(path) {
            Ok(MethodSet::EMPTY) => ProxyError::NotFound,
            Ok(allowed) => ProxyError::MethodNotAllowed(allowed),
            Err(refusal) => Miss::Refused(refusal).into(),
        }
    }
}

impl Endpoint {
    fn of(
        endpoint: &gwc_artifact::Endpoint,
        model: &gwc_artifact::Gateway,
        withheld: &Arc<Withheld>,
        buckets: &Arc<Buckets>,
    ) -> Endpoint {
        let backend = match &endpoint.backend {
            Backend::Respond(Respond::Health) => Answerer::Health,
            Backend::Upstream { upstream, method, path } => Answerer::Upstream(Call {
                // `Artifact::open` refuses a name that leads nowhere; `encode` sorts the list.
                upstream: model.upstreams.partition_point(|known| known.name.as_str() < &**upstream),
                method: method.and_then(|method| Method::from_bytes(method.as_str().as_bytes()).ok()),
                path: path.clone(),
                headers: HeaderPlan::of(endpoint, model, withheld),
                query: QueryPlan::of(&endpoint.forward.query),
                timeouts: *endpoint.timeouts,
                websocket: endpoint.stream == Stream::WebSocket,
            }),
        };
        Endpoint {
            id: format!("{:016x}", endpoint.id),
            hosts: endpoint.hosts.to_vec(),
            limits: Limits::of(&endpoint.rate_limit, endpoint.id, &endpoint.path, buckets),
            backend,
        }
    }
}

/// Whether a `Host`, its port aside, is one of the lower-case names.
fn is_one_of(names: &[String], host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
