//! An example of each key, as it is written in a route file: for `gwc explain key` and the reference of the language.

/// The examples of a map: its name, and a line for each of its keys.
#[rustfmt::skip]
static EXAMPLES: &[(&str, &[&str])] = &[
    ("gateway", &[
        "gateway: shop",
        "title: Shop API",
        "hosts: [api.example.com]",
        "strict_hosts: true",
        "listen: [8080, { address: 8443, proxy_protocol: true }]",
        "admin: 9090",
        "trusted_proxies: [10.0.0.0/8, 2001:db8::/32]",
        "ip: { deny: [198.51.100.0/24] }",
        "targets: [gwr, krakend-ce@2.13]",
        "timeout: 30s",
        "rate_limit: whole",
        "forward: { headers: [Accept, Content-Type], query: all }",
        "depth: 3",
        "max_body: 10MiB",
        "dialect: json",
        "variables: { REGION: eu-1, CLUSTER: null }",
        r#"upstreams: { orders: "http://orders:8080" }"#,
        r#"auth: { partner: { api_key: { prefixes: [sk-] } } }"#,
        "rate_limits: { whole: { total: 5000/s } }",
        "profiles: { open: { auth: public, timeout: 5s } }",
        "krakend: { security/bot-detector: { deny: [MJ12bot] } }",
        "deploy: { runs: gwr, replicas: 3 }",
        "defaults: { profile: open }",
        "services: { orders: { at: /orders, upstream: orders, methods: GET } }",
    ]),
    ("listener", &["address: 127.0.0.1:8080", "proxy_protocol: true"]),
    ("services file", &[
        "defaults: { profile: open }",
        "services: { orders: { at: /orders, upstream: orders, methods: GET } }",
    ]),
    ("upstream", &[
        r#"url: ["http://orders-a:8080", "http://orders-b:8080"]"#,
        "accepts_keys: true",
        "krakend: { qos/circuit-breaker: { interval: 60, timeout: 10, max_errors: 5 } }",
    ]),
    ("auth", &[
        r#"jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: [shop] }"#,
        "api_key: { prefixes: [sk-] }",
        "edge: true",
        "require: { roles: { claim: roles, any: [member, admin] } }",
        "headers: { X-User-Id: [sub, name], X-Roles: roles }",
    ]),
    ("minted header", &[
        "claim: roles",
        r#"join: ",""#,
        "equals: true",
        r#"value: "true""#,
        "bits: { read: 0, write: 1, admin: 4 }",
        "select: { header: X-Org-Id, within: orgs }",
    ]),
    ("selection", &["header: X-Org-Id", "within: orgs"]),
    ("require", &[
        "roles: { claim: realm_access.roles, any: [member, admin] }",
        "scopes: { claim: scope, all: [orders.read, orders.write] }",
        "claims: { tenant: acme, email_verified: true }",
    ]),
    ("required values", &["claim: realm_access.roles", "any: [member, admin]", "all: [orders.read, orders.write]"]),
    ("jwt", &[
        "issuer: https://id.example.com",
        "jwks: https://id.example.com/jwks",
        "algorithms: [RS256, ES256]",
        "audiences: [shop]",
        "from: [Authorization, X-Authorization, { cookie: access_token }]",
        "leeway: 30s",
    ]),
    ("audiences", &["all: [shop, admin]"]),
    ("token source", &["cookie: access_token"]),
    ("api_key", &["prefixes: [sk-, pk-]", "from: [X-API-Key]"]),
    ("rate limit", &[
        "total: 1000/s",
        "per_ip: 50/min",
        "per: { claim: sub, rate: 10/s }",
        "burst: 20",
        "total_burst: 2000",
    ]),
    ("per", &["header: X-Tenant", "claim: sub", "param: tenant", "rate: 10/s"]),
    ("forward", &["headers: [Accept, +Idempotency-Key]", "query: [page, limit]", "credentials: false"]),
    ("timeout", &["connect: 1s", "first_byte: 10s", "idle: 30s", "total: 2m"]),
    ("profile", &[
        "auth: [users, partner]",
        "require: { scopes: { claim: scope, any: [orders.read] } }",
        "rate_limit: standard",
        "timeout: { connect: 1s, total: 30s }",
        "forward: { headers: all }",
        "stream: sse",
        "max_body: 1MiB",
        "dialect: openai",
    ]),
    ("defaults", &["profile: open", "upstream: orders"]),
    ("service", &[
        "at: [/orders, /v1/orders]",
        "rewrite_prefix: /",
        "methods: GET POST",
        "depth: 3",
        "paths: { /**: GET POST, /health: { GET: { auth: public } } }",
        "krakend: { proxy: { sequential: true } }",
        "ip: { allow: [10.0.0.0/8], deny: [10.9.0.0/16] }",
    ]),
    ("endpoint", &["rewrite: /internal/orders/{id}", "respond: health"]),
    ("deploy", &[
        "runs: gwr",
        "name: gateway",
        "namespace: shop",
        "image: registry.example.com/gwr:0.1.0",
        "replicas: 3",
        "resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 256Mi } }",
        "ingress: { class: nginx, tls_secret: api-tls }",
        "env: { REGION: eu-1, TOKEN: { secretRef: { name: gateway, key: token } } }",
        "image_pull_secrets: [registry]",
        "labels: { team: platform }",
        "annotations: { example.com/owner: platform }",
    ]),
    ("ip", &["allow: [10.0.0.0/8, 192.0.2.7]", "deny: [10.9.0.0/16]"]),
    ("resources", &["requests: { cpu: 100m, memory: 64Mi }", "limits: { memory: 256Mi }"]),
    ("resource amounts", &["cpu: 100m", "memory: 128Mi"]),
    ("ingress", &["class: nginx", "tls_secret: api-tls", "annotations: { example.com/owner: platform }"]),
    ("environment value", &["secretRef: { name: gateway, key: token }"]),
    ("secretRef", &["name: gateway", "key: token", "optional: true"]),
];

/// The maps with the keys of a layer: an example in one applies to all.
const LAYERS: [&str; 4] = ["profile", "defaults", "service", "endpoint"];

/// The line that shows a key of a map.
pub fn example(shape: &str, key: &str) -> Option<&'static str> {
    let in_shape = |name: &str| {
        let lines = EXAMPLES.iter().find(|(shape, _)| *shape == name)?.1.iter();
        lines.copied().find(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
    };
    let layers: &[&str] = if LAYERS.contains(&shape) { &LAYERS } else { &[] };
    in_shape(shape).or_else(|| layers.iter().find_map(|layer| in_shape(layer)))
}
