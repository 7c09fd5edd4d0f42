//! The decision about a request: read by `diff` and `why`, executed by the runtime.

use gwc_artifact::{
    EndpointPolicy, FixedResponse, Method, Redirect, Requirement, Stream, Template, Timeouts,
};

use crate::address::AddressPlan;
use crate::connection::HOP_BY_HOP;
use crate::credentials::CredentialPlan;
use crate::headers::HeaderDecision;
use crate::limits::LimitRule;
use crate::matching::Refused;
use crate::plan::{Answerer, Plan, Route};

/// Requests of one endpoint that are decided alike: all that its plan reads of them.
#[derive(Debug, Clone, Copy)]
pub struct RequestClass<'a> {
    /// The method.
    pub method: Method,
    /// The host, with or without a port.
    pub host: &'a str,
    /// The names of the headers, in any case.
    pub headers: &'a [&'a str],
    /// The names of the cookies.
    pub cookies: &'a [&'a str],
    /// The headers that `Connection` names, as [`connection::named`](crate::connection::named) finds them.
    pub connection: &'a [&'a str],
    /// The query, without its question mark.
    pub query: Option<&'a str>,
    /// Whether it is a WebSocket handshake.
    pub websocket: bool,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<'p> {
    /// The gateway refuses it.
    Refused(Refused),
    /// It reaches what answers it, if its credential is valid and no limit is exceeded.
    Routed(Box<Routed<'p>>),
}

/// A request that an endpoint takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed<'p> {
    /// The stable id of the endpoint.
    pub endpoint: u64,
    /// The client addresses that are admitted: else 403.
    pub addresses: &'p AddressPlan,
    /// The credential it needs: else 401.
    pub credential: &'p CredentialPlan,
    /// What the claims of the verified token must hold: else 403.
    pub require: &'p [Requirement],
    /// The limits it takes tokens of, in this order: else 429.
    pub limits: Vec<&'p LimitRule>,
    /// The other policies that may refuse it.
    pub policies: &'p [EndpointPolicy],
    /// What answers it.
    pub destination: Destination<'p>,
}

/// What answers a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination<'p> {
    /// The gateway, with the state of its upstreams.
    Health,
    /// The gateway, with 501.
    NotImplemented,
    /// The gateway, with the same response for each request.
    Fixed(&'p FixedResponse),
    /// The gateway, with another place.
    Redirect(&'p Redirect),
    /// An upstream.
    Upstream(Box<Forwarding<'p>>),
}

/// What an upstream gets of a request, and the client of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarding<'p> {
    /// The name of the upstream.
    pub upstream: &'p str,
    /// The method sent.
    pub method: Method,
    /// The path sent, as a function of the path's parameters.
    pub path: &'p Template,
    /// The query sent, with its question mark; empty when no query is sent.
    pub query: String,
    /// The headers sent.
    pub headers: HeaderDecision,
    /// How long each part may take.
    pub timeouts: Timeouts,
    /// Whether the response is a stream, and of which protocol.
    pub stream: Stream,
    /// Whether the connection becomes a tunnel once the upstream agrees.
    pub tunnel: bool,
    /// The response headers that do not reach the client, beside those that the response's `Connection` names.
    pub removed: &'static [&'static str],
}

/// What happens to requests that [`find`](crate::find) leads to this plan.
pub fn decide<'p>(plan: &'p Plan, request: &RequestClass<'_>) -> Decision<'p> {
    if !plan.hosts.answers(request.host) {
        return Decision::Refused(Refused::OtherHost);
    }
    Decision::Routed(Box::new(Routed {
        endpoint: plan.id,
        addresses: &plan.addresses,
        credential: &plan.credential,
        require: &plan.require,
        limits: plan.limits.in_order(),
        policies: &plan.policies,
        destination: match &plan.answerer {
            Answerer::Health => Destination::Health,
            Answerer::NotImplemented => Destination::NotImplemented,
            Answerer::Fixed(fixed) => Destination::Fixed(fixed),
            Answerer::Redirect(to) => Destination::Redirect(to),
            Answerer::Upstream(route) => Destination::Upstream(Box::new(forwarding(route, request))),
        },
    }))
}

fn forwarding<'p>(route: &'p Route, request: &RequestClass<'_>) -> Forwarding<'p> {
    let tunnel = request.websocket && route.stream == Stream::WebSocket;
    let mut query = String::new();
    route.query.append(request.query, &mut query);
    Forwarding {
        upstream: &route.upstream,
        method: route.method.unwrap_or(request.method),
        path: &route.path,
        query,
        headers: route.headers.decide(request.headers, request.cookies, request.connection, tunnel),
        timeouts: route.timeouts,
        stream: route.stream,
        tunnel,
        removed: &HOP_BY_HOP,
    }
}
