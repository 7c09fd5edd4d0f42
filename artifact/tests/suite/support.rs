//! Gateways to test with, and chance that repeats itself.

use std::time::Duration;

use gwc_artifact::*;

/// A small generator (SplitMix64): the same numbers for the same seed.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        (1..items.len()).for_each(|i| items.swap(i, self.below(i + 1)));
    }
}

pub(crate) fn limit(count: u64, period: Duration, burst: u64) -> Limit {
    Limit { rate: Rate { count, period }, burst, window: Window::Bucket }
}

fn per_second(total: u64, per_ip: u64) -> RateLimit {
    let second = Duration::from_secs(1);
    RateLimit {
        total: Some(limit(total, second, total)),
        per_client: Some(PerClient { key: ClientKey::Ip, limit: limit(per_ip, second, per_ip) }),
    }
}

/// A public endpoint that sends its path on unchanged to the upstream `app`.
pub(crate) fn endpoint(method: Method, path: &str) -> Endpoint {
    let path = PathPattern::parse(path).unwrap();
    Endpoint {
        id: Endpoint::stable_id(method, &path),
        method,
        hosts: Set::default(),
        credential: Credential::Public,
        rate_limit: Shared::default(),
        forward: Forward {
            headers: ForwardHeaders::List(vec!["Accept".into(), "Content-Type".into()].into()),
            query: ForwardQuery::All,
            credentials: false,
            minted: Set::default(),
        }
        .into(),
        backend: Backend::Upstream { upstream: "app".into(), method: None, path: Template::unchanged(&path) },
        timeouts: Timeouts { total: Some(Duration::from_secs(30)), ..Timeouts::default() }.into(),
        stream: Stream::None,
        policies: Shared::default(),
        require: Shared::default(),
        ip: Shared::default(),
        path,
    }
}

/// A gateway with one upstream, `app`, and these endpoints.
pub(crate) fn gateway(endpoints: Vec<Endpoint>) -> Gateway {
    Gateway {
        name: "test".into(),
        listeners: vec![Listener {
            address: None,
            port: 8080,
            protocol: Protocol::Http,
            proxy_protocol: false,
            tls: None,
        }]
        .into(),
        upstreams: vec![upstream("app")],
        endpoints,
        ..Gateway::default()
    }
}

pub(crate) fn upstream(name: &str) -> Upstream {
    let host = format!("{name}.default.svc.cluster.local");
    let hosts = vec![UpstreamHost { scheme: Scheme::Http, host, port: 8000 }];
    Upstream {
        name: name.into(),
        hosts,
        accepts_keys: false,
        external: false,
        in_flight: None,
        ..Upstream::default()
    }
}

fn iam() -> Auth {
    let minted = |header: &str, value: Minted| MintedHeader { header: header.into(), value };
    let first = |claims: &[&str]| Minted::First(claims.iter().map(|claim| (*claim).to_owned()).collect());
    Auth::new(
        "iam",
        AuthKind::Jwt(Jwt {
            issuer: Issuer::Exact("https://id.example".into()),
            jwks_url: "https://id.example/.well-known/jwks".into(),
            discover: false,
            secret: None,
            on_error: gwc_artifact::KeyFailure::Closed,
            probe: false,
            allow_http: false,
            algorithms: vec![Algorithm::Rs256, Algorithm::Es256].into(),
            audiences: Audiences::List(vec!["console".into(), "app".into()].into()),
            sources: vec![
                TokenSource::Cookie("token".into()),
                TokenSource::Header("X-Authorization".into()),
                TokenSource::Header("Authorization".into()),
            ],
            leeway: Duration::from_secs(60),
            require: vec![
                Requirement::Role(one_of("realm.roles", &["admin", "member"])),
                Requirement::Scope(one_of("scope", &["read"])),
                Requirement::Claim(ClaimValue {
                    claim: "tenant".into(),
                    value: Literal::Text("acme".into()),
                }),
                Requirement::Claim(ClaimValue { claim: "level".into(), value: Literal::Number(-3) }),
                Requirement::Claim(ClaimValue { claim: "verified".into(), value: Literal::Bool(true) }),
            ]
            .into(),
            headers: vec![
                minted("X-User-Id", first(&["sub", "name"])),
                minted(
                    "X-Org-Id",
                    Minted::Select {
                        claim: "owner".into(),
                        header: "X-Org-Id".into(),
                        within: "orgs".into(),
                    },
                ),
                minted("X-Roles", Minted::Join { claim: "roles".into(), separator: ",".into() }),
                minted(
                    "X-Permissions",
                    Minted::Bits {
                        claim: "permissions".into(),
                        bits: vec![
                            Bit { name: "live".into(), position: 2 },
                            Bit { name: "all".into(), position: 63 },
                        ]
                        .into(),
                    },
                ),
                minted(
                    "X-Admin",
                    Minted::Equals {
                        claim: ClaimValue { claim: "isAdmin".into(), value: Literal::Bool(true) },
                        text: "true".into(),
                    },
                ),
            ]
            .into(),
        }),
    )
}

fn one_of(claim: &str, values: &[&str]) -> OneOf {
    OneOf { claim: claim.into(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

fn key() -> Auth {
    let kind = AuthKind::ApiKey(ApiKey {
        prefixes: ["hk-", "sk-", "pk-"].map(String::from).into_iter().collect(),
        headers: vec!["Authorization".into(), "X-API-Key".into()],
        verify: KeyCheck::Upstream,
    });
    let limit_message = Some("Too many requests with this key".to_owned());
    let rate_limit = RateLimit { total: Some(limit(600, Duration::from_secs(60), 600)), per_client: None };
    Auth {
        rate_limit,
        limit_message,
        origins: vec!["example.com".to_owned(), "localhost".to_owned()].into(),
        ..Auth::new("key", kind)
    }
}

fn own_key() -> Auth {
    let first = |claim: &str| Minted::First(vec![claim.to_owned()]);
    let records = KeyRecords {
        source: KeySource::File("/keys/keys.jsonl".into()),
        limits: vec![NamedLimit { name: "pro".into(), limit: limit(10, Duration::from_secs(1), 20) }].into(),
        require: vec![Requirement::Role(one_of("roles", &["caller"]))].into(),
        headers: vec![MintedHeader { header: "X-Org-Id".into(), value: first("org") }].into(),
    };
    let kind = AuthKind::ApiKey(ApiKey {
        prefixes: vec!["ak_".to_owned()].into(),
        headers: vec!["X-API-Key".into()],
        verify: KeyCheck::Gateway(records),
    });
    let rate_limit = RateLimit { total: Some(limit(5, Duration::from_secs(1), 5)), per_client: None };
    Auth { rate_limit, ..Auth::new("own", kind) }
}

fn external() -> Auth {
    let taken = Minted::Header("X-Auth-User".into());
    Auth::new(
        "service",
        AuthKind::External(ExternalCheck {
            url: "http://authz/verify".into(),
            send: vec!["Cookie".into(), "X-Session".into()],
            timeout: Duration::from_secs(1),
            cache: Duration::from_secs(30),
            on_error: CheckFailure::Closed,
            headers: vec![MintedHeader { header: "X-User-Id".into(), value: taken }].into(),
        }),
    )
}

/// A gateway like the large one: services with an alias each, every policy there is, 133 endpoints.
pub(crate) fn large() -> Gateway {
    let mut endpoints = Vec::new();
    for service in
        ["auth", "billing", "bot", "pricing", "models", "tasks", "insights", "storage", "search", "mail"]
    {
        for prefix in ["", "/v1"] {
            for method in [Method::Get, Method::Post, Method::Patch] {
                endpoints.push(endpoint(method, &format!("{prefix}/{service}/*")));
            }
            endpoints.push(endpoint(Method::Get, &format!("{prefix}/{service}/items/{{id}}")));
            endpoints.push(endpoint(Method::Put, &format!("{prefix}/{service}/items/{{id}}/tags/{{tag}}")));
            endpoints.push(endpoint(Method::Get, &format!("{prefix}/{service}")));
        }
    }
    let single = ["/v1/chat", "/v1/messages", "/v1/completions", "/v1/embeddings", "/ws", "/events/"];
    endpoints.extend(single.map(|path| endpoint(Method::Post, path)));
    endpoints.extend(["/", "/café", "/health"].map(|path| endpoint(Method::Get, path)));
    endpoints.extend(["/v1/export", "/v1/import"].map(|path| endpoint(Method::Head, path)));
    endpoints.extend([endpoint(Method::Delete, "/v1/{owner}/{name}"), endpoint(Method::Options, "/*")]);
    for (i, endpoint) in endpoints.iter_mut().enumerate() {
        decorate(endpoint, i);
    }
    let mut gateway = Gateway {
        semantics: Semantics::Krakend,
        krakend: gwc_artifact::KrakendRouter::default(),
        name: "hanzo".into(),
        listeners: vec![
            Listener {
                address: None,
                port: 8080,
                protocol: Protocol::Http,
                proxy_protocol: false,
                tls: None,
            },
            Listener {
                address: Some("127.0.0.1".parse().unwrap()),
                port: 8081,
                protocol: Protocol::Http,
                proxy_protocol: false,
                tls: None,
            },
            Listener {
                address: Some("::1".parse().unwrap()),
                port: 8081,
                protocol: Protocol::Http,
                proxy_protocol: false,
                tls: None,
            },
        ]
        .into(),
        hosts: vec!["api.example".into(), "www.example".into()].into(),
        strict_hosts: true,
        trusted_proxies: ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"].map(network).into_iter().collect(),
        stripped: HeaderNames::of([
            "X-User-Id",
            "X-Org-Id",
            "X-Roles",
            "X-Permissions",
            "X-Admin",
            "X-IAM-*",
        ]),
        ip: AddressRule { allow: Set::default(), deny: vec![network("198.51.100.0/24")].into() },
        rate_limit: per_second(5000, 100),
        store: Some(Store::Redis(redis())),
        quotas: vec![quota("free"), quota("paid")],
        balances: vec![balance()],
        usage: Some(usage()),
        upstreams: vec![
            upstream("app"),
            upstream("iam"),
            Upstream { accepts_keys: true, external: true, in_flight: Some(50), ..upstream("keys") },
        ],
        auth: vec![iam(), key(), own_key(), external()],
        other_policies: vec![
            OtherPolicy { name: "krakend:qos/circuit-breaker".into(), scope: PolicyScope::Gateway },
            OtherPolicy {
                name: "krakend:proxy".into(),
                scope: PolicyScope::Endpoints(vec![endpoints[7].id, endpoints[3].id].into()),
            },
        ]
        .into(),
        operations: Operations {
            admin: Some(AdminListener { address: Some("127.0.0.1".parse().unwrap()), port: 9090 }),
            level: Some(LogLevel::Warning),
            log_prefix: Some("[shop]".into()),
            access_log: Some(AccessLog {
                to: LogDestination::File("/var/log/access.log".into()),
                format: AccessLogFormat::Combined,
                sample: Share { millionths: 5000 },
            }),
            traces: Some(Traces { otlp: "http://otel:4318".into(), sample: Share { millionths: 100_000 } }),
        },
        endpoints,
        ..Gateway::default()
    };
    crate::traffic::decorate(&mut gateway);
    gateway
}

fn quota(name: &str) -> Quota {
    let (period, on_error) = (Period::Month, OnError::Closed);
    let key = QuotaKey::Claim("owner".into());
    Quota { name: name.into(), key, count: 1000, period, soft: Some(800), on_error }
}

pub(crate) fn balance() -> Balance {
    Balance {
        name: "credits".into(),
        url: "http://commerce.default.svc:8001/v1/billing/balance".into(),
        account: vec!["owner".into(), "sub".into()],
        currency: "usd".into(),
        token: Some(Secret::Env("TOKEN".into())),
        cache: Duration::from_secs(10),
        on_error: OnError::Open,
    }
}

pub(crate) fn usage() -> Usage {
    Usage {
        to: UsageSink::Http { url: "https://usage.example/records".into(), token: None },
        org: "owner".into(),
        user: "sub".into(),
        tokens: Some("X-Tokens".into()),
        spool: Some("/var/lib/gwr/spool".into()),
    }
}

pub(crate) fn redis() -> RedisStore {
    RedisStore {
        host: "redis.data.svc".into(),
        port: 6379,
        database: 3,
        user: Some("gateway".into()),
        password: Some(Secret::File("/run/secrets/redis".into())),
        timeout: Duration::from_millis(20),
        on_error: StoreError::Local,
    }
}

pub(crate) fn network(text: &str) -> Network {
    Network::parse(text).unwrap()
}

/// Gives an endpoint policies, others for each number.
fn decorate(endpoint: &mut Endpoint, i: usize) {
    let path = endpoint.path.clone();
    let params: Vec<&str> = path.params().collect();
    if i % 7 == 3 {
        let rule = AddressRule { allow: vec![network("10.0.0.0/8")].into(), deny: Set::default() };
        endpoint.ip = Set::from(vec![rule]).into();
    }
    match i % 5 {
        0 => {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            endpoint.require = Set::from(vec![Requirement::Role(one_of("roles", &["owner"]))]).into();
            endpoint.forward.credentials = true;
            endpoint.forward.minted = vec!["X-User-Id".into(), "X-Org-Id".into()].into();
        }
        1 => {
            endpoint.credential = Credential::AnyOf(vec!["key".into(), "iam".into()]);
            endpoint.stream = Stream::Sse;
            endpoint.policies = Set::from(vec![
                EndpointPolicy::MaxBody(10 << 20),
                EndpointPolicy::Dialect(Dialect::OpenAi),
                EndpointPolicy::InFlight(100),
                EndpointPolicy::Quota("free".into()),
                EndpointPolicy::Balance("credits".into()),
            ])
            .into();
            endpoint.timeouts = Timeouts {
                idle: Some(Duration::from_secs(300)),
                connect: Some(Duration::from_millis(250)),
                ..Timeouts::default()
            }
            .into();
        }
        2 => {
            endpoint.forward.headers = ForwardHeaders::All;
            endpoint.forward.query = ForwardQuery::None;
            endpoint.hosts = vec!["api.example".into()].into();
        }
        3 => endpoint.forward.query = ForwardQuery::List(vec!["page".into(), "limit".into()].into()),
        _ => endpoint.rate_limit = per_second(1000, 10).into(),
    }
    match i % 7 {
        0 if !params.is_empty() => {
            let key = ClientKey::Param(params[0].into());
            let limit = limit(5, Duration::from_secs(60), 50);
            endpoint.rate_limit.per_client = Some(PerClient { key, limit });
        }
        1 => {
            let limit = limit(7, Duration::from_secs(3600), 1);
            endpoint.rate_limit = RateLimit {
                total: None,
                per_client: Some(PerClient { key: ClientKey::Header("X-Tenant".into()), limit }),
            }
            .into();
        }
        2 => endpoint.backend = Backend::Respond(Respond::Health),
        3 => {
            let text = path.to_string().replace("/v1", "/api/v2");
            endpoint.backend = Backend::Upstream {
                upstream: "iam".into(),
                method: Some(Method::Post),
                path: Template::parse(&text, &path)
                    .unwrap_or(Template { pieces: vec![Piece::Literal("/x".into())] }),
            };
        }
        4 => endpoint.stream = Stream::WebSocket,
        5 => endpoint.backend = Backend::Respond(Respond::NotImplemented),
        _ => {}
    }
}

/// A gateway like the small one: one service with aliases, 14 endpoints.
pub(crate) fn small() -> Gateway {
    let mut endpoints = Vec::new();
    for prefix in ["/ext", "/mainnet/ext", "/testnet/ext", "/devnet/ext"] {
        endpoints.push(endpoint(Method::Post, &format!("{prefix}/bc/C/rpc")));
        endpoints.push(endpoint(Method::Post, &format!("{prefix}/info")));
        endpoints.push(endpoint(Method::Get, &format!("{prefix}/health")));
    }
    endpoints.extend([endpoint(Method::Get, "/health"), endpoint(Method::Get, "/ext/bc/*")]);
    gateway(endpoints)
}

pub(crate) fn open(gateway: &Gateway) -> Artifact {
    Artifact::open(encode(gateway).unwrap()).unwrap()
}
