//! The table of capabilities: what each target does with each key of the language.
//!
//! A key of the grammar is in a row of [`TABLE`], or in [`OTHERS`] if it has the same effect in all targets. Keys of
//! maps have the name of their map in front (`jwt.issuer`). Keys of layers (`auth`, `timeout`) have not, because they are
//! the same in profiles, defaults, services and endpoints.

pub(crate) mod access_log_differs;
pub(crate) mod admin_not_served;
pub(crate) mod balance_from_environment;
pub(crate) mod balance_not_enforced;
pub(crate) mod breaker_per_endpoint;
pub(crate) mod buffered_stream;
pub(crate) mod check_not_made;
pub(crate) mod claim_limit_not_sayable;
pub(crate) mod cors_from_environment;
pub(crate) mod cors_per_endpoint;
pub(crate) mod credential_options_from_environment;
pub(crate) mod credential_options_not_enforced;
pub(crate) mod dialect_not_written;
pub(crate) mod discovery_not_made;
pub(crate) mod edge_not_sayable;
pub(crate) mod gateway_limit_per_endpoint;
pub(crate) mod health_of_itself;
pub(crate) mod heartbeat_not_sent;
pub(crate) mod hosts_not_checked;
pub(crate) mod host_not_forwarded;
pub(crate) mod http2_not_spoken;
pub(crate) mod identity_not_stripped;
pub(crate) mod idle_as_timeout;
pub(crate) mod in_flight_not_limited;
pub(crate) mod ip_not_enforced;
pub(crate) mod key_not_verified;
pub(crate) mod krakend_endpoint_for_gwr;
pub(crate) mod krakend_root_not_read;
pub(crate) mod key_route_open;
pub(crate) mod key_failure_not_applied;
pub(crate) mod listener_not_supported;
pub(crate) mod lowered_duplicate;
pub(crate) mod lowered_namespace;
pub(crate) mod max_body_not_enforced;
pub(crate) mod method_not_routed;
pub(crate) mod minted_header_differs;
pub(crate) mod one_segment_wildcard;
pub(crate) mod proxies_from_environment;
pub(crate) mod quota_not_enforced;
pub(crate) mod require_not_enforced;
pub(crate) mod respond_not_expressible;
pub(crate) mod response_headers_of_backends;
pub(crate) mod secret_not_read;
pub(crate) mod several_algorithms;
pub(crate) mod several_audiences;
pub(crate) mod several_credentials;
pub(crate) mod shared_secret_not_known_to_gwr;
pub(crate) mod split_not_applied;
pub(crate) mod store_not_shared;
pub(crate) mod strip_not_applied;
pub(crate) mod token_sources_differ;
pub(crate) mod traces_not_sent;
pub(crate) mod unknown_to_gwr;
pub(crate) mod usage_not_recorded;
pub(crate) mod upstream_policy_not_applied;
pub(crate) mod upstream_tls_differs;
pub(crate) mod websocket_not_tunnelled;
pub(crate) mod window_as_bucket;

use super::check::Check;
use gwc_syntax::value::Target;

use Outcome::{Error, Exact, Loss, Unprotected};

/// What a target does with a capability.
#[derive(Debug, Clone, Copy)]
pub enum Outcome {
    /// It does it.
    Exact,
    /// It approximates it, which is reported once for each service; a warning where requests fail because of it under
    /// the target that `deploy.runs` sets.
    Loss(&'static Check),
    /// It drops a protection: an error that a comment with a reason suppresses.
    Unprotected(&'static Check),
    /// It cannot do it: an error.
    Error(&'static Check),
}

/// A key of the language, or some of its values, and what each target does with it.
#[derive(Debug)]
pub struct Capability {
    /// The keys, by their names in the grammar.
    pub keys: &'static [&'static str],
    /// Which values; empty for all that no other row of the key names.
    pub value: &'static str,
    /// Target `hanzo`.
    pub hanzo: Outcome,
    /// Target `krakend-ce`.
    pub krakend_ce: Outcome,
    /// Target `gwr`.
    pub gwr: Outcome,
}

/// Why a key is in no row of [`TABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It decides which endpoints there are, what they inherit, or what things are called.
    Structure,
    /// It is written to the manifests.
    Manifests,
    /// Rules read it, no output does.
    Rules,
}

impl Outcome {
    /// The check that reports it, unless it is exact.
    pub fn check(&self) -> Option<&'static Check> {
        match self {
            Exact => None,
            Loss(check) | Unprotected(check) | Error(check) => Some(check),
        }
    }

    /// Whether it keeps a gateway from being built.
    pub(super) fn is_error(&self) -> bool {
        matches!(self, Unprotected(_) | Error(_))
    }

    /// The word in texts.
    pub fn as_str(&self) -> &'static str {
        match self {
            Exact => "exact",
            Loss(check) if check.fails() => "loss or warning",
            Loss(_) => "loss",
            Unprotected(_) => "unprotected",
            Error(_) => "error",
        }
    }
}

impl Capability {
    /// What one target does with it.
    pub fn outcome(&self, target: Target) -> &Outcome {
        match target {
            Target::Hanzo => &self.hanzo,
            Target::KrakendCe { .. } => &self.krakend_ce,
            Target::Gwr => &self.gwr,
        }
    }

    /// What each target does with it: `hanzo`, `krakend-ce`, `gwr`.
    pub fn outcomes(&self) -> [&Outcome; 3] {
        [&self.hanzo, &self.krakend_ce, &self.gwr]
    }
}

const fn row(keys: &'static [&'static str], value: &'static str, of: [Outcome; 3]) -> Capability {
    let [hanzo, krakend_ce, gwr] = of;
    Capability { keys, value, hanzo, krakend_ce, gwr }
}

const EXACT: [Outcome; 3] = [Exact; 3];
const COMPUTED: [&str; 8] = [
    "auth.headers",
    "minted header.join",
    "minted header.equals",
    "minted header.value",
    "minted header.bits",
    "minted header.select",
    "selection.header",
    "selection.within",
];
const CORS: [&str; 8] = [
    "gateway.cors",
    "cors.origins",
    "cors.methods",
    "cors.headers",
    "cors.expose",
    "cors.credentials",
    "cors.private_network",
    "cors.max_age",
];
const BALANCE: [&str; 10] = [
    "balance",
    "gateway.balance",
    "gateway.balances",
    "balance definition.url",
    "balance definition.allow_http",
    "balance definition.account",
    "balance definition.currency",
    "balance definition.token",
    "balance definition.cache",
    "balance definition.on_error",
];
const USAGE: [&str; 10] = [
    "gateway.usage",
    "usage.to",
    "usage.org",
    "usage.user",
    "usage.tokens",
    "usage.spool",
    "usage destination.file",
    "usage destination.http",
    "usage destination.allow_http",
    "usage destination.token",
];
const QUOTA: [&str; 9] = [
    "quota",
    "gateway.quota",
    "gateway.quotas",
    "quota definition.per",
    "quota definition.count",
    "quota definition.soft",
    "quota definition.on_error",
    "quota key.claim",
    "quota key.key",
];
const EXTERNAL: [&str; 8] = [
    "auth.check",
    "check.url",
    "check.allow_http",
    "check.send",
    "check.timeout",
    "check.cache",
    "check.on_error",
    "minted header.header",
];
const KRAKEND: [&str; 3] = ["gateway.krakend", "upstream.krakend", "krakend"];

/// Both JSON targets alike.
const fn json(outcome: Outcome, gwr: Outcome) -> [Outcome; 3] {
    [outcome, outcome, gwr]
}

/// What each target does with each key.
#[rustfmt::skip]
pub static TABLE: &[Capability] = &[
    row(&["gateway.listen", "listener.address"], "one", EXACT),
    row(&["listener.tls", "listener tls.cert", "listener tls.key", "listener tls.client_ca"], "", EXACT),
    row(&["gateway.listen", "listener.address"], "several", json(Error(&listener_not_supported::CHECK), Exact)),
    row(&["listener.proxy_protocol"], "", json(Error(&listener_not_supported::CHECK), Exact)),
    row(&["gateway.telemetry", "telemetry.level"], "", EXACT),
    row(&["telemetry.access_log", "access log.to"], "`stdout` or `none`", EXACT),
    row(&["access log.to"], "a file", json(Loss(&access_log_differs::CHECK), Exact)),
    row(&["access log.format", "access log.sample"], "", json(Loss(&access_log_differs::CHECK), Exact)),
    row(&["telemetry.traces", "traces.otlp", "traces.sample"], "`http`", [Loss(&traces_not_sent::CHECK), Exact, Exact]),
    row(&["traces.otlp"], "`https`", json(Loss(&traces_not_sent::CHECK), Exact)),
    row(&["gateway.admin"], "", json(Loss(&admin_not_served::CHECK), Exact)),
    row(&["gateway.trusted_proxies"], "", [Loss(&proxies_from_environment::CHECK), Exact, Exact]),
    row(&["gateway.identity", "identity.strip"], "", json(Loss(&strip_not_applied::CHECK), Exact)),
    row(&["gateway.strict_hosts"], "", json(Loss(&hosts_not_checked::CHECK), Exact)),
    row(&["gateway.ip", "ip", "ip.allow", "ip.deny"], "", json(Unprotected(&ip_not_enforced::CHECK), Exact)),
    row(&["methods", "paths"], "", EXACT),
    row(&["methods", "paths"], "`/*`, and `methods` alone, without `depth`", json(Loss(&one_segment_wildcard::CHECK), Exact)),
    row(&["gateway.depth", "depth"], "", json(Loss(&one_segment_wildcard::UP_TO_DEPTH), Exact)),
    row(&["methods", "paths"], "`HEAD` or `OPTIONS`", json(Error(&method_not_routed::CHECK), Exact)),
    row(&["methods", "paths"], "`/a/{id}` beside `/a/*`", json(Error(&lowered_duplicate::CHECK), Exact)),
    row(&["rewrite", "rewrite_prefix"], "", EXACT),
    row(&["respond"], "`health`", json(Loss(&health_of_itself::CHECK), Exact)),
    row(&["respond", "response.status", "response.headers", "response.body", "response.redirect"], "a fixed response or a redirect", json(Error(&respond_not_expressible::CHECK), Exact)),

    row(&["gateway.bots", "bots.allow", "bots.deny", "bots.patterns", "bots.empty_user_agent"], "", EXACT),
    row(&CORS, "", [Loss(&cors_from_environment::CHECK), Exact, Exact]),
    row(&["cors"], "", [Loss(&cors_from_environment::CHECK), Error(&cors_per_endpoint::CHECK), Exact]),
    row(&["request_headers"], "", EXACT),
    row(&["gateway.response_headers", "response_headers"], "", json(Loss(&response_headers_of_backends::CHECK), Exact)),

    row(&["auth"], "`public`", EXACT),
    row(&["auth"], "several, or one with `public`", json(Error(&several_credentials::CHECK), Exact)),
    row(&["auth.jwt", "jwt.issuer", "jwt.leeway"], "", EXACT),
    row(&["jwt.jwks", "jwt.allow_http"], "a URL", EXACT),
    row(&["jwt.secret"], "", json(Error(&secret_not_read::CHECK), Exact)),
    row(&["jwt.on_error", "jwt.probe"], "", json(Loss(&key_failure_not_applied::CHECK), Exact)),
    row(&["jwt.jwks"], "`discover`", json(Error(&discovery_not_made::CHECK), Exact)),
    row(&["jwt.algorithms"], "one", EXACT),
    row(&["jwt.algorithms"], "several", json(Error(&several_algorithms::CHECK), Exact)),
    row(&["jwt.algorithms"], "`HS256`, `HS384`, `HS512`", json(Exact, Unprotected(&shared_secret_not_known_to_gwr::CHECK))),
    row(&["jwt.audiences", "audiences.all"], "`any`, one, or `all` of several", EXACT),
    row(&["jwt.audiences"], "any of several", json(Error(&several_audiences::CHECK), Exact)),
    row(&["auth.require", "require", "require.roles", "require.scopes", "required values.claim", "required values.any"], "", EXACT),
    row(&["required values.all"], "scopes", EXACT),
    row(&["required values.all"], "several roles, or a second list", json(Unprotected(&require_not_enforced::CHECK), Exact)),
    row(&["require.claims"], "", json(Unprotected(&require_not_enforced::CHECK), Exact)),
    row(&["jwt.from", "token source.cookie"], "one header, and one cookie behind it", EXACT),
    row(&["jwt.from", "token source.cookie"], "more, or a cookie first", json(Loss(&token_sources_differ::CHECK), Exact)),
    row(&["auth.headers", "minted header.claim"], "one claim", EXACT),
    row(&["minted header.join"], "`,`", EXACT),
    row(&COMPUTED, "several claims, another separator, or computed", json(Loss(&minted_header_differs::CHECK), Exact)),
    row(&["auth.api_key", "api_key.prefixes", "api_key.from"], "", json(Loss(&key_route_open::CHECK), Exact)),
    row(&["api_key.verify", "key verification.file"], "", json(Unprotected(&key_not_verified::CHECK), Exact)),
    row(&EXTERNAL, "", json(Unprotected(&check_not_made::CHECK), Exact)),
    row(&["auth.origins", "auth.rate_limit", "auth.rate_limit_message"], "", [
        Loss(&credential_options_from_environment::CHECK),
        Unprotected(&credential_options_not_enforced::CHECK),
        Exact,
    ]),
    row(&["auth.edge"], "", [Exact, Error(&edge_not_sayable::CHECK), Error(&edge_not_sayable::CHECK)]),

    row(&["rate_limit", "rate limit.total", "rate limit.per_ip", "rate limit.burst", "rate limit.total_burst"], "", EXACT),
    row(&["rate limit.per", "per.header", "per.param", "per.rate"], "", EXACT),
    row(&["per.claim", "per.key"], "", json(Error(&claim_limit_not_sayable::CHECK), Exact)),
    row(&["gateway.rate_limit"], "", json(Loss(&gateway_limit_per_endpoint::CHECK), Exact)),

    row(&["rate limit.window"], "`bucket`", EXACT),
    row(&["rate limit.window"], "`sliding`", json(Loss(&window_as_bucket::CHECK), Exact)),
    row(&["in_flight", "gateway.in_flight", "upstream.in_flight"], "", json(Loss(&in_flight_not_limited::CHECK), Exact)),
    row(&BALANCE, "", [Loss(&balance_from_environment::CHECK), Unprotected(&balance_not_enforced::CHECK), Exact]),
    row(&USAGE, "", json(Loss(&usage_not_recorded::CHECK), Exact)),
    row(&QUOTA, "", json(Unprotected(&quota_not_enforced::CHECK), Exact)),
    row(&["gateway.store", "store.redis", "store.file", "store.timeout", "store.on_error", "redis.url", "redis.password", "secret.env", "secret.file", "secret.secretRef"], "", json(Loss(&store_not_shared::CHECK), Exact)),

    row(&["upstream.url", "weighted url.url", "weighted url.weight"], "", EXACT),
    row(&["upstream.tls", "upstream tls.ca", "upstream tls.cert", "upstream tls.key"], "the same for all upstreams with `https`", EXACT),
    row(&["upstream.tls", "upstream tls.server_name"], "other options than those of another upstream, or `server_name`", json(Error(&upstream_tls_differs::CHECK), Exact)),
    row(&["upstream.http"], "1", EXACT),
    row(&["upstream.http"], "2", json(Error(&http2_not_spoken::CHECK), Exact)),
    row(&["upstream.host"], "`upstream`", EXACT),
    row(&["upstream.host"], "`client`, or a name", json(Error(&host_not_forwarded::CHECK), Exact)),
    row(&["upstream.breaker", "breaker.errors", "breaker.within", "breaker.open", "breaker.count"], "", json(Loss(&breaker_per_endpoint::CHECK), Exact)),
    row(&["upstream.load_balancing", "upstream.eject", "eject.after", "eject.for", "upstream.retries", "retries.attempts", "retries.budget", "upstream.dns", "upstream.health", "health check.path", "health check.every", "health check.timeout"], "", json(Loss(&upstream_policy_not_applied::CHECK), Exact)),
    row(&["split", "split target.upstream", "split target.weight", "split target.header"], "", json(Loss(&split_not_applied::CHECK), Exact)),
    row(&["forward", "gateway.forward", "forward.query", "forward.credentials"], "", EXACT),
    row(&["forward.headers"], "a list", EXACT),
    row(&["forward.headers"], "`all`", json(Loss(&identity_not_stripped::CHECK), Exact)),
    row(&["timeout", "gateway.timeout", "timeout.total"], "", EXACT),
    row(&["timeout.connect", "timeout.first_byte", "timeout.idle"], "", json(Loss(&idle_as_timeout::CHECK), Exact)),
    row(&["stream"], "`none`", EXACT),
    row(&["stream"], "`sse`", json(Loss(&buffered_stream::CHECK), Exact)),
    row(&["stream"], "`websocket`", json(Loss(&websocket_not_tunnelled::CHECK), Exact)),
    row(&["heartbeat", "gateway.heartbeat"], "", json(Loss(&heartbeat_not_sent::CHECK), Exact)),
    row(&["dialect", "gateway.dialect"], "", json(Loss(&dialect_not_written::CHECK), Exact)),
    row(&["max_body", "gateway.max_body"], "", json(Unprotected(&max_body_not_enforced::CHECK), Exact)),

    row(&KRAKEND, "", json(Exact, Error(&unknown_to_gwr::CHECK))),
    row(&KRAKEND, "what `auth` or `rate_limit` sets", json(Error(&lowered_namespace::CHECK), Error(&unknown_to_gwr::CHECK))),
    row(&["gateway.krakend_endpoints", "services file.krakend_endpoints"], "", json(Exact, Error(&krakend_endpoint_for_gwr::CHECK))),
    row(&["gateway.krakend_root"], "", json(Exact, Loss(&krakend_root_not_read::CHECK))),
    row(&["gateway.krakend_root"], "what other keys set", json(Error(&lowered_namespace::CHECK), Loss(&krakend_root_not_read::CHECK))),
];

/// Keys that have the same effect in all targets.
pub static OTHERS: &[(Effect, &[&str])] = &[
    (
        Effect::Structure,
        &[
            "gateway.gateway",
            "gateway.title",
            "gateway.targets",
            "gateway.variables",
            "gateway.upstreams",
            "gateway.auth",
            "gateway.rate_limits",
            "gateway.profiles",
            "gateway.defaults",
            "gateway.services",
            "services file.defaults",
            "services file.services",
            "at",
            "upstream",
            "profile",
        ],
    ),
    (Effect::Rules, &["upstream.accepts_keys", "funds"]),
    (
        Effect::Manifests,
        &[
            "gateway.hosts",
            "gateway.deploy",
            "deploy.runs",
            "deploy.name",
            "deploy.namespace",
            "deploy.image",
            "deploy.replicas",
            "deploy.resources",
            "deploy.ingress",
            "deploy.env",
            "deploy.image_pull_secrets",
            "deploy.labels",
            "deploy.annotations",
            "deploy.httproute",
            "deploy.autoscale",
            "deploy.disruption",
            "deploy.spread",
            "deploy.affinity",
            "deploy.egress",
            "deploy.monitor",
            "deploy.service",
            "deploy.volumes",
            "deploy.env_from",
            "deploy.priority_class",
            "deploy.tolerations",
            "deploy.config",
            "deploy.config_only",
            "deploy.create_namespace",
            "deploy.sync_waves",
            "httproute.parent",
            "httproute.section",
            "httproute.annotations",
            "autoscale.min",
            "autoscale.max",
            "autoscale.cpu",
            "autoscale.memory",
            "disruption.min_available",
            "disruption.max_unavailable",
            "kubernetes service.type",
            "kubernetes service.port",
            "kubernetes service.annotations",
            "kubernetes service.source_ranges",
            "volume.secret",
            "volume.config_map",
            "volume.mount",
            "volume.optional",
            "environment source.secretRef",
            "environment source.configMapRef",
            "environment source.prefix",
            "environment source.optional",
            "toleration.key",
            "toleration.operator",
            "toleration.value",
            "toleration.effect",
            "toleration.seconds",
            "resources.requests",
            "resources.limits",
            "resource amounts.cpu",
            "resource amounts.memory",
            "ingress.class",
            "ingress.tls_secret",
            "ingress.annotations",
            "environment value.secretRef",
            "secretRef.name",
            "secretRef.key",
            "secretRef.optional",
        ],
    ),
];

/// The name of a key of a shape in [`TABLE`].
pub fn name(shape: &str, key: &str) -> String {
    const LAYERS: [&str; 4] = ["profile", "defaults", "service", "endpoint"];
    match LAYERS.contains(&shape) {
        true => key.to_owned(),
        false => format!("{shape}.{key}"),
    }
}

/// The rows of a key.
pub fn rows(name: &str) -> impl Iterator<Item = &'static Capability> {
    TABLE.iter().filter(move |row| row.keys.contains(&name))
}

/// The effect of a key that is in no row.
pub fn effect(name: &str) -> Option<Effect> {
    OTHERS.iter().find(|(_, keys)| keys.contains(&name)).map(|(effect, _)| *effect)
}
