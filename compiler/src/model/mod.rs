//! The model: a gateway with everything explicit. All inputs become one of these, and the rules, the diff and
//! the outputs see nothing else.
//!
//! It does not know how it was written (but for [`Origin`]s, places to point at) nor where it goes.

mod address;
mod balance;
mod deploy;
mod extra;
mod operations;
mod origin;
mod endpoint;
mod policy;
mod quota;
mod require;
mod service;
mod store;
mod upstream;
pub(crate) mod overlap;
pub(crate) mod phrases;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

pub use address::AddressRule;
pub use balance::{Balance, Usage, UsageSink};
pub use deploy::{
    Amounts, Autoscale, Deploy, Disruption, EnvFrom, EnvValue, Holder, HttpRoute, Ingress, ServiceOptions,
    Toleration, Volume,
};
pub use endpoint::{
    Action, Backend, Endpoint, Forward, Headers, Piece, Query, Respond, Rewrite, SplitTarget, Stream,
    Timeouts, stable_id,
};
pub use extra::Extra;
pub use operations::{AccessLog, AdminListener, Operations, Traces};
pub use origin::{Field, Origin, OriginId, Origins, Step, Via};
pub use policy::{
    ApiKey, Audiences, Auth, AuthId, Bucket, ClientKey, ClientLimit, Credential, CredentialLimit,
    ExternalCheck, Jwt, Limit, LimitId, Mint, Scheme, TokenSource,
};
pub use quota::Quota;
pub use require::{Clause, Held, Quantifier, Require};
pub use service::{Service, ServiceId};
pub use store::{RedisStore, SECRETS, Secret, Store, StoreKind};
pub use upstream::{Upstream, UpstreamId};

use serde_json::Value;

use gwc_artifact::{Bots, Cors, HeaderEdit, HeaderNames, ListenerTls, Network, Set};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::Target;

/// What a gateway was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Route files.
    Routes,
    /// A KrakenD configuration. `extra` and `rest` then hold every value as it was written, also those that the
    /// decisions of the model were read from.
    Krakend,
}

/// One gateway.
#[derive(Debug, Clone)]
pub struct Gateway {
    /// What it was read from.
    pub source: Source,
    /// Its name, and the place that names it.
    pub name: Spanned<String>,
    /// The title, for display.
    pub title: Option<String>,
    /// The hosts it answers for: used by manifests and by `diff`.
    pub hosts: Vec<Spanned<String>>,
    /// Whether requests for other hosts are refused.
    pub strict_hosts: bool,
    /// The proxies in front.
    pub trusted_proxies: Vec<Spanned<Network>>,
    /// The headers that are removed from every request beside the built-in ones: names, and beginnings with `*`.
    pub stripped: Vec<Spanned<String>>,
    /// The client addresses that may call, beside the rules of the endpoints.
    pub ip: Option<Arc<AddressRule>>,
    /// How it is operated.
    pub operations: Operations,
    /// Clients that are denied by their user agent.
    pub bots: Option<Spanned<Bots>>,
    /// What pages of other origins may do where no endpoint sets it.
    pub cors: Option<Field<Cors>>,
    /// Changes of the headers of every response, before those of the endpoint.
    pub response_headers: Option<Field<Set<HeaderEdit>>>,
    /// Where it listens; the first that is listed.
    pub listen: Field<Listen>,
    /// Where it listens besides.
    pub more_listeners: Vec<Field<Listen>>,
    /// What it is lowered to, sorted.
    pub targets: Vec<Spanned<Target>>,
    /// Upstreams by name.
    pub upstreams: Vec<Upstream>,
    /// Auths, by name.
    pub auths: Vec<Auth>,
    /// Rate limits by name.
    pub limits: Vec<Limit>,
    /// The limit of the whole gateway, in addition to those of the endpoints.
    pub limit: Option<Field<LimitId>>,
    /// Quotas, by name.
    pub quotas: Vec<Quota>,
    /// Balances, by name.
    pub balances: Vec<Balance>,
    /// Where usage records go.
    pub usage: Option<Usage>,
    /// Where limits and quotas count.
    pub store: Option<Store>,
    /// Services by name.
    pub services: Vec<Service>,
    /// Endpoints, by path then method.
    pub endpoints: Vec<Endpoint>,
    /// `extra_config` of the root, passed through.
    pub extra: Arc<Extra>,
    /// Root keys of a KrakenD configuration that the model does not know, as written.
    pub rest: Vec<(String, serde_json::Value)>,
    /// What is written in KrakenD's own words.
    pub verbatim: Verbatim,
    /// How it runs in Kubernetes.
    pub deploy: Option<Deploy>,
    /// Where the values of endpoints come from.
    pub origins: Origins,
}

/// Where a gateway accepts connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    /// All addresses when absent.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// Whether connections begin with a PROXY protocol header.
    pub proxy_protocol: bool,
    /// Its certificates; clear text when absent.
    pub tls: Option<ListenerTls>,
}

impl Listen {
    /// A listener of plain HTTP.
    pub fn plain(address: Option<IpAddr>, port: u16) -> Self {
        Self { address, port, proxy_protocol: false, tls: None }
    }

    /// Whether both cannot be bound at once.
    pub fn collides_with(&self, other: &Self) -> bool {
        let everywhere = |listen: &Self| listen.address.is_none_or(|address| address.is_unspecified());
        self.port == other.port && (self.address == other.address || everywhere(self) || everywhere(other))
    }
}

impl Gateway {
    /// The headers that it declares to be removed from every request.
    pub fn stripped(&self) -> HeaderNames {
        HeaderNames::of(self.stripped.iter().map(|entry| entry.value.as_str()))
    }

    /// Makes this the only target, whether the gateway names it or not: one program runs it here, and no pods do.
    pub(crate) fn restrict_to(&mut self, target: Target) {
        self.deploy = None;
        self.targets.retain(|named| named.value == target);
        if self.targets.is_empty() {
            self.targets.push(Spanned::new(target, self.name.span));
        }
    }

    /// All its listeners, in the order of the file.
    pub fn listeners(&self) -> impl Iterator<Item = &Field<Listen>> {
        std::iter::once(&self.listen).chain(&self.more_listeners)
    }

    /// The keys of Kubernetes Secrets that the runtime reads as files: Secret and key, each once, in order.
    pub fn secret_refs(&self) -> Vec<(&str, &str)> {
        let tokens = self.balances.iter().filter_map(|balance| balance.token.as_ref());
        let of_usage = self.usage.iter().filter_map(|usage| usage.to.token());
        let of_tokens = self.auths.iter().filter_map(|auth| match &auth.scheme {
            Scheme::Jwt(jwt) => jwt.secret.as_ref().map(|secret| &secret.value),
            _ => None,
        });
        let passwords = self.store.iter().filter_map(Store::password);
        let secrets = passwords.chain(tokens).chain(of_usage).chain(of_tokens);
        let named = secrets.filter_map(|secret| match secret {
            Secret::Ref { name, key } => Some((name.as_str(), key.as_str())),
            Secret::Env(_) | Secret::File(_) => None,
        });
        named.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// All endpoints that clients can call, those in KrakenD's words included, by path then method: each with the gateway
    /// that holds its parts, and its authored place.
    pub fn all_endpoints(&self) -> Vec<(&Self, &Endpoint, Span)> {
        let own = self.endpoints.iter().map(|endpoint| (self, endpoint, self.span(endpoint.origin)));
        let mut all: Vec<_> = own.chain(self.verbatim.served()).collect();
        if self.verbatim.read.is_some() {
            all.sort_by(|(_, a, _), (_, b, _)| (&a.path, a.method).cmp(&(&b.path, b.method)));
        }
        all
    }

    /// The upstream.
    pub fn upstream(&self, id: UpstreamId) -> &Upstream {
        &self.upstreams[id.0 as usize]
    }

    /// The auth.
    pub fn auth(&self, id: AuthId) -> &Auth {
        &self.auths[id.0 as usize]
    }

    /// The limit.
    pub fn limit(&self, id: LimitId) -> &Limit {
        &self.limits[id.0 as usize]
    }

    /// The service.
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.0 as usize]
    }

    /// Whether the gateway verifies whatever credential a caller has.
    pub fn verifies(&self, credential: &Credential) -> bool {
        match credential {
            Credential::AnyOf(auths) => auths.iter().all(|a| !self.auth(*a).is_api_key()),
            _ => false,
        }
    }

    /// Whether a credential requires claims that the gateway verifies: of a token, or of the record of a key.
    pub fn verifies_claims(&self, credential: &Credential) -> bool {
        let without = |auth: &AuthId| matches!(self.auth(*auth).scheme, Scheme::External(_));
        let has_claims = !matches!(credential, Credential::AnyOf(auths) if auths.iter().any(without));
        has_claims && self.verifies(credential)
    }

    /// Whether each caller of an endpoint with this credential has an API key that the gateway verifies.
    pub fn verifies_keys(&self, credential: &Credential) -> bool {
        let verified = |auth: &AuthId| self.auth(*auth).is_verified_key();
        matches!(credential, Credential::AnyOf(auths) if auths.iter().all(verified))
    }

    /// Where a field comes from.
    pub fn origin(&self, id: OriginId) -> &Origin {
        self.origins.get(id)
    }

    /// The authored place of a field.
    pub fn span(&self, id: OriginId) -> Span {
        self.origins.get(id).written
    }
}

/// `krakend_endpoints` and `krakend_root`: what the JSON targets are given unchanged.
#[derive(Debug, Clone, Default)]
pub struct Verbatim {
    /// The endpoints as they are written, in the order of the files.
    pub endpoints: Vec<Spanned<Value>>,
    /// Keys of the root, in the order they are written.
    pub root: Extra,
    /// The endpoints as KrakenD reads them; absent where it could not decode them. Spans in it point nowhere.
    pub read: Option<Box<Gateway>>,
    /// For each endpoint of `read` its index in `endpoints`.
    pub items: Vec<usize>,
}

impl Verbatim {
    /// Each endpoint that KrakenD would serve, with the gateway that holds its parts and its authored place.
    pub fn served(&self) -> impl Iterator<Item = (&Gateway, &Endpoint, Span)> {
        self.read.iter().flat_map(move |read| {
            let places = self.items.iter().map(|item| self.endpoints[*item].span);
            read.endpoints.iter().zip(places).map(move |(endpoint, place)| (&**read, endpoint, place))
        })
    }

    /// The endpoint that was read from an item.
    pub fn endpoint_of(&self, item: usize) -> Option<&Endpoint> {
        let at = self.items.iter().position(|of| *of == item)?;
        self.read.as_ref()?.endpoints.get(at)
    }
}
