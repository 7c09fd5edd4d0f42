//! Sides from a few words.

use std::time::Duration;

use gwc_artifact::{
    AddressRule, Algorithm, ApiKey, Audiences, Auth, AuthKind, Backend, Credential, Endpoint, EndpointPolicy,
    Forward, ForwardHeaders, ForwardQuery, Gateway, HeaderNames, Issuer, Jwt, KeyCheck, Limit, Listener,
    Method, PathPattern, Protocol, Rate, RateLimit, Requirement, Scheme, Set, Stream, Template, Timeouts,
    TokenSource, Upstream, UpstreamHost,
};
use gwc_diff::{Gin, Places, Rest, Routing, Side};

/// An endpoint that everybody may call.
pub(crate) fn endpoint(method: Method, path: &str) -> Endpoint {
    let path = PathPattern::parse(path).expect("a path");
    Endpoint {
        id: Endpoint::stable_id(method, &path),
        method,
        hosts: Set::default(),
        ip: Set::<AddressRule>::default().into(),
        credential: Credential::Public,
        require: Set::<Requirement>::default().into(),
        rate_limit: RateLimit::default().into(),
        forward: Forward {
            headers: ForwardHeaders::List(vec!["Content-Type".to_owned()].into()),
            query: ForwardQuery::None,
            credentials: true,
            minted: Set::default(),
        }
        .into(),
        backend: Backend::Upstream {
            upstream: "a".into(),
            method: None,
            path: Template::parse("/fixed", &path).expect("a template"),
        },
        timeouts: Timeouts { total: Some(Duration::from_secs(30)), ..Timeouts::default() }.into(),
        stream: Stream::None,
        policies: Set::<EndpointPolicy>::default().into(),
        path,
    }
}

/// `GET` endpoints.
pub(crate) fn gets(paths: &[&str]) -> Vec<Endpoint> {
    paths.iter().map(|path| endpoint(Method::Get, path)).collect()
}

pub(crate) fn upstream(name: &str, host: &str) -> Upstream {
    let host = UpstreamHost { scheme: Scheme::Http, host: host.to_owned(), port: 80 };
    Upstream {
        name: name.to_owned(),
        hosts: vec![host],
        accepts_keys: false,
        external: false,
        in_flight: None,
        ..Upstream::default()
    }
}

pub(crate) fn jwt() -> Jwt {
    Jwt {
        issuer: Issuer::Exact("https://id.example".to_owned()),
        jwks_url: "https://id.example/jwks".to_owned(),
        discover: false,
        secret: None,
        on_error: gwc_artifact::KeyFailure::Closed,
        probe: false,
        allow_http: false,
        algorithms: vec![Algorithm::Rs256].into(),
        audiences: Audiences::Any,
        sources: vec![TokenSource::Header("Authorization".to_owned())],
        leeway: Duration::from_secs(60),
        require: Set::default(),
        headers: Set::default(),
    }
}

pub(crate) fn key() -> ApiKey {
    ApiKey {
        prefixes: vec!["hk-".to_owned()].into(),
        headers: vec!["X-Key".to_owned()],
        verify: KeyCheck::Upstream,
    }
}

/// A check without rules about origins and limits of its own.
pub(crate) fn auth(name: &str, kind: AuthKind) -> Auth {
    Auth::new(name, kind)
}

/// A gateway with the upstreams `a` and `b`, and the checks `iam` and `keys`.
pub(crate) fn gateway(endpoints: Vec<Endpoint>) -> Gateway {
    Gateway {
        name: "test".to_owned(),
        listeners: vec![Listener {
            address: None,
            port: 8080,
            protocol: Protocol::Http,
            proxy_protocol: false,
            tls: None,
        }]
        .into(),
        upstreams: vec![upstream("a", "a.svc"), upstream("b", "b.svc")],
        auth: vec![auth("iam", AuthKind::Jwt(jwt())), auth("keys", AuthKind::ApiKey(key()))],
        stripped: HeaderNames::of(["X-User-Id"]),
        endpoints,
        ..Gateway::default()
    }
}

/// A side that `gwr` runs.
pub(crate) fn side(gateway: Gateway) -> Side {
    Side {
        routing: Routing::Gwr,
        endpoints: gateway.endpoints.iter().map(|_| Rest::default()).collect(),
        parts: Vec::new(),
        auth: Vec::new(),
        upstreams: Vec::new(),
        quotas: Vec::new(),
        balances: Vec::new(),
        places: Places::default(),
        idle: Vec::new(),
        gateway,
    }
}

/// A side that KrakenD runs.
pub(crate) fn gin(gateway: Gateway) -> Side {
    Side { routing: Routing::Gin(Gin::default()), ..side(gateway) }
}

pub(crate) fn limit(count: u64, seconds: u64, burst: u64) -> Limit {
    Limit {
        rate: Rate { count, period: Duration::from_secs(seconds) },
        burst,
        window: gwc_artifact::Window::Bucket,
    }
}
