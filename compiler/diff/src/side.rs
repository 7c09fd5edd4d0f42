//! One side of a comparison: a gateway as its target executes it, with the places that its author wrote it at.

use gwc_artifact::{Gateway, Method, Template, Text};

/// A place that the author wrote something at. Its meaning is the caller's: this crate only hands it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub u32);

/// Whose rules choose the endpoint of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Routing {
    /// Those of `gwr`: see [`gwc_artifact::Artifact::find`].
    Gwr,
    /// Those of gin, the router of KrakenD: see [`gwc_krakend::gin`].
    Gin(Gin),
}

/// Options of KrakenD's router that decide what happens to a path without an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Gin {
    /// The minor version of KrakenD 2: it decides the version of gin.
    pub minor: u16,
    /// Whether `/a/` is redirected to `/a`, and `/a` to `/a/`.
    pub trailing_slash: bool,
    /// Whether `/A`, `//a` and `/x/../a` are redirected to `/a`.
    pub fixed_path: bool,
    /// Whether a path that exists for another method answers 405; otherwise 404.
    pub method_not_allowed: bool,
    /// Whether `OPTIONS` is answered for each path.
    pub auto_options: bool,
}

impl Default for Gin {
    fn default() -> Self {
        Gin {
            minor: 13,
            trailing_slash: true,
            fixed_path: true,
            method_not_allowed: true,
            auto_options: false,
        }
    }
}

/// A gateway to compare. Its endpoints hold what the program that runs it enforces, and nothing that it ignores.
#[derive(Debug, Clone)]
pub struct Side {
    /// Whose rules choose the endpoint.
    pub routing: Routing,
    /// What happens to requests. Names are compared by what they stand for.
    pub gateway: Gateway,
    /// What the types of the artifact cannot hold, and places: one for each of `gateway.endpoints`, in that order.
    pub endpoints: Vec<Rest>,
    /// What is set for the gateway as a whole, and that the types of the artifact cannot hold.
    pub parts: Vec<Part>,
    /// The place of each of `gateway.auth`.
    pub auth: Vec<Option<Place>>,
    /// The place of each of `gateway.upstreams`.
    pub upstreams: Vec<Option<Place>>,
    /// The place of each of `gateway.quotas`.
    pub quotas: Vec<Option<Place>>,
    /// The place of each of `gateway.balances`.
    pub balances: Vec<Option<Place>>,
    /// The places of what is set for the gateway as a whole.
    pub places: Places,
    /// Values of the configuration that decide nothing about a request.
    pub idle: Vec<Idle>,
}

/// The part of an endpoint that the types of the artifact cannot hold.
#[derive(Debug, Clone, Default)]
pub struct Rest {
    /// Components and manipulations, by name.
    pub parts: Vec<Part>,
    /// Where calls beside that of the artifact's endpoint lead. Each has a part of its own too.
    pub calls: Vec<Call>,
    /// Where the endpoint and its values are written.
    pub places: Places,
}

/// A call to a further backend of a composed endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The name of its part, such as `backend 2`.
    pub part: String,
    /// The upstream, by its name in `gateway.upstreams`.
    pub upstream: Text,
    /// The method, if it is not that of the request.
    pub method: Option<Method>,
    /// The path. Text in braces is taken from another response.
    pub path: Template,
}

/// A value that is compared as text: it is equal, or requests may be answered in another way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// Its name, such as `extra_config.qos/circuit-breaker` or `backend 2`.
    pub name: String,
    /// Its text in one canonical spelling.
    pub text: String,
    /// Whether the text holds a secret: it is compared, but not shown.
    pub secret: bool,
    /// What it is for.
    pub role: Role,
    /// Where it is written.
    pub place: Option<Place>,
}

/// What a part is for: what its removal means follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It refuses requests, or conceals parts of responses: without it more is exposed.
    Protects,
    /// It admits requests that would be refused otherwise: with it more is exposed.
    Opens,
    /// It protects an upstream that fails or is slow.
    Shields,
    /// One of several calls to upstreams: a [`Call`] has its name.
    Call,
    /// It changes requests or responses.
    Changes,
}

/// A value that decides nothing about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// Its name, such as `deploy.replicas`.
    pub leaf: String,
    /// Its text.
    pub text: String,
    /// Why it decides nothing, as a phrase.
    pub reason: &'static str,
}

/// What of an endpoint or gateway has a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// That the endpoint exists: its method and path.
    Route,
    /// The hosts that are answered.
    Hosts,
    /// Where connections are accepted.
    Listeners,
    /// The proxies whose word about the client's address counts.
    Proxies,
    /// The client addresses that may call.
    Addresses,
    /// The required credential.
    Credential,
    /// How a credential of one name is checked.
    Check,
    /// What the claims of a verified token must hold.
    Require,
    /// Limits of requests.
    Limits,
    /// The request headers that are forwarded.
    Headers,
    /// Whether credentials are forwarded.
    Credentials,
    /// The query parameters that are forwarded.
    Query,
    /// What answers: the upstream with its path and method, or the gateway itself.
    Answer,
    /// The hosts of an upstream.
    Upstream,
    /// How long each part may take.
    Timeouts,
    /// Whether the response is a stream.
    Stream,
    /// Policies of the endpoint that are one value.
    Policies,
    /// Clients that are refused by their user agent.
    Agents,
    /// What pages of other origins may do.
    Pages,
    /// Components and manipulations that are compared as text.
    Parts,
    /// What operators see.
    Operations,
    /// The admin listener.
    Admin,
    /// Where limits and quotas count.
    Store,
    /// Where usage records go.
    Usage,
    /// How a path is matched.
    Routing,
}

/// Places by what is written there.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The place for what has none of its own.
    pub whole: Option<Place>,
    /// The others.
    pub of: Vec<(Aspect, Place)>,
}

impl Places {
    /// The place of an aspect, else of the whole.
    pub fn get(&self, aspect: Aspect) -> Option<Place> {
        self.own(aspect).or(self.whole)
    }

    /// The place of an aspect, if it has one of its own.
    pub fn own(&self, aspect: Aspect) -> Option<Place> {
        self.of.iter().find(|(of, _)| *of == aspect).map(|(_, place)| *place)
    }

    /// Where both sides have an aspect. A value that is added or removed is written on one side only.
    pub(crate) fn pair(before: &Places, after: &Places, aspect: Aspect) -> (Option<Place>, Option<Place>) {
        match (before.own(aspect), after.own(aspect)) {
            (None, None) => (before.whole, after.whole),
            pair => pair,
        }
    }
}
