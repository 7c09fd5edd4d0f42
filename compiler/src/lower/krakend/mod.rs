//! The gateway as KrakenD-style JSON: target `hanzo`, and target `krakend-ce`.
//!
//! Values that a target does not support are rejected or reported by [`crate::rules::targets`] before.

pub mod defaults;
mod json;
mod layout;
mod limit;
pub(crate) mod martian;
pub(crate) mod tls;
mod security;
mod names;
pub(crate) mod minted;
pub(crate) mod require;
pub(crate) mod sources;
mod verbatim;

use std::io;

use gwc_artifact::{LogLevel, Share};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::model::{
    AccessLog, Audiences, Backend, Clause, Credential, Endpoint, Extra, Gateway, Headers, Mint, Query,
    Scheme, Timeouts, Traces,
};
use gwc_krakend::namespaces;
use gwc_syntax::value::{Duration, Target};

pub(crate) use layout::Layout;
use names::Names;
pub(crate) use verbatim::endpoint as endpoint_verbatim;
pub use verbatim::krakend_verbatim;

/// Timeout of an endpoint without a total timeout. KrakenD has no unlimited timeout: its default would be 2 s.
const NO_TIMEOUT: Duration = Duration::from_secs(24 * 3600);
/// The component with the options of the router.
const ROUTER: &str = "router";
/// The timeout of KrakenD where neither an endpoint nor the root sets one.
const KRAKEND_TIMEOUT: Duration = Duration::from_secs(2);
/// `timeout` of the root if the gateway sets none.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The file for a JSON target, as bytes: see [`write()`].
pub(crate) fn render(gateway: &Gateway, target: Target, layout: Layout) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(gateway, target, layout, &mut bytes).expect("memory takes all that is written to it");
    bytes
}

/// Writes the file for a JSON target, with one final newline.
///
/// # Errors
/// Those of `out`: maps with text keys and finite numbers are always JSON.
pub(crate) fn write(
    gateway: &Gateway,
    target: Target,
    layout: Layout,
    mut out: impl io::Write,
) -> io::Result<()> {
    let lowering = Lowering::of(gateway, target);
    let config = lowering.config();
    layout.write(&config, &mut out)?;
    out.write_all(b"\n")
}

/// The endpoints, each lowered when it is written: all of them at once would be larger than the gateway.
struct Endpoints<'a>(&'a Lowering<'a>);

impl Serialize for Endpoints<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let endpoints = self.0.gateway.endpoints.iter();
        let lowered = endpoints.flat_map(|e| e.rest_lengths().map(|rest| self.0.endpoint(e, rest)));
        let verbatim = &self.0.gateway.verbatim.endpoints;
        let verbatim = verbatim.iter().map(|item| Written::Verbatim(&item.value));
        serializer.collect_seq(lowered.map(|endpoint| Written::Lowered(Box::new(endpoint))).chain(verbatim))
    }
}

/// An endpoint of the output.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Lowered(Box<json::Endpoint>),
    /// In KrakenD's own words.
    Verbatim(&'a Value),
}

/// The timeout of the root: the one that most endpoints share. Endpoints in KrakenD's own words inherit from the root, so
/// beside them it is what `krakend_root` sets, else KrakenD's default.
fn root_timeout(gateway: &Gateway) -> Duration {
    let passed = gateway.verbatim.root.get("timeout").and_then(Value::as_str);
    let passed = passed.map(|text| gwc_krakend::go::parse_duration(text).unwrap_or_default());
    if passed.is_some() || !gateway.verbatim.endpoints.is_empty() {
        let nanos = passed.and_then(|nanos| u64::try_from(nanos).ok()).filter(|nanos| *nanos > 0);
        return nanos.map_or(KRAKEND_TIMEOUT, |nanos| Duration { nanos });
    }
    let mut counts = std::collections::BTreeMap::new();
    for endpoint in &gateway.endpoints {
        *counts.entry(as_total(endpoint.timeouts.value)).or_insert(0usize) += 1;
    }
    let most = counts.into_iter().max_by_key(|(timeout, count)| (*count, std::cmp::Reverse(*timeout)));
    most.map_or(DEFAULT_TIMEOUT, |(timeout, _)| timeout)
}

/// KrakenD has one time limit, for the whole exchange.
fn as_total(timeouts: Timeouts) -> Duration {
    timeouts.total.or(timeouts.idle).unwrap_or(NO_TIMEOUT)
}

struct Lowering<'a> {
    gateway: &'a Gateway,
    target: Target,
    root_timeout: Duration,
    names: Names<'a>,
}

impl<'a> Lowering<'a> {
    fn of(gateway: &'a Gateway, target: Target) -> Self {
        Self { gateway, target, root_timeout: root_timeout(gateway), names: Names::of(&gateway.endpoints) }
    }
    fn is_hanzo(&self) -> bool {
        self.target == Target::Hanzo
    }

    fn config(&self) -> json::Config<Endpoints<'_>> {
        let gateway = self.gateway;
        let passed: Map<String, Value> = passed(&gateway.verbatim.root).collect();
        // Endpoints in KrakenD's own words inherit what the root sets, and nothing else.
        let is_free = |name: &str| gateway.verbatim.endpoints.is_empty() && !passed.contains_key(name);
        json::Config {
            schema: match self.target {
                Target::KrakendCe { .. } => "https://www.krakend.io/schema/v2.13/krakend.json",
                _ => "https://gateway.hanzo.ai/schema/v3.json",
            },
            version: 3,
            name: gateway.title.clone().unwrap_or_else(|| gateway.name.value.clone()),
            listen_ip: gateway.listen.value.address.map(|a| a.to_string()),
            port: gateway.listen.value.port,
            tls: gateway.listen.value.tls.as_ref().map(tls::listener),
            client_tls: tls::upstreams(gateway).ok().flatten().map(tls::client),
            timeout: is_free("timeout").then(|| self.root_timeout.to_string()),
            cache_ttl: is_free("cache_ttl").then_some("0s"),
            output_encoding: is_free("output_encoding").then_some("no-op"),
            passed,
            extra_config: self.root_extra(),
            endpoints: Endpoints(self),
        }
    }

    fn root_extra(&self) -> Map<String, Value> {
        let mut extra = Map::new();
        if self.is_hanzo() {
            extra.insert("router".into(), json!({ "return_error_msg": true }));
            let limit = self.gateway.limit.and_then(|field| limit::root(self.gateway.limit(field.value)));
            if let Some(limit) = limit {
                extra.insert("qos/ratelimit/router".into(), serde_json::to_value(limit).unwrap_or_default());
            }
        }
        extra.insert(
            "telemetry/logging".into(),
            json!({ "level": self.level(), "prefix": "[GATEWAY]", "syslog": false, "stdout": true }),
        );
        if let Some(bots) = &self.gateway.bots {
            extra.insert("security/bot-detector".into(), security::bots(&bots.value));
        }
        // The engine of `hanzo` answers browsers itself, by a variable: two answers would be none.
        if let Some(cors) = self.gateway.cors.as_ref().filter(|_| !self.is_hanzo()) {
            extra.insert("security/cors".into(), security::cors(self.gateway, &cors.value));
        }
        if let Some(traces) = self.gateway.operations.traces.as_ref().filter(|_| !self.is_hanzo()) {
            extra.insert("telemetry/opentelemetry".into(), self.traces(traces));
        }
        extra.extend(passed(&self.gateway.extra));
        if !self.is_hanzo() {
            self.trust_proxies(&mut extra);
        }
        if self.gateway.operations.access_log.as_ref().is_some_and(AccessLog::is_off) {
            set_router(&mut extra, [("disable_access_log", json!(true))]);
        }
        // `null` in `krakend` removes a component that is written otherwise.
        extra.retain(|_, value| !value.is_null());
        extra
    }

    /// The exporter of traces (krakend-otel 0.14: over HTTP, it exports without TLS).
    fn traces(&self, traces: &Traces) -> Value {
        let millionths = traces.sample.as_ref().map_or(Share::ALL, |sample| sample.value).millionths;
        let url = &traces.otlp.value;
        json!({
            "service_name": self.gateway.name.value,
            "trace_sample_rate": millionths as f64 / Share::ALL.millionths as f64,
            "exporters": {
                "otlp": [{ "name": "traces", "host": url.host, "port": url.port, "use_http": true, "disable_metrics": true }],
            },
        })
    }

    /// KrakenD's word for the level of the log.
    fn level(&self) -> String {
        let level = self.gateway.operations.level.as_ref().map_or(LogLevel::Info, |level| level.value);
        level.as_str().to_ascii_uppercase()
    }

    /// Adds the trusted proxies to the options of the router, which `krakend` may pass others of. The engine of `hanzo`
    /// reads them from its environment.
    fn trust_proxies(&self, extra: &mut Map<String, Value>) {
        let networks: Vec<String> =
            self.gateway.trusted_proxies.iter().map(|n| n.value.to_string()).collect();
        if networks.is_empty() {
            return;
        }
        set_router(
            extra,
            [
                ("forwarded_by_client_ip", json!(true)),
                ("remote_ip_headers", json!(["X-Forwarded-For"])),
                ("trusted_proxies", json!(networks)),
            ],
        );
    }

    /// An endpoint with a wildcard of `rest` segments.
    fn endpoint(&self, endpoint: &Endpoint, rest: usize) -> json::Endpoint {
        let own = as_total(endpoint.timeouts.value);
        let answers_itself = endpoint.backends().is_empty();
        let encoding = if answers_itself { "json" } else { "no-op" };
        json::Endpoint {
            endpoint: self.names.path(&endpoint.path, rest),
            method: endpoint.method.as_str(),
            timeout: (own != self.root_timeout).then(|| own.to_string()),
            input_headers: if answers_itself { Vec::new() } else { self.headers(endpoint) },
            input_query_strings: match &*endpoint.forward.query.value {
                _ if answers_itself => Vec::new(),
                Query::All => vec!["*".to_owned()],
                Query::None => Vec::new(),
                Query::List(names) => names.iter().map(|n| n.value.clone()).collect(),
            },
            output_encoding: encoding,
            backend: match answers_itself {
                true => vec![self.health()],
                false => endpoint.backends().iter().map(|b| self.backend(endpoint, rest, b)).collect(),
            },
            extra_config: self.extra(endpoint),
        }
    }

    /// Listed headers, then those that credentials are read from, then those minted from claims.
    fn headers(&self, endpoint: &Endpoint) -> Vec<String> {
        let mut names: Vec<String> = match &*endpoint.forward.headers.value {
            Headers::All => return vec!["*".to_owned()],
            Headers::List(list) => list.iter().map(|h| h.value.clone()).collect(),
        };
        if endpoint.forward.credentials.value {
            for auth in auths(self.gateway, endpoint) {
                names.extend(auth.credential_headers().into_iter().map(str::to_owned));
                names.extend(auth.mints.iter().map(|m| m.header.value.clone()));
            }
        }
        // Where the target sets no such header, it would forward what the client sends.
        let minted =
            auths(self.gateway, endpoint).flat_map(|auth| auth.mints.iter().map(move |mint| (auth, mint)));
        for (auth, mint) in minted {
            if !minted::is_set(auth, mint, self.target) {
                names.retain(|name| !name.eq_ignore_ascii_case(&mint.header.value));
            }
        }
        // It strips nothing by itself either.
        let is_minted = |name: &str| {
            let mut mints = auths(self.gateway, endpoint).flat_map(|auth| &auth.mints);
            mints.any(|mint| mint.header.value.eq_ignore_ascii_case(name))
        };
        let stripped = self.gateway.stripped();
        names.retain(|name| !stripped.has(name) || is_minted(name));
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.to_ascii_lowercase()));
        names
    }

    /// The claims that reach the upstream: one set in a header that is not forwarded has no effect.
    fn minted(&self, endpoint: &Endpoint, mints: &[Mint]) -> Vec<[String; 2]> {
        let forwarded = self.headers(endpoint);
        let reaches = |mint: &&Mint| {
            forwarded.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(&mint.header.value))
        };
        let pair = |mint: &Mint| {
            let (claim, _) = minted::propagated(mint)?;
            Some([claim.to_owned(), mint.header.value.clone()])
        };
        mints.iter().filter(reaches).filter_map(pair).collect()
    }

    /// The gateway's own health: it asks itself.
    fn health(&self) -> json::Backend {
        let listen = &self.gateway.listen.value;
        let host = match listen.address {
            Some(address) if !address.is_unspecified() => {
                std::net::SocketAddr::new(address, listen.port).to_string()
            }
            _ => format!("localhost:{}", listen.port),
        };
        json::Backend {
            url_pattern: if self.is_hanzo() { "/healthz" } else { "/__health" }.to_owned(),
            method: None,
            host: vec![format!("http://{host}")],
            encoding: "json",
            extra_config: Map::new(),
        }
    }

    fn backend(&self, endpoint: &Endpoint, rest: usize, backend: &Backend) -> json::Backend {
        let upstream = self.gateway.upstream(backend.upstream.value);
        json::Backend {
            url_pattern: self.names.url_pattern(&backend.path.value, &endpoint.path, rest),
            method: backend.method.filter(|m| *m != endpoint.method).map(|m| m.as_str()),
            host: upstream.urls.iter().map(|url| url.value.to_string()).collect(),
            encoding: "no-op",
            extra_config: martian::block(self.gateway, endpoint)
                .into_iter()
                .map(|block| (martian::MARTIAN.to_owned(), block))
                .chain(upstream.options.breaker.as_ref().map(|b| (BREAKER.to_owned(), breaker(b))))
                .chain(passed(&upstream.extra.overlaid(&backend.extra)))
                .collect(),
        }
    }

    fn extra(&self, endpoint: &Endpoint) -> json::ExtraConfig {
        let jwt = auths(self.gateway, endpoint).find_map(|auth| match &auth.scheme {
            Scheme::Jwt(jwt) => {
                let minted = self.minted(endpoint, &auth.mints);
                Some(validator(jwt, require::split(auth, endpoint), minted))
            }
            _ => None,
        });
        let edge = auths(self.gateway, endpoint).any(|auth| matches!(auth.scheme, Scheme::Edge));
        // A namespace that `krakend` passes through replaces the generated one.
        let free = |namespace: &str| endpoint.extra.get(namespace).is_none();
        let mut limit = limit::block(self.gateway, endpoint.limit.map(|l| l.value));
        // A limit that counts by a parameter follows it when the parameter is renamed.
        for limit in limit.iter_mut().filter(|l| l.strategy == Some("param")) {
            limit.key = limit.key.take().map(|key| self.names.param(&key, &endpoint.path).to_owned());
        }
        json::ExtraConfig {
            rate_limit: limit.filter(|_| free("qos/ratelimit/router")),
            public: (self.is_hanzo() && jwt.is_none() && free("auth/public")).then_some(!edge),
            validator: jwt.filter(|_| free("auth/validator")),
            passed: passed(&endpoint.extra).collect(),
        }
    }
}

fn auths<'a>(gateway: &'a Gateway, endpoint: &'a Endpoint) -> impl Iterator<Item = &'a crate::model::Auth> {
    let ids = match &endpoint.credential.value {
        Credential::AnyOf(ids) => ids.as_slice(),
        _ => &[],
    };
    ids.iter().map(|id| gateway.auth(*id))
}

fn validator(
    jwt: &crate::model::Jwt,
    require: require::Split<'_>,
    propagate_claims: Vec<[String; 2]>,
) -> json::Validator {
    let reads = sources::reads(jwt);
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    json::Validator {
        roles: require.roles.map(|Clause { claim, values, .. }| json::Roles {
            roles: owned(values),
            roles_key: claim.to_owned(),
            roles_key_is_nested: require::is_nested(claim),
        }),
        scopes: require.scopes.map(|(quantifier, Clause { claim, values, .. })| json::Scopes {
            scopes: owned(values),
            scopes_key: claim.to_owned(),
            scopes_matcher: quantifier.as_str(),
        }),
        alg: jwt.algorithms.first().map(|a| a.value.clone()).unwrap_or_default(),
        jwk_url: jwt.jwks.value.clone(),
        cache: true,
        disable_jwk_security: jwt.is_cleartext() && jwt.allow_http,
        issuer: jwt.issuer.as_ref().map(|i| i.value.clone()),
        audience: match &jwt.audiences {
            Audiences::Any => Vec::new(),
            Audiences::List(list) | Audiences::All(list) => list.iter().map(|a| a.value.clone()).collect(),
        },
        auth_header_name: (!reads.header.eq_ignore_ascii_case("Authorization"))
            .then(|| reads.header.to_owned()),
        cookie_key: reads.cookie.map(str::to_owned),
        leeway: jwt.leeway.map(|d| d.to_string()),
        propagate_claims,
    }
}

fn passed(extra: &Extra) -> impl Iterator<Item = (String, Value)> {
    extra.entries.iter().map(|(name, value)| (name.value.clone(), value.clone()))
}

/// Sets options of the router beside those that `krakend` passes.
fn set_router(extra: &mut Map<String, Value>, options: impl IntoIterator<Item = (&'static str, Value)>) {
    // KrakenD reads the short name where both are set.
    let long =
        namespaces::long(ROUTER).filter(|long| !extra.contains_key(ROUTER) && extra.contains_key(*long));
    let router = extra.entry(long.unwrap_or(ROUTER)).or_insert_with(|| json!({}));
    if let Some(router) = router.as_object_mut() {
        router.extend(options.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
}

/// The component of breakers.
const BREAKER: &str = "qos/circuit-breaker";

/// KrakenD opens after one failure more than `max_errors`, and counts in whole seconds (krakend-circuitbreaker v3).
fn breaker(breaker: &gwc_artifact::Breaker) -> Value {
    let seconds = |time: std::time::Duration| time.as_secs() + u64::from(time.subsec_nanos() > 0);
    json!({
        "interval": breaker.within.map_or(0, seconds),
        "timeout": seconds(breaker.open),
        "max_errors": breaker.errors - 1,
        "log_status_change": true,
    })
}
