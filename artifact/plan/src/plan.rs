//! The plan of an endpoint: everything that is decided before a request is there.

use std::sync::Arc;

use gwc_artifact::{
    AddressRule, Backend, Endpoint, EndpointPolicy, FixedResponse, Gateway, Method, PathPattern, Redirect,
    Requirement, Respond, Set, Shared, Stream, Template, Timeouts,
};

use crate::address::AddressPlan;
use crate::credentials::CredentialPlan;
use crate::headers::{HeaderPlan, ReservedHeaders};
use crate::hosts::HostPlan;
use crate::limits::{self, LimitPlan, LimitRule, LimitScope};
use crate::query::QueryPlan;

/// What happens to the requests of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The stable id of the endpoint.
    pub id: u64,
    /// The hosts it answers.
    pub hosts: HostPlan,
    /// The client addresses it answers.
    pub addresses: AddressPlan,
    /// The credential it needs.
    pub credential: CredentialPlan,
    /// What the claims of the verified token must hold, beside what its check requires.
    pub require: Shared<Set<Requirement>>,
    /// The limits of its requests.
    pub limits: LimitPlan,
    /// The policies of its requests that are one value.
    pub policies: Shared<Set<EndpointPolicy>>,
    /// What answers.
    pub answerer: Answerer,
}

/// What answers an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answerer {
    /// An upstream.
    Upstream(Box<Route>),
    /// The gateway, with the state of its upstreams.
    Health,
    /// The gateway, with 501: it cannot do what the endpoint needs.
    NotImplemented,
    /// The gateway, with the same response for each request.
    Fixed(Shared<FixedResponse>),
    /// The gateway, with another place.
    Redirect(Box<Redirect>),
}

/// How requests reach an upstream, and its responses the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The name of the upstream.
    pub upstream: String,
    /// The method sent; `None` is the client's.
    pub method: Option<Method>,
    /// The path sent, as a function of the path's parameters.
    pub path: Template,
    /// The query sent.
    pub query: QueryPlan,
    /// The request headers sent.
    pub headers: HeaderPlan,
    /// How long each part may take.
    pub timeouts: Timeouts,
    /// Whether the response is a stream, and of which protocol.
    pub stream: Stream,
}

/// Makes the plans of one gateway. What its endpoints share, it makes once.
#[derive(Debug)]
pub struct Planner<'g> {
    gateway: &'g Gateway,
    hosts: Option<Arc<[String]>>,
    ip: Arc<AddressRule>,
    reserved: Arc<ReservedHeaders>,
    limits: Arc<[LimitRule]>,
}

/// The plans of all endpoints, in their order.
pub fn plans(gateway: &Gateway) -> Vec<Plan> {
    let planner = Planner::new(gateway);
    gateway.endpoints.iter().map(|endpoint| planner.plan(endpoint)).collect()
}

impl<'g> Planner<'g> {
    /// A planner for the endpoints of this gateway.
    pub fn new(gateway: &'g Gateway) -> Planner<'g> {
        let limits = limits::rules(&gateway.rate_limit, LimitScope::Gateway, &PathPattern::default());
        Planner {
            gateway,
            hosts: HostPlan::of_gateway(gateway),
            ip: Arc::new(gateway.ip.clone()),
            reserved: Arc::new(ReservedHeaders::of(gateway)),
            limits: limits.into(),
        }
    }

    /// The limits of the gateway as a whole.
    pub fn gateway_limits(&self) -> &[LimitRule] {
        &self.limits
    }

    /// The plan of an endpoint of the gateway.
    pub fn plan(&self, endpoint: &Endpoint) -> Plan {
        let credential = CredentialPlan::of(endpoint, self.gateway);
        let answerer = match &endpoint.backend {
            Backend::Respond(Respond::Health) => Answerer::Health,
            Backend::Respond(Respond::NotImplemented) => Answerer::NotImplemented,
            Backend::Respond(Respond::Fixed(fixed)) => Answerer::Fixed(fixed.clone()),
            Backend::Respond(Respond::Redirect(to)) => Answerer::Redirect(Box::new(to.clone())),
            Backend::Upstream { upstream, method, path } => Answerer::Upstream(Box::new(Route {
                upstream: upstream.to_string(),
                method: *method,
                path: path.clone(),
                query: QueryPlan::of(&endpoint.forward.query),
                headers: HeaderPlan::of(endpoint, &credential, &self.reserved),
                timeouts: *endpoint.timeouts,
                stream: endpoint.stream,
            })),
        };
        let scope = LimitScope::Endpoint(endpoint.id);
        Plan {
            id: endpoint.id,
            hosts: HostPlan::of(self.hosts.as_ref(), endpoint),
            addresses: AddressPlan { gateway: Arc::clone(&self.ip), endpoint: endpoint.ip.clone() },
            credential,
            require: endpoint.require.clone(),
            limits: LimitPlan {
                gateway: Arc::clone(&self.limits),
                endpoint: limits::rules(&endpoint.rate_limit, scope, &endpoint.path),
            },
            policies: endpoint.policies.clone(),
            answerer,
        }
    }
}
