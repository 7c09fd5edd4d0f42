//! A KrakenD configuration as an artifact, as far as `gwr` can serve it: endpoints that pass the response of one backend
//! on unchanged. What KrakenD does beyond that is named, never dropped in silence.

mod operations;

use std::collections::HashSet;

use gwc_artifact as artifact;
use gwc_krakend::effects;
use serde_json::Value as Json;

use super::{endpoint, router, validator, without_endpoints};
use crate::model::{Backend, Credential, Endpoint, Extra, Gateway, Piece, Scheme};
use crate::read::{breaker, security};
use gwc_krakend::namespaces;
use gwc_syntax::value::Target;

/// What becomes of a configuration.
#[derive(Debug)]
pub struct Partial {
    /// The gateway. Endpoints that cannot be served answer 501 in it.
    pub gateway: artifact::Gateway,
    /// Those endpoints by method and path, each with the reason.
    pub unsupported: Vec<(String, String)>,
    /// What the configuration sets for the gateway as a whole and `gwr` does not have.
    pub root: Vec<String>,
}

/// Components of endpoints that the model holds.
const COMPONENTS: [&str; 4] =
    ["auth/validator", "auth/public", "qos/ratelimit/router", "security/bot-detector"];

/// What `gwr` does with a KrakenD configuration that has a component, as the end of a sentence.
pub(crate) fn with_component(name: &str) -> &'static str {
    match name {
        "security/bot-detector" => "serves a KrakenD configuration with it",
        "qos/circuit-breaker" => "serves a KrakenD configuration with it",
        _ if COMPONENTS.contains(&name) => "serves a KrakenD configuration with it on endpoints",
        "security/cors" | "security/http" => {
            "serves a KrakenD configuration with it where `gwr` has all of its options"
        }
        "router" => {
            "serves a KrakenD configuration with it, unless it sets one of a few options that change how paths are read"
        }
        _ if is_about_operation(name) => "serves a KrakenD configuration without it",
        _ => "refuses an endpoint with it, and a KrakenD configuration with it at the top of the file",
    }
}

/// Keys of endpoints that the model holds, or that have no effect on a response that is passed on unchanged.
const ENDPOINT_KEYS: [&str; 11] = [
    "endpoint",
    "method",
    "backend",
    "extra_config",
    "output_encoding",
    "input_headers",
    "headers_to_pass",
    "input_query_strings",
    "querystring_params",
    "timeout",
    "cache_ttl",
];

/// The same of backends: KrakenD decodes and filters nothing of a `no-op` endpoint.
const BACKEND_KEYS: [&str; 14] = [
    "host",
    "url_pattern",
    "method",
    "extra_config",
    "encoding",
    "disable_host_sanitize",
    "allow",
    "deny",
    "whitelist",
    "blacklist",
    "mapping",
    "group",
    "target",
    "is_collection",
];

/// Root keys that protect the gateway, and that `gwr` does not have.
const ROOT_KEYS: [&str; 2] = ["tls", "plugin"];

/// What an own health endpoint asks KrakenD for.
const HEALTH_PATH: &str = "/__health";

/// Lowers what can be served. `lacks` names what the runtime would not enforce of a gateway with one endpoint.
pub fn lower(gateway: &Gateway, lacks: impl Fn(&artifact::Gateway) -> Option<String>) -> Partial {
    let mut lowered = artifact::Gateway {
        semantics: artifact::Semantics::Krakend,
        operations: operations::of(&gateway.extra),
        ..without_endpoints(gateway)
    };
    lowered.krakend = router::options(gateway);
    lowered.trusted_proxies = router::trusted_proxies(gateway);
    let mut unsupported = Vec::new();
    let mut endpoints = Vec::new();
    let mut alone = artifact::Gateway {
        upstreams: lowered.upstreams.clone(),
        stripped: lowered.stripped.clone(),
        ..artifact::Gateway::default()
    };
    for from in &gateway.endpoints {
        let served = served(gateway, from).and_then(|one| {
            alone.auth = lowered.auth.iter().filter(|auth| is_beside(&one, auth)).cloned().collect();
            alone.endpoints = vec![one];
            if let Some(lacking) = lacks(&alone) {
                return Err(format!("`gwr` does not enforce {lacking}"));
            }
            // What an artifact cannot hold, such as a path with a query: the other endpoints are served.
            artifact::encode(&alone).map(drop).map_err(|error| error.to_string())
        });
        match served {
            Ok(()) => endpoints.append(&mut alone.endpoints),
            Err(reason) => {
                endpoints.extend(not_implemented(from));
                unsupported.push((from.key(), reason));
            }
        }
    }
    lowered.endpoints = endpoints;
    drop_unused(&mut lowered);
    lowered.auth.iter_mut().for_each(read_default_cookie);
    Partial { gateway: lowered, unsupported, root: root(gateway) }
}

/// A validator that names no cookie reads `access_token` (krakend-jose v2.12, `FromCookie`).
pub(crate) fn read_default_cookie(auth: &mut artifact::Auth) {
    let artifact::AuthKind::Jwt(jwt) = &mut auth.kind else { return };
    if !jwt.sources.iter().any(|source| matches!(source, artifact::TokenSource::Cookie(_))) {
        jwt.sources.push(artifact::TokenSource::Cookie("access_token".to_owned()));
    }
}

/// Drops upstreams and auths that only unsupported endpoints refer to: an artifact may be unable to hold them.
fn drop_unused(gateway: &mut artifact::Gateway) {
    let mut used: HashSet<artifact::Text> = HashSet::new();
    for endpoint in &gateway.endpoints {
        if let artifact::Backend::Upstream { upstream, .. } = &endpoint.backend {
            used.insert(upstream.clone());
        }
    }
    gateway.upstreams.retain(|upstream| used.contains(&*upstream.name));
    used.clear();
    for endpoint in &gateway.endpoints {
        used.extend(endpoint.credential.checks().iter().cloned());
    }
    gateway.auth.retain(|auth| used.contains(&*auth.name));
}

/// Whether an endpoint is judged with an auth: all are, because the gateway has them all, but for another one's that may not
/// fetch its keys.
fn is_beside(endpoint: &artifact::Endpoint, auth: &artifact::Auth) -> bool {
    let artifact::AuthKind::Jwt(jwt) = &auth.kind else { return true };
    let is_own = endpoint.credential.checks().iter().any(|name| **name == *auth.name);
    is_own || jwt.allow_http || jwt.jwks_url.starts_with("https://")
}

/// The endpoint, or why it cannot be served.
fn served(gateway: &Gateway, from: &Endpoint) -> Result<artifact::Endpoint, String> {
    components(&from.extra)?;
    validator::check(&from.extra)?;
    keys(&from.rest, &ENDPOINT_KEYS, "")?;
    if router::has_inner_parameter(gateway, from) {
        return Err("`gwr` does not support a parameter inside a segment (`disable_rest`)".to_owned());
    }
    if is_edge(gateway, from) {
        return Err("`auth/public` is `false`: the identity is verified in front of the gateway".to_owned());
    }
    if is_own_health(gateway, from) {
        let backend = artifact::Backend::Respond(artifact::Respond::Health);
        return Ok(artifact::Endpoint { backend, ..endpoint(gateway, from)? });
    }
    let written = text(&from.rest, "output_encoding").or_else(|| text(&gateway.rest, "output_encoding"));
    match written.unwrap_or("json") {
        "no-op" => {}
        other => {
            return Err(format!("`gwr` only supports the `output_encoding` `no-op`, found `{other}`"));
        }
    }
    from.backends().iter().try_for_each(backend)?;
    endpoint(gateway, from)
}

fn components(extra: &Extra) -> Result<(), String> {
    if let Some(Err(why)) = security::component(extra, "security/bot-detector").map(security::bots) {
        return Err(format!("`gwr` does not support this `security/bot-detector`: {why}"));
    }
    let mut set = extra.entries.iter().filter(|(name, _)| !effects::is_comment(&name.value));
    let foreign = set.find(|(name, _)| !COMPONENTS.contains(&name.value.as_str()));
    foreign.map_or(Ok(()), |(name, _)| Err(format!("`gwr` does not support `{}`", name.value)))
}

fn backend(backend: &Backend) -> Result<(), String> {
    for (name, value) in &backend.extra.entries {
        if namespaces::short(&name.value).unwrap_or(&name.value) != "qos/circuit-breaker" {
            return Err(format!("`gwr` does not support `{}` at the backend", name.value));
        }
        breaker::read(value).map_err(|why| format!("`gwr` does not support this breaker: {why}"))?;
    }
    // Looking hosts up by DNS records of their own is not what `gwr` does; `static` is no look-up.
    if let Some(sd) = text(&backend.rest, "sd").filter(|sd| !matches!(*sd, "" | "static")) {
        return Err(format!("`gwr` does not support `sd: {sd}` at the backend"));
    }
    keys(&backend.rest, &BACKEND_KEYS, " at the backend")
}

/// Rejects a key unless it is known to have no effect. Comments begin with a sign.
fn keys(rest: &[(String, Json)], known: &[&str], of: &str) -> Result<(), String> {
    let is_known = |name: &str| known.iter().any(|known| known.eq_ignore_ascii_case(name));
    let is_idle = |name: &str, value: &Json| match name {
        "concurrent_calls" => value.as_u64().is_some_and(|calls| calls <= 1),
        "sd" | "sd_scheme" => true,
        _ => false,
    };
    let is_comment = |name: &str| !name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let foreign =
        rest.iter().find(|(name, value)| !is_known(name) && !is_idle(name, value) && !is_comment(name));
    foreign.map_or(Ok(()), |(name, _)| Err(format!("`gwr` does not support `{name}`{of}")))
}

fn text<'a>(rest: &'a [(String, Json)], key: &str) -> Option<&'a str> {
    let (_, value) = rest.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
    value.as_str().filter(|text| !text.is_empty())
}

fn is_edge(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let Credential::AnyOf(auths) = &endpoint.credential.value else { return false };
    auths.iter().any(|auth| matches!(gateway.auth(*auth).scheme, Scheme::Edge))
}

/// Whether an endpoint asks its own KrakenD how it does.
fn is_own_health(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let [backend] = endpoint.backends() else { return false };
    let own = |url: &gwc_syntax::value::UpstreamUrl| {
        let is_here = matches!(&*url.host, "localhost" | "127.0.0.1" | "::1");
        is_here && url.port == gateway.listen.value.port
    };
    let asks = match backend.path.value.pieces.as_slice() {
        [Piece::Text(path)] => path == HEALTH_PATH,
        _ => false,
    };
    asks && gateway.upstream(backend.upstream.value).urls.iter().all(|url| own(&url.value))
}

/// The endpoint in name only; none where no request can have its path.
fn not_implemented(from: &Endpoint) -> Option<artifact::Endpoint> {
    Some(artifact::Endpoint {
        id: from.id,
        method: artifact::Method::parse(from.method.as_str())?,
        path: artifact::PathPattern::parse(&from.path.to_string()).ok()?,
        hosts: artifact::Set::default(),
        credential: artifact::Credential::Public,
        rate_limit: artifact::Shared::default(),
        policies: pages(from).into(),
        ip: artifact::Shared::default(),
        require: artifact::Shared::default(),
        forward: artifact::Forward {
            headers: artifact::ForwardHeaders::List(artifact::Set::default()),
            query: artifact::ForwardQuery::None,
            credentials: false,
            minted: artifact::Set::default(),
        }
        .into(),
        backend: artifact::Backend::Respond(artifact::Respond::NotImplemented),
        timeouts: artifact::Shared::default(),
        stream: artifact::Stream::None,
    })
}

/// What pages of other origins may do, so that they can read that the endpoint is not there.
fn pages(from: &Endpoint) -> artifact::Set<artifact::EndpointPolicy> {
    let policies = from.policies.iter().map(|policy| policy.value.clone());
    policies.filter(|policy| matches!(policy, artifact::EndpointPolicy::Cors(_))).collect()
}

/// What the root sets that callers of every endpoint would miss.
fn root(gateway: &Gateway) -> Vec<String> {
    let target = gateway.targets.first().map(|target| target.value);
    let components = gateway.extra.entries.iter().filter(|(name, value)| match name.value.as_str() {
        // The model has the limit where the engine has it; KrakenD CE reads it nowhere.
        "qos/ratelimit/router" => gateway.limit.is_none() && target == Some(Target::Hanzo),
        "router" => !router::is_served(value),
        name => match namespaces::short(name).unwrap_or(name) {
            "security/cors" => security::cors(value).is_err(),
            "security/bot-detector" => security::bots(value).is_err(),
            "security/http" => security::http(value).is_err(),
            _ => !is_about_operation(name),
        },
    });
    let components = components.map(|(name, _)| name.value.clone());
    let is_protection = |name: &str| ROOT_KEYS.iter().any(|known| known.eq_ignore_ascii_case(name));
    let keys = gateway.rest.iter().map(|(name, _)| name.clone()).filter(|name| is_protection(name));
    components.chain(keys).collect()
}

/// Logs, metrics and documents: no request is answered in another way for want of them.
fn is_about_operation(namespace: &str) -> bool {
    const OLD: [&str; 5] = ["gologging", "logstash", "metrics", "opencensus", "gelf"];
    let old = namespace.strip_prefix("github_com/devopsfaith/krakend-");
    namespace.starts_with("telemetry/")
        || namespace.starts_with("documentation/")
        || old.is_some_and(|name| OLD.contains(&name))
}
