//! The model: a gateway with everything explicit. All inputs become one of these, and the rules, the diff and
//! the outputs see nothing else.
//!
//! It does not know how it was written (but for [`Origin`]s, places to point at) nor where it goes.

mod deploy;
mod origin;
mod endpoint;
mod policy;
pub(crate) mod overlap;
pub(crate) mod words;

use std::net::IpAddr;
use std::sync::Arc;

pub use deploy::{Amounts, Deploy, EnvValue, Ingress};
pub use endpoint::{
    Action, Backend, Endpoint, Forward, Headers, Piece, Query, Respond, Rewrite, Stream, Timeouts, stable_id,
};
pub use origin::{Field, Origin, OriginId, Origins, Step, Via};
pub use policy::{
    ApiKey, Audiences, Auth, AuthId, Bucket, ClientKey, ClientLimit, Credential, Jwt, Limit, LimitId, Mint,
    Scheme,
};

use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{PathPattern, Target, UpstreamUrl};

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
    /// A title for people.
    pub title: Option<String>,
    /// The hosts it answers for: used by manifests and by `diff`.
    pub hosts: Vec<Spanned<String>>,
    /// Whether requests for other hosts are refused.
    pub strict_hosts: bool,
    /// Where it listens.
    pub listen: Field<Listen>,
    /// What it is lowered to, sorted.
    pub targets: Vec<Spanned<Target>>,
    /// Upstreams by name.
    pub upstreams: Vec<Upstream>,
    /// Ways to prove who one is, by name.
    pub auths: Vec<Auth>,
    /// Rate limits by name.
    pub limits: Vec<Limit>,
    /// The gateway's own limit: one bucket beside those of the endpoints.
    pub limit: Option<Field<LimitId>>,
    /// Services by name.
    pub services: Vec<Service>,
    /// Endpoints, by path then method.
    pub endpoints: Vec<Endpoint>,
    /// `extra_config` of the root, passed through.
    pub extra: Arc<Extra>,
    /// Root keys of a KrakenD configuration that the model does not know, as written.
    pub rest: Vec<(String, serde_json::Value)>,
    /// How it runs in Kubernetes.
    pub deploy: Option<Deploy>,
    /// Where the values of endpoints come from.
    pub origins: Origins,
}

/// Address and port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen {
    /// All addresses when absent.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
}

/// An upstream of [`Gateway::upstreams`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpstreamId(pub u32);

/// A named set of hosts.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// Its hosts, at least one.
    pub urls: Vec<Spanned<UpstreamUrl>>,
    /// Whether it checks opaque API keys itself.
    pub accepts_keys: bool,
    /// `extra_config` of its backends, passed through.
    pub extra: Arc<Extra>,
}

impl Upstream {
    /// Whether any of its hosts is outside the cluster.
    pub fn is_external(&self) -> bool {
        self.urls.iter().any(|url| url.value.is_external())
    }
}

/// A service of [`Gateway::services`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub u32);

/// Paths below one or more prefixes: what endpoints were expanded from.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// The prefixes: the first is the name people use, the others are its aliases.
    pub prefixes: Vec<Spanned<PathPattern>>,
}

/// Values for components of a JSON target that the model does not know, by namespace.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extra {
    /// Namespace and value, in the order they were written.
    pub entries: Vec<(Spanned<String>, serde_json::Value)>,
}

impl Extra {
    /// The value of a namespace.
    pub fn get(&self, namespace: &str) -> Option<&serde_json::Value> {
        self.entries.iter().find(|(name, _)| name.value == namespace).map(|(_, value)| value)
    }

    /// These, then those of `over` for the same namespaces instead.
    pub fn overlaid(&self, over: &Self) -> Self {
        let kept = self.entries.iter().filter(|(name, _)| over.get(&name.value).is_none());
        Self { entries: kept.chain(&over.entries).cloned().collect() }
    }
}

impl Gateway {
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

    /// Whether a credential asks for a token whose claims are verified here.
    pub fn verifies_claims(&self, credential: &Credential) -> bool {
        match credential {
            Credential::AnyOf(auths) => auths.iter().all(|a| !self.auth(*a).is_api_key()),
            _ => false,
        }
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
