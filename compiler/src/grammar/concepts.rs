//! Features for which the language has no key: how to configure them, or what to use instead.
//!
//! When the language gets a key for one, its row is removed: a test compares the two, and tries what the table advises.

use gwc_krakend::effects;

/// A feature that other gateways have a key for.
#[derive(Debug)]
pub struct Concept {
    /// The keys that people try, in lower case and without `_` and `-`.
    pub words: &'static [&'static str],
    /// The name of the feature.
    pub name: &'static str,
    /// How to configure it.
    pub way: Way,
}

/// How to configure a feature.
#[derive(Debug)]
pub enum Way {
    /// A component of the JSON targets: its name, its value as YAML, and the place of `krakend:`.
    Component(&'static str, &'static str, Place),
    /// The same for `krakend-ce`; the gateway of the target `hanzo` has this environment variable instead.
    ComponentOrVariable(&'static str, &'static str, Place, &'static str),
    /// Other keys of the language.
    Keys(&'static str),
    /// No target supports it; what to use instead.
    NotOffered(&'static str),
}

/// Where a component is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the top of `gateway.yaml`.
    Gateway,
    /// In an upstream.
    Upstream,
    /// In a service or an endpoint.
    Service,
}

use Place::{Gateway, Service, Upstream};
use Way::{Component, ComponentOrVariable, Keys, NotOffered};

const fn row(words: &'static [&'static str], name: &'static str, way: Way) -> Concept {
    Concept { words, name, way }
}

/// All of them.
#[rustfmt::skip]
pub static ALL: &[Concept] = &[
    row(&["log", "logs", "logging", "loglevel"], "logging", Component("telemetry/logging", "{ level: INFO, stdout: true }", Gateway)),
    row(&["metrics", "prometheus"], "metrics", Component("telemetry/metrics", r#"{ listen_address: ":8090" }"#, Gateway)),
    row(&["tracing", "otel", "opentelemetry"], "traces", Component("telemetry/opentelemetry", "{ service_name: gateway, exporters: { otlp: [{ name: otel, host: otel, port: 4317 }] } }", Gateway)),
    row(&["cache", "caching", "httpcache", "responsecache", "cachettl"], "response caching", Component("qos/http-cache", "{ shared: true, max_items: 1000, max_size: 10000000 }", Upstream)),
    row(&["cel", "condition", "conditions", "policy", "policies"], "conditions on requests", Component("validation/cel", r#"[{ check_expr: "req_path.startsWith('/v1/')" }]"#, Service)),
    row(&["jsonschema", "bodyschema", "validate", "validation"], "validation of bodies", Component("validation/json-schema", "{ type: object }", Service)),

    row(&["public", "anonymous", "noauth"], "public endpoints", Keys("write `auth: public`")),
    row(&["circuitbreaker", "outlierdetection"], "a circuit breaker", Keys("write `breaker: { errors: 5, within: 60s, open: 10s }` in the upstream")),
    row(&["retry", "retrypolicy"], "retries", Keys("write `retries: { attempts: 2 }` in the upstream")),
    row(&["loadbalancer", "balancing", "lb"], "load-balancing policies", Keys("write `load_balancing: least_requests` in the upstream")),
    row(&["grpc", "http2", "h2c"], "gRPC", Keys("write `http: 2` in the upstream")),
    row(&["ssl", "https", "cert", "certificate"], "TLS", Keys("write `listen: [{ address: \"8443\", tls: { cert: /tls/tls.crt, key: { file: /tls/tls.key } } }]`, or terminate it at the Ingress: `deploy: { ingress: { tls_secret: NAME } }`")),
    row(&["crossorigin"], "CORS", Keys("write `cors: { origins: [https://app.example.com] }`")),
    row(&["bot", "botdetector", "botdetection", "useragents"], "bot detection", Keys("write `bots: { deny: [MJ12bot] }` in `gateway.yaml`")),
    row(&["hsts", "securityheaders", "secureheaders"], "security headers", Keys("write `response_headers: { Strict-Transport-Security: max-age=63072000 }`")),
    row(&["addheaders", "setheaders", "headersadd", "requestheader", "responseheader"], "setting headers", Keys("write `request_headers: { X-Gateway: shop }` or `response_headers: { X-Gateway: shop }`")),
    row(&["redirect", "redirects"], "redirects", Keys("write `paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/new\" } } } }` in the service")),
    row(&["headers", "passheaders", "headerstopass", "inputheaders", "forwardheaders"], "forwarding of headers", Keys("list them in `forward: { headers: [Accept, Content-Type] }`")),
    row(&["query", "querystring", "querystrings", "queryparams", "inputquerystrings"], "forwarding of query parameters", Keys("list them in `forward: { query: [page] }`, or set `forward: { query: all }`")),
    row(&["jwt", "apikey", "apikeys", "token", "tokens"], "credentials", Keys("define one under `auth` in `gateway.yaml`, and set `auth: NAME`")),
    row(&["websocket", "websockets", "ws"], "WebSockets", Keys("write `paths: { /ws: { GET: { stream: websocket } } }` in the service")),
    row(&["sse", "streaming", "eventstream"], "server-sent events", Keys("write `paths: { /events: { GET: { stream: sse } } }` in the service")),
    row(&["healthcheck", "healthchecks", "liveness", "readiness"], "health checks", Keys("write `health: { path: /healthz }` in the upstream; to answer a probe, write `paths: { /healthz: { GET: { respond: health } } }` in a service")),
    row(&["ips", "ipallow", "ipdeny", "ipfilter", "iprestriction", "allowips", "denyips", "allowlist", "denylist", "whitelist", "blacklist"], "filtering by address", Keys("write `ip: { allow: [10.0.0.0/8] }` or `ip: { deny: [192.0.2.0/24] }`")),

    row(&["canary", "splits", "weight", "weights", "trafficsplit"], "splitting traffic", Keys("write `split: [{ upstream: NAME, weight: 5 }]` at the service or the path")),
    row(&["compression", "compress", "gzip", "brotli"], "compression", NotOffered("compress in the upstream or at the Ingress")),
    row(&["regex", "regexp", "pathregex"], "regular expressions in routes", NotOffered("list the paths, with `{name}` for one segment and `/*` for the rest")),
    row(&["basicauth", "oauth", "oauth2", "oidc", "openid", "saml", "forwardauth", "extauth", "extauthz"], "this kind of login", NotOffered("use an identity provider and verify its tokens with `auth: { NAME: { jwt: ... } }`")),
    row(&["mirror", "mirroring", "shadow"], "mirroring of requests", NotOffered("mirror in a service mesh behind the gateway")),
    row(&["static", "files", "staticfiles", "root"], "static files", NotOffered("serve them from an upstream")),
    row(&["redis", "rediscluster"], "a shared store for rate limits", Keys("write `store: { redis: { url: \"redis://redis:6379/0\" }, on_error: local }` in `gateway.yaml`")),
];

/// The feature that an unknown key is named after.
pub fn find(key: &str) -> Option<&'static Concept> {
    let word: String = key.to_lowercase().chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
    ALL.iter().find(|concept| concept.words.contains(&word.as_str()))
}

impl Concept {
    /// What to do, as an instruction.
    pub fn help(&self) -> String {
        let name = self.name;
        match self.way {
            Keys(what) => format!("for {name}, {what}"),
            NotOffered(instead) => format!("gwc does not support {name}; {instead}"),
            Component(component, value, place) => passed(name, component, value, place, &readers(component)),
            ComponentOrVariable(component, value, place, variable) => {
                let passed = passed(name, component, value, place, &["krakend-ce"]);
                format!("{passed}; for `hanzo`, set the variable `{variable}` under `deploy: {{ env: ... }}`")
            }
        }
    }
}

fn passed(name: &str, component: &str, value: &str, place: Place, targets: &[&str]) -> String {
    let targets = targets.iter().map(|target| format!("`{target}`")).collect::<Vec<_>>().join(" or ");
    let place = place.as_str();
    format!(
        "for {name}, write `krakend: {{ {component}: {value} }}` {place}; in `gateway.yaml`, list only {targets} under `targets`"
    )
}

/// The JSON targets that read a component.
pub fn readers(component: &str) -> Vec<&'static str> {
    let named = || effects::components().filter(|c| c.name == component);
    let reads = [
        ("hanzo", named().any(|c| !c.hanzo.is_empty())),
        ("krakend-ce", named().any(|c| !c.levels.is_empty())),
    ];
    reads.into_iter().filter(|(_, reads)| *reads).map(|(name, _)| name).collect()
}

impl Place {
    fn as_str(self) -> &'static str {
        match self {
            Gateway => "at the top level of `gateway.yaml`",
            Upstream => "in the upstream",
            Service => "in the service or the endpoint",
        }
    }
}
