//! Checks that need all endpoints of a gateway.

mod auths;

use std::collections::{HashMap, HashSet};

use crate::codes;
use crate::kube::SELECTOR;
use crate::model::phrases::token_advice;
use crate::model::{Backend, ClientKey, Credential, Endpoint, Extra, Gateway};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::{Method, Shape};

/// Reports conflicts between endpoints and policies, and drops all but the first of duplicates.
pub(super) fn verify(gateway: &mut Gateway, out: &mut Diagnostics) {
    let repeated = duplicates(gateway, out);
    if !repeated.is_empty() {
        let mut index = 0;
        gateway.endpoints.retain(|_| {
            index += 1;
            !repeated.contains(&(index - 1))
        });
    }
    if !answers_something(gateway) && !out.has_errors() {
        out.push(
            codes::NO_ENDPOINTS
                .at(gateway.name.span, format!("gateway `{}` has no endpoints", gateway.name.value))
                .help("add `services` here, or in another file of the folder"),
        );
    }
    credentials_fit(gateway, out);
    auths::limits_fit(gateway, out);
    auths::keys_are_found(gateway, out);
    for endpoint in &gateway.endpoints {
        limit_fits(gateway, endpoint, out);
        require_fits(gateway, endpoint, out);
    }
    labels(gateway, out);
}

/// Whether there is an endpoint, or something of KrakenD that works without one.
fn answers_something(gateway: &Gateway) -> bool {
    let has = |extra: &Extra, name: &str| extra.get(name).is_some_and(|value| !value.is_null());
    !gateway.endpoints.is_empty()
        || !gateway.verbatim.endpoints.is_empty()
        || has(&gateway.verbatim.root, "async_agent")
        || has(&gateway.extra, "plugin/http-server")
}

/// Reports labels and annotations that the manifests set themselves.
fn labels(gateway: &Gateway, out: &mut Diagnostics) {
    let Some(deploy) = &gateway.deploy else { return };
    for (name, _) in deploy.labels.iter().filter(|(n, _)| SELECTOR.contains(&n.value.as_str())) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    name.span,
                    format!(
                        "label `{}` is already set by `gwc`, to select the pods of the gateway",
                        name.value
                    ),
                )
                .help("remove it; to set the name, use `deploy: { name: ... }`"),
        );
    }
    for (name, _) in deploy.annotations.iter().filter(|(n, _)| n.value == "checksum/config") {
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    name.span,
                    "annotation `checksum/config` is already set by `gwc`, to roll out configuration changes",
                )
                .help("remove it"),
        );
    }
}

/// Reports API keys that reach an upstream which does not verify them: once for each upstream of a line, because
/// prefixes may have their own upstreams.
fn credentials_fit(gateway: &Gateway, out: &mut Diagnostics) {
    let taken = taken(gateway);
    let mut by_prefix: Vec<&Endpoint> = gateway.endpoints.iter().collect();
    by_prefix.sort_by_key(|endpoint| endpoint.prefix);
    let mut seen = HashSet::new();
    for endpoint in by_prefix {
        for backend in endpoint.backends() {
            if seen.insert((gateway.span(endpoint.origin), endpoint.method, backend.upstream.value)) {
                credential_fits(gateway, endpoint, backend, &taken, out);
            }
        }
    }
}

/// Where two endpoints get the beginning of their paths from; nothing where it is one prefix.
fn prefixes(gateway: &Gateway, place: &Endpoint, other: &Endpoint) -> Vec<(Span, String)> {
    let prefix = |endpoint: &Endpoint, what: &str| {
        let service = gateway.service(endpoint.service?);
        let span = service.prefixes[endpoint.prefix as usize].span;
        Some((span, format!("prefix of {what}, in the service `{}`", service.name.value)))
    };
    if (place.service, place.prefix) == (other.service, other.prefix) {
        return Vec::new();
    }
    [prefix(place, "this endpoint"), prefix(other, "the first endpoint")].into_iter().flatten().collect()
}

fn duplicates(gateway: &Gateway, out: &mut Diagnostics) -> HashSet<usize> {
    let mut seen: HashMap<(Method, Shape<'_>), usize> = HashMap::new();
    let mut repeated = HashSet::new();
    for (index, endpoint) in gateway.endpoints.iter().enumerate() {
        let Some(first) = seen.insert((endpoint.method, endpoint.path.shape()), index) else { continue };
        let earlier = &gateway.endpoints[first];
        let (mut place, mut other) = (endpoint, earlier);
        if gateway.span(place.origin) < gateway.span(other.origin) {
            std::mem::swap(&mut place, &mut other);
        }
        let mut finding = codes::DUPLICATE_ENDPOINT
            .at(gateway.span(place.origin), format!("duplicate endpoint `{}`", endpoint.key()))
            .label("defined again here")
            .related(gateway.span(other.origin), "first defined here")
            .route(endpoint.key())
            .help(if includes_its_root(gateway, place) || includes_its_root(gateway, other) {
                format!(
                    "`/**` includes `{}` itself: remove the other entry, or write `/*` in place of `/**`",
                    endpoint.path
                )
            } else if gateway.span(place.origin) == gateway.span(other.origin) {
                "both are defined by the same text: set another prefix (`at`) or path for one of them"
                    .to_owned()
            } else {
                "remove one of them, or change its path".to_owned()
            });
        for (span, label) in prefixes(gateway, place, other) {
            finding = finding.related(span, label);
        }
        out.push(finding);
        repeated.insert(index);
        seen.insert((endpoint.method, endpoint.path.shape()), first);
    }
    repeated
}

/// Whether an endpoint is written with `/**`, which also makes the endpoint of the path before it.
fn includes_its_root(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let span = gateway.span(endpoint.origin);
    let rest = format!("{}/*", endpoint.path.to_string().trim_end_matches('/'));
    gateway.endpoints.iter().any(|other| {
        other.method == endpoint.method
            && gateway.span(other.origin) == span
            && other.path.to_string() == rest
    })
}

/// The places of credentials that some endpoint forwards to an upstream which accepts keys.
fn taken(gateway: &Gateway) -> HashSet<Span> {
    let takes = |e: &&Endpoint| e.backends().iter().all(|b| gateway.upstream(b.upstream.value).accepts_keys);
    gateway.endpoints.iter().filter(takes).map(|e| gateway.span(e.credential.origin)).collect()
}

fn credential_fits(
    gateway: &Gateway,
    endpoint: &Endpoint,
    backend: &Backend,
    taken: &HashSet<Span>,
    out: &mut Diagnostics,
) {
    let auths = endpoint.credential.value.auths();
    let upstream = gateway.upstream(backend.upstream.value);
    let key = auths.iter().map(|a| gateway.auth(*a)).find(|a| a.is_api_key());
    let Some(key) = key.filter(|_| !upstream.accepts_keys) else { return };
    // If other endpoints share the credential and have no problem, the upstream is the cause.
    let credential = gateway.span(endpoint.credential.origin);
    let shared = taken.contains(&credential);
    let place = if shared { gateway.span(backend.upstream.origin) } else { credential };
    out.push(
        codes::UNVERIFIED_API_KEY
            .at(
                place,
                format!(
                    "`{}` accepts API keys that nothing verifies: upstream `{}` does not set `accepts_keys`",
                    endpoint.key(),
                    upstream.name.value
                ),
            )
            .related(upstream.name.span, "upstream defined here")
            .route(endpoint.key())
            .help(format!(
                "if `{0}` verifies the keys of auth `{1}`, write `{0}: {{ url: ..., accepts_keys: true }}` under `upstreams`; otherwise require a token",
                upstream.name.value, key.name.value
            )),
    );
}

/// A requirement of the endpoint is of a token, so nothing else may be its credential.
fn require_fits(gateway: &Gateway, endpoint: &Endpoint, out: &mut Diagnostics) {
    let Some(require) = &endpoint.require else { return };
    let without = match &endpoint.credential.value {
        Credential::AnyOf(auths) => {
            let other = auths.iter().map(|id| gateway.auth(*id)).find(|a| !a.has_claims());
            let Some(other) = other else { return };
            format!("accepts `{}`, which has no claims", other.name.value)
        }
        _ => "is public".to_owned(),
    };
    if endpoint.prefix == 0 {
        out.push(
            codes::REQUIRE_WITHOUT_TOKEN
                .at(
                    gateway.span(require.origin),
                    format!("`require` needs a verified token, but `{}` {without}", endpoint.key()),
                )
                .related(gateway.span(endpoint.credential.origin), "`auth` is set here")
                .route(endpoint.key())
                .help(format!(
                    "{}, or set `require: none` for this endpoint, which removes the requirement",
                    token_advice(gateway)
                )),
        );
    }
}

fn limit_fits(gateway: &Gateway, endpoint: &Endpoint, out: &mut Diagnostics) {
    let Some(field) = endpoint.limit else { return };
    let limit = gateway.limit(field.value);
    let Some(client) = &limit.client else { return };
    let (rule, message, help) = match &client.key {
        ClientKey::Claim(claim) if !gateway.verifies_claims(&endpoint.credential.value) => (
            &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
            format!(
                "rate limit `{}` counts by the claim `{claim}`, but `{}` does not require a token",
                limit.name.value,
                endpoint.key()
            ),
            "count by address, with `per_ip` in place of `per`, or set `auth` of the endpoint to an auth with `jwt`",
        ),
        ClientKey::Key if !gateway.verifies_keys(&endpoint.credential.value) => (
            &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
            format!(
                "rate limit `{}` counts by API key, but `{}` accepts callers without a key that the gateway verifies",
                limit.name.value,
                endpoint.key()
            ),
            "in the rate limit, write `per_ip` in place of `per`; or require a verified key: set `auth` of the service to an auth with `api_key` and `verify`",
        ),
        ClientKey::Param(param) if endpoint.path.params().all(|p| p != param) => (
            &codes::PARAM_LIMIT_WITHOUT_PARAM,
            format!(
                "rate limit `{}` counts by the parameter `{{{param}}}`, which `{}` does not have",
                limit.name.value,
                endpoint.key()
            ),
            "add the parameter to the path, or attach a rate limit that does not count by it",
        ),
        _ => return,
    };
    if endpoint.prefix == 0 {
        out.push(
            rule.at(gateway.span(field.origin), message)
                .related(client.bucket.span, "rate limit defined here")
                .route(endpoint.key())
                .help(help),
        );
    }
}
