//! Gateways with one endpoint.

use std::net::SocketAddr;
use std::time::Duration;

use gwc_artifact::{
    Backend, Breaker, ClientKey, Cors, CorsHeaders, CorsMethods, Credential, Endpoint, EndpointPolicy,
    Failure, Forward, ForwardHeaders, ForwardQuery, Gateway, HeaderEdit, Limit, Method, OriginPattern,
    Origins, PathPattern, PerClient, Rate, RateLimit, Scheme, Set, Shared, Stream, Template, Timeouts,
    Upstream, UpstreamHost, UpstreamOptions, Window,
};

/// What else than forwarding the gateway does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policies {
    None,
    /// Two limits, a breaker, CORS and security headers. None of them refuses a request.
    All,
}

/// One public endpoint that passes everything on, with every timeout set.
pub(crate) fn gateway(backend: SocketAddr, policies: Policies) -> Gateway {
    let mut gateway = forwarding(backend);
    if policies == Policies::All {
        add_policies(&mut gateway);
    }
    gateway
}

fn add_policies(gateway: &mut Gateway) {
    let rate = Rate { count: 1_000_000_000, period: Duration::from_secs(1) };
    let limit = Limit { rate, burst: 1_000_000_000, window: Window::Bucket };
    let per_client = Some(PerClient { key: ClientKey::Ip, limit });
    let set = |name: &str, value: &str| HeaderEdit::Set { name: name.to_owned(), value: value.to_owned() };
    let endpoint = &mut gateway.endpoints[0];
    endpoint.rate_limit = RateLimit { total: Some(limit), per_client }.into();
    endpoint.policies = Set::from(vec![EndpointPolicy::Cors(Cors {
        origins: Origins::List(vec![OriginPattern::Exact("https://app.example.com".to_owned())].into()),
        methods: CorsMethods::OfPath,
        headers: CorsHeaders::Any,
        expose: Set::default(),
        credentials: true,
        private_network: false,
        max_age: None,
        status: 204,
    })])
    .into();
    gateway.response_headers = vec![
        set("referrer-policy", "no-referrer"),
        set("strict-transport-security", "max-age=31536000"),
        set("x-content-type-options", "nosniff"),
        set("x-frame-options", "DENY"),
    ]
    .into();
    let breaker = Breaker {
        errors: 5,
        within: Some(Duration::from_secs(60)),
        open: Duration::from_secs(10),
        count: vec![Failure::Status5xx, Failure::Timeout, Failure::Reset].into(),
    };
    gateway.upstreams[0].options = UpstreamOptions { breaker: Some(breaker), ..Default::default() }.into();
}

fn forwarding(backend: SocketAddr) -> Gateway {
    let path = PathPattern::parse("/v1/*").expect("a path");
    let template = Template::parse("/v1/*", &path).expect("a template");
    let endpoint = Endpoint {
        id: Endpoint::stable_id(Method::Get, &path),
        method: Method::Get,
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
        backend: Backend::Upstream { upstream: "backend".into(), method: None, path: template },
        timeouts: Timeouts {
            connect: Some(Duration::from_secs(5)),
            first_byte: Some(Duration::from_secs(30)),
            idle: Some(Duration::from_secs(30)),
            total: Some(Duration::from_secs(120)),
        }
        .into(),
        stream: Stream::None,
        policies: Shared::default(),
        require: Shared::default(),
        ip: Shared::default(),
    };
    let host = UpstreamHost { scheme: Scheme::Http, host: backend.ip().to_string(), port: backend.port() };
    let upstream = Upstream {
        name: "backend".to_owned(),
        hosts: vec![host],
        accepts_keys: false,
        external: false,
        in_flight: None,
        ..Upstream::default()
    };
    Gateway {
        name: "bench".to_owned(),
        upstreams: vec![upstream],
        endpoints: vec![endpoint],
        ..Gateway::default()
    }
}
