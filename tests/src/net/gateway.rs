//! Gateways made in memory, for tests that are not about how a gateway is written.

use std::net::SocketAddr;
use std::path::Path;

use gwc::lower::artifact::identity::stripped;
use gwc::settings::Settings;
use gwc_artifact::{
    Artifact, Backend, Credential, Endpoint, Forward, ForwardHeaders, ForwardQuery, Gateway, Listener,
    Method, PathPattern, Protocol, RateLimit, Respond, Scheme, Set, Shared, Stream, Template, Upstream,
    UpstreamHost, encode,
};
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::SourceMap;

use crate::golden;

/// A gateway in the making.
pub struct GatewayBuilder {
    gateway: Gateway,
}

/// A public endpoint that passes everything on: `GET /a/{x}/*` to `/b/{x}/*` of the upstream.
pub fn endpoint(method_and_path: &str, upstream: &str, to: &str) -> Endpoint {
    let (method, path) = method_and_path.split_once(' ').expect("`METHOD /path`");
    let method = Method::parse(method).expect("a method");
    let path = PathPattern::parse(path).expect("a path");
    let backend = Backend::Upstream {
        upstream: upstream.into(),
        method: None,
        path: Template::parse(to, &path).expect("a template"),
    };
    Endpoint {
        id: Endpoint::stable_id(method, &path),
        method,
        path,
        hosts: Set::default(),
        credential: Credential::Public,
        rate_limit: Shared::default(),
        forward: Forward {
            headers: ForwardHeaders::All,
            query: ForwardQuery::All,
            credentials: true,
            minted: Set::default(),
        }
        .into(),
        backend,
        timeouts: Shared::default(),
        stream: Stream::None,
        policies: Shared::default(),
        require: Shared::default(),
        ip: Shared::default(),
    }
}

/// The artifact of a gateway, through its bytes.
pub fn artifact(gateway: &Gateway) -> Artifact {
    Artifact::open(encode(gateway).expect("a gateway that can be encoded")).expect("an artifact that opens")
}

/// The gateway that `routes/<name>` of this repository compiles to, without its limits: a test asks for everything at
/// once, and what limits do to that is tested by itself.
pub fn compiled(name: &str) -> Gateway {
    compiled_from(&golden::repository().join("routes").join(name))
}

/// The same of any folder.
///
/// # Panics
/// When it is not one gateway that compiles.
pub fn compiled_from(folder: &Path) -> Gateway {
    let (mut sources, mut out) = (SourceMap::default(), Diagnostics::default());
    let files = gwc::load::gateways(folder, None, &mut sources, &mut out);
    assert_eq!(files.len(), 1, "{}", folder.display());
    let compilation = gwc::compile_gateway(&sources, &files[0], &Settings::default());
    // What `gwr` does not enforce yet is waived by comments, which apply to a run of the command.
    let errors = compilation.diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    let others: Vec<_> = errors.filter(|finding| !gwc::rules::targets::is_waivable(finding.rule)).collect();
    assert!(others.is_empty(), "{others:#?}");
    let model = compilation.gateway.expect("a gateway");
    let mut gateway = gwc::lower::artifact::lower(&model).expect("a gateway that can be lowered");
    gateway.rate_limit = RateLimit::default();
    gateway.endpoints.iter_mut().for_each(|endpoint| endpoint.rate_limit = Shared::default());
    gateway
}

impl Default for GatewayBuilder {
    fn default() -> Self {
        GatewayBuilder::new()
    }
}

impl GatewayBuilder {
    /// A gateway with a listener and nothing else.
    pub fn new() -> GatewayBuilder {
        let listener = Listener {
            address: None,
            port: 8080,
            protocol: Protocol::Http,
            proxy_protocol: false,
            tls: None,
        };
        let gateway =
            Gateway { name: "test".to_owned(), listeners: vec![listener].into(), ..Gateway::default() };
        GatewayBuilder { gateway }
    }

    /// Adds an upstream at an address.
    pub fn upstream(mut self, name: &str, address: SocketAddr) -> Self {
        let host =
            UpstreamHost { scheme: Scheme::Http, host: address.ip().to_string(), port: address.port() };
        let hosts = vec![host];
        self.gateway.upstreams.push(Upstream {
            name: name.to_owned(),
            hosts,
            accepts_keys: false,
            external: false,
            in_flight: None,
            ..Upstream::default()
        });
        self
    }

    /// Adds a public endpoint that passes everything on.
    pub fn route(self, method_and_path: &str, upstream: &str, to: &str) -> Self {
        self.route_with(method_and_path, upstream, to, |_| {})
    }

    /// Adds an endpoint and changes it.
    pub fn route_with(
        mut self,
        method_and_path: &str,
        upstream: &str,
        to: &str,
        change: impl FnOnce(&mut Endpoint),
    ) -> Self {
        let mut endpoint = endpoint(method_and_path, upstream, to);
        change(&mut endpoint);
        self.gateway.endpoints.push(endpoint);
        self
    }

    /// Adds an endpoint that answers with the health of the upstreams.
    pub fn health(mut self, method_and_path: &str) -> Self {
        let mut health = endpoint(method_and_path, "", "/");
        health.backend = Backend::Respond(Respond::Health);
        self.gateway.endpoints.push(health);
        self
    }

    /// Changes the gateway as a whole.
    pub fn with(mut self, change: impl FnOnce(&mut Gateway)) -> Self {
        change(&mut self.gateway);
        self
    }

    /// The gateway. It removes the headers that a compiled one removes.
    pub fn build(mut self) -> Gateway {
        self.gateway.stripped = stripped(&self.gateway.auth, []);
        self.gateway
    }
}
