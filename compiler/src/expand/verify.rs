//! What can only be seen when all endpoints stand side by side.

use std::collections::{HashMap, HashSet};

use crate::codes;
use crate::kube::SELECTOR;
use crate::model::{Backend, ClientKey, Credential, Endpoint, Gateway, Scheme};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::{Method, Shape};

/// Reports what is wrong between endpoints and policies, and drops all but the first of duplicates.
pub(super) fn verify(gateway: &mut Gateway, out: &mut Diagnostics) {
    let repeated = duplicates(gateway, out);
    if !repeated.is_empty() {
        let mut index = 0;
        gateway.endpoints.retain(|_| {
            index += 1;
            !repeated.contains(&(index - 1))
        });
    }
    if gateway.endpoints.is_empty() && !out.has_errors() {
        out.push(
            codes::NO_ENDPOINTS
                .at(gateway.name.span, format!("the gateway `{}` has no endpoint", gateway.name.value))
                .help("add a file with `services:` beside it"),
        );
    }
    credentials_fit(gateway, out);
    for endpoint in &gateway.endpoints {
        limit_fits(gateway, endpoint, out);
    }
    labels(gateway, out);
}

/// Labels and annotations that the manifests set themselves.
fn labels(gateway: &Gateway, out: &mut Diagnostics) {
    let Some(deploy) = &gateway.deploy else { return };
    for (name, _) in deploy.labels.iter().filter(|(n, _)| SELECTOR.contains(&n.value.as_str())) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    name.span,
                    format!("`{}` tells the pods of gateways apart and is set already", name.value),
                )
                .help("remove it; `deploy: { name: ... }` sets the name"),
        );
    }
    for (name, _) in deploy.annotations.iter().filter(|(n, _)| n.value == "checksum/config") {
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    name.span,
                    "`checksum/config` makes a change of the configuration roll out and is set already",
                )
                .help("remove it"),
        );
    }
}

/// Reports keys that reach an upstream which does not check them: once for each upstream that a line leads to, since
/// prefixes may have upstreams of their own.
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
            .at(gateway.span(place.origin), format!("`{}` is declared twice", endpoint.key()))
            .label("declared again here")
            .related(gateway.span(other.origin), "declared before here")
            .route(endpoint.key())
            .help("remove one, or give it another path");
        for (endpoint, what) in [(place, "this"), (other, "the other")] {
            if let Some(service) = endpoint.service.map(|s| gateway.service(s)) {
                let prefix = &service.prefixes[endpoint.prefix as usize];
                finding = finding.related(
                    prefix.span,
                    format!("{what} is below `{}` of the service `{}`", prefix.value, service.name.value),
                );
            }
        }
        out.push(finding);
        repeated.insert(index);
        seen.insert((endpoint.method, endpoint.path.shape()), first);
    }
    repeated
}

/// Where credentials are written that some endpoint hands to an upstream that takes keys.
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
    let Credential::AnyOf(auths) = &endpoint.credential.value else { return };
    let upstream = gateway.upstream(backend.upstream.value);
    let key = auths.iter().map(|a| gateway.auth(*a)).find(|a| matches!(a.scheme, Scheme::ApiKey(_)));
    let Some(key) = key.filter(|_| !upstream.accepts_keys) else { return };
    // Where others share the credential and fit, it is the upstream that differs.
    let credential = gateway.span(endpoint.credential.origin);
    let shared = taken.contains(&credential);
    let place = if shared { gateway.span(backend.upstream.origin) } else { credential };
    out.push(
        codes::KEY_WITHOUT_TAKER
            .at(
                place,
                format!(
                    "`{}` lets keys pass to `{}`, which does not say that it checks them",
                    endpoint.key(),
                    upstream.name.value
                ),
            )
            .related(upstream.name.span, "the upstream is declared here")
            .route(endpoint.key())
            .help(format!(
                "if `{}` checks the keys of `{}` itself, say `accepts_keys: true` there; else require a token",
                upstream.name.value, key.name.value
            )),
    );
}

fn limit_fits(gateway: &Gateway, endpoint: &Endpoint, out: &mut Diagnostics) {
    let Some(field) = endpoint.limit else { return };
    let limit = gateway.limit(field.value);
    let Some(client) = &limit.client else { return };
    let (rule, message) = match &client.key {
        ClientKey::Claim(claim) if !gateway.verifies_claims(&endpoint.credential.value) => (
            &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
            format!(
                "the limit `{}` counts by the claim `{claim}`, and `{}` verifies no token",
                limit.name.value,
                endpoint.key()
            ),
        ),
        ClientKey::Param(param) if endpoint.path.params().all(|p| p != param) => (
            &codes::PARAM_LIMIT_WITHOUT_PARAM,
            format!(
                "the limit `{}` counts by `{{{param}}}`, which `{}` does not have",
                limit.name.value,
                endpoint.key()
            ),
        ),
        _ => return,
    };
    if endpoint.prefix == 0 {
        out.push(
            rule.at(gateway.span(field.origin), message)
                .related(client.bucket.span, "the limit is declared here")
                .route(endpoint.key())
                .help("attach another limit here"),
        );
    }
}
