//! Route files as they were written: names unresolved, defaults not applied. Every leaf has its place.
//!
//! It does not know other files, nor what a value means for an endpoint.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::layer::{Assigned, Layer, Written};
use crate::model::{
    AddressRule, Auth, Balance, Deploy, Extra, Limit, Listen, Operations, Quota, Store, Usage,
};
use gwc_artifact::{Bots, EndpointPolicy, FixedResponse, Network, UpstreamOptions};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{Method, PathPattern, Target, UpstreamUrl};

/// One gateway: its own file and those that declare services.
#[derive(Debug, Default)]
pub struct Decls {
    /// `gateway.yaml`, unless it could not be read.
    pub gateway: Option<Gateway>,
    /// The services of each file.
    pub files: Vec<ServicesFile>,
}

/// The keys of `gateway.yaml` that declare things by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Upstreams.
    Upstreams,
    /// Auths.
    Auth,
    /// Rate limits.
    RateLimits,
    /// Quotas.
    Quotas,
    /// Balances.
    Balances,
    /// Profiles.
    Profiles,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Upstreams, Self::Auth, Self::RateLimits, Self::Quotas, Self::Balances, Self::Profiles];

    /// What one thing in it is called.
    pub fn thing(self) -> &'static str {
        match self {
            Self::Upstreams => "upstream",
            Self::Auth => "auth",
            Self::RateLimits => "rate limit",
            Self::Quotas => "quota",
            Self::Balances => "balance",
            Self::Profiles => "profile",
        }
    }

    /// The key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Upstreams => "upstreams",
            Self::Auth => "auth",
            Self::RateLimits => "rate_limits",
            Self::Quotas => "quotas",
            Self::Balances => "balances",
            Self::Profiles => "profiles",
        }
    }
}

/// Names that are defined in text with an error. Their values are unknown, and using them is not reported.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    /// The names, by their section.
    pub names: BTreeSet<(Section, String)>,
    /// Sections that could not be read: any name may be defined in them.
    pub sections: BTreeSet<Section>,
    /// Names below unknown keys, which may be sections with a slip in their key.
    pub below_unknown: BTreeSet<String>,
}

impl Unread {
    /// Whether the name may be declared in text that was not understood.
    pub fn may_declare(&self, section: Section, name: &str) -> bool {
        self.sections.contains(&section)
            || self.below_unknown.contains(name)
            || self.names.iter().any(|(of, text)| *of == section && text == name)
    }
}

/// `gateway.yaml`.
#[derive(Debug)]
pub struct Gateway {
    /// The name.
    pub name: Spanned<String>,
    /// The title, for display.
    pub title: Option<String>,
    /// The hosts.
    pub hosts: Vec<Spanned<String>>,
    /// Whether other hosts are refused.
    pub strict_hosts: bool,
    /// The proxies in front.
    pub trusted_proxies: Vec<Spanned<Network>>,
    /// The headers that are removed from every request.
    pub stripped: Vec<Spanned<String>>,
    /// The client addresses that may call.
    pub ip: Option<Arc<AddressRule>>,
    /// How it is operated.
    pub operations: Operations,
    /// The listeners; one on port 8080 when empty.
    pub listen: Vec<Spanned<Listen>>,
    /// Clients that are denied by their user agent.
    pub bots: Option<Spanned<Bots>>,
    /// Changes of the headers of every response.
    pub response_headers: Option<Assigned<Option<EndpointPolicy>>>,
    /// The targets; all three when the key is not set.
    pub targets: Option<Vec<Spanned<Target>>>,
    /// Timeout and forwarding of all endpoints, and the gateway's own limit.
    pub layer: Layer<Written>,
    /// Upstreams.
    pub upstreams: Vec<Upstream>,
    /// Auths.
    pub auths: Vec<Auth>,
    /// Rate limits.
    pub limits: Vec<Limit>,
    /// Quotas.
    pub quotas: Vec<Quota>,
    /// Balances.
    pub balances: Vec<Balance>,
    /// Where usage records go.
    pub usage: Option<Usage>,
    /// Profiles.
    pub profiles: Vec<(Spanned<String>, Layer<Written>)>,
    /// `extra_config` of the root.
    pub krakend: Extra,
    /// Keys of the root in KrakenD's words.
    pub krakend_root: Extra,
    /// The store that replicas share.
    pub store: Option<Store>,
    /// How it runs.
    pub deploy: Option<Deploy>,
    /// What is declared with an error in it.
    pub unread: Unread,
}

impl Gateway {
    /// A gateway that sets nothing but its name.
    pub fn named(name: Spanned<String>) -> Self {
        Self {
            name,
            title: None,
            hosts: Vec::new(),
            strict_hosts: false,
            trusted_proxies: Vec::new(),
            stripped: Vec::new(),
            ip: None,
            operations: Operations::default(),
            bots: Default::default(),
            response_headers: Default::default(),
            listen: Vec::new(),
            targets: None,
            layer: Layer::default(),
            upstreams: Vec::new(),
            auths: Vec::new(),
            limits: Vec::new(),
            quotas: Vec::new(),
            balances: Vec::new(),
            usage: None,
            profiles: Vec::new(),
            krakend: Extra::default(),
            krakend_root: Extra::default(),
            store: None,
            deploy: None,
            unread: Unread::default(),
        }
    }
}

/// An upstream.
#[derive(Debug)]
pub struct Upstream {
    /// Its name.
    pub name: Spanned<String>,
    /// Its hosts.
    pub urls: Vec<Spanned<UpstreamUrl>>,
    /// Whether it checks API keys.
    pub accepts_keys: bool,
    /// How requests reach its hosts.
    pub options: UpstreamOptions,
    /// The places of the options, by key.
    pub places: BTreeMap<&'static str, Span>,
    /// How many requests it may have at once.
    pub in_flight: Option<Spanned<u64>>,
    /// `extra_config` of its backends.
    pub krakend: Extra,
}

/// The services of one file, and their defaults.
#[derive(Debug, Default)]
pub struct ServicesFile {
    /// What applies to all of them.
    pub defaults: Layer<Written>,
    /// The key of the defaults.
    pub defaults_span: Option<Span>,
    /// The services.
    pub services: Vec<Service>,
    /// Endpoints in KrakenD's words.
    pub krakend_endpoints: Vec<Spanned<serde_json::Value>>,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Its name.
    pub name: Spanned<String>,
    /// Its prefixes, each with its upstream where it has one of its own.
    pub at: Vec<(Spanned<PathPattern>, Option<Spanned<String>>)>,
    /// What replaces the prefix.
    pub rewrite_prefix: Option<Spanned<PathPattern>>,
    /// Methods of `/*`.
    pub methods: Vec<Spanned<Method>>,
    /// The place of `methods`.
    pub methods_span: Option<Span>,
    /// The other paths.
    pub paths: Vec<Path>,
    /// The client addresses that may call.
    pub ip: Option<Arc<AddressRule>>,
    /// Whether requests add funds to an account.
    pub funds: Option<Spanned<bool>>,
    /// Values for its endpoints.
    pub layer: Layer<Written>,
}

/// A path and its methods.
#[derive(Debug)]
pub struct Path {
    /// The path below the prefix.
    pub path: Spanned<PathPattern>,
    /// Its methods.
    pub endpoints: Vec<Endpoint>,
}

/// One method of a path.
#[derive(Debug)]
pub struct Endpoint {
    /// The method.
    pub method: Spanned<Method>,
    /// The client addresses that may call, beside what the service states.
    pub ip: Option<Arc<AddressRule>>,
    /// Whether requests add funds to an account.
    pub funds: Option<Spanned<bool>>,
    /// What is different here.
    pub layer: Layer<Written>,
    /// The whole path at the upstream.
    pub rewrite: Option<Spanned<PathPattern>>,
    /// What the gateway answers itself.
    pub respond: Option<Spanned<Respond>>,
}

/// What the gateway answers itself.
#[derive(Debug)]
pub enum Respond {
    /// How its upstreams do.
    Health,
    /// Always the same.
    Fixed(FixedResponse),
    /// Another place.
    Redirect(Redirect),
}

/// A redirect.
#[derive(Debug)]
pub struct Redirect {
    /// Its status.
    pub status: u16,
    /// Scheme, host and port; empty for a path of the same host.
    pub origin: String,
    /// The path, with parameters of the endpoint's.
    pub path: Spanned<PathPattern>,
}
