//! Components in `krakend` that are generated from other keys.

use std::collections::{BTreeMap, BTreeSet};

use gwc_artifact::EndpointPolicy;

use crate::lower::krakend::martian::MARTIAN;
use crate::lower::krakend::tls;
use crate::model::{Endpoint, Gateway};
use crate::passthrough;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_krakend::{go, namespaces};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `krakend` or `krakend_root` sets what `gwc` generates from another key.
    ///
    /// ## What it does
    /// `gwc` lowers route files, that is, it translates them to the KrakenD JSON. It copies the components under
    /// `krakend` into `extra_config`, and the keys of `krakend_root` to the top. The rule reports these:
    /// - `qos/ratelimit/router`, `auth/validator` and `auth/public` under the `krakend` of an endpoint
    /// - `security/cors` if `cors` is set, `security/bot-detector` if `bots` is set, and `modifier/martian` if
    ///   `request_headers` or `response_headers` is set
    /// - the options of `router` that `gwc` generates from `trusted_proxies`, if that is set
    /// - `port`, `name` and other keys of `krakend_root` that `gateway.yaml` sets with keys of its own
    ///
    /// A component with an option that route files do not have, such as the `roles` of a validator, is accepted. It
    /// replaces the generated component.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `extra_config` can have only one component of each name, so one of two settings would be lost. If the service in
    /// the example also sets `rate_limit`, either that limit or the one under `krakend` has no effect.
    ///
    /// ## Example
    /// `gwc` generates `qos/ratelimit/router` from `rate_limit`, but here `krakend` sets it:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     krakend: { qos/ratelimit/router: { max_rate: 10 } }
    /// ```
    ///
    /// ## Use instead
    /// Set the limit with `rate_limit`, or the credential with `auth`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { slow: { total: 10/s, per_ip: 5/s } }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     rate_limit: slow
    /// ```
    pub(crate) LOWERED_NAMESPACE { code: "GW735", name: "lowered-namespace", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &LOWERED_NAMESPACE, does: "one of the two settings is lost", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (mut found, mut seen) = (proxies(subject.gateway), BTreeSet::new());
    found.extend(root(subject.gateway));
    found.extend(martian(subject.gateway));
    found.extend(root_keys(subject.gateway));
    for endpoint in &subject.gateway.endpoints {
        for (name, value) in &endpoint.extra.entries {
            // A component that sets more than the language can replaces the generated one.
            let Some(key) = key_of(&name.value).filter(|_| !passthrough::sets_more(&name.value, value))
            else {
                continue;
            };
            if seen.insert(name.span) {
                let message = format!(
                    "`{}` is generated from `{key}`, so it cannot be set under `krakend`",
                    name.value
                );
                let finding = LOWERED_NAMESPACE.at(name.span, message).route(endpoint.key());
                found.push(finding.help(format!("remove `{}`, and set `{key}` instead", name.value)));
            }
        }
    }
    found
}

/// The components of the root that a key of the gateway generates.
fn root(gateway: &Gateway) -> Vec<Diagnostic> {
    let key_of = |name: &str| match namespaces::short(name).unwrap_or(name) {
        "security/cors" if gateway.cors.is_some() => Some("cors"),
        "security/bot-detector" if gateway.bots.is_some() => Some("bots"),
        _ => None,
    };
    let entries = gateway.extra.entries.iter();
    let set = entries.filter_map(|(name, _)| Some((name, key_of(&name.value)?)));
    let finding = |(name, key): (&gwc_syntax::source::Spanned<String>, &str)| {
        let message =
            format!("`{}` is generated from `{key}`, so it cannot be set under `krakend`", name.value);
        LOWERED_NAMESPACE
            .at(name.span, message)
            .help(format!("remove `{}`, and set `{key}` instead", name.value))
    };
    set.map(finding).collect()
}

/// Keys of the root that other keys generate, each with the key that sets it.
const OF_ROOT: [(&str, &str); 7] = [
    ("version", "targets"),
    ("name", "title"),
    ("port", "listen"),
    ("listen_ip", "listen"),
    ("endpoints", "krakend_endpoints"),
    ("extra_config", "krakend"),
    ("$schema", "targets"),
];

/// The keys of `krakend_root` that other keys generate.
fn root_keys(gateway: &Gateway) -> Vec<Diagnostic> {
    let mut generated = OF_ROOT.to_vec();
    generated.extend(gateway.listen.value.tls.is_some().then_some(("tls", "listen")));
    let has_tls = tls::upstreams(gateway).ok().flatten().is_some();
    generated.extend(has_tls.then_some(("client_tls", "upstreams.NAME.tls")));
    let key_of = |name: &str| generated.iter().find(|(of, _)| go::equal_fold(of, name)).map(|(_, key)| *key);
    let entries = gateway.verbatim.root.entries.iter();
    let set = entries.filter_map(|(name, _)| Some((name, key_of(&name.value)?)));
    let finding = |(name, key): (&gwc_syntax::source::Spanned<String>, &str)| {
        let message =
            format!("`{}` is generated from `{key}`, so it cannot be set under `krakend_root`", name.value);
        let place =
            if key.contains('.') { "in `gateway.yaml`" } else { "at the top level of `gateway.yaml`" };
        LOWERED_NAMESPACE
            .at(name.span, message)
            .help(format!("remove `{}`, and set `{key}` {place}", name.value))
    };
    set.map(finding).collect()
}

/// The modifiers of upstreams whose endpoints change headers with keys of the language.
fn martian(gateway: &Gateway) -> Vec<Diagnostic> {
    let changes = |endpoint: &Endpoint| {
        let of_policy = |policy: &EndpointPolicy| {
            matches!(policy, EndpointPolicy::RequestHeaders(_) | EndpointPolicy::ResponseHeaders(_))
        };
        gateway.response_headers.is_some() || endpoint.policies.iter().any(|p| of_policy(&p.value))
    };
    let mut found: BTreeMap<Span, Diagnostic> = BTreeMap::new();
    for endpoint in gateway.endpoints.iter().filter(|endpoint| changes(endpoint)) {
        for backend in endpoint.backends() {
            let extra = &gateway.upstream(backend.upstream.value).extra.entries;
            let is_martian = |name: &str| namespaces::short(name).unwrap_or(name) == MARTIAN;
            for (name, _) in extra.iter().filter(|(name, _)| is_martian(&name.value)) {
                let message = format!(
                    "`{}` is generated from `request_headers` and `response_headers`, so it cannot be set under `krakend`",
                    name.value
                );
                let finding = LOWERED_NAMESPACE.at(name.span, message).route(endpoint.key());
                found.entry(name.span).or_insert_with(|| {
                    finding
                        .help("remove it, and set the headers with `request_headers` and `response_headers` instead")
                });
            }
        }
    }
    found.into_values().collect()
}

/// The options of the router that are generated from `trusted_proxies`. Others may be passed through beside it.
const OF_PROXIES: [&str; 3] = ["forwarded_by_client_ip", "remote_ip_headers", "trusted_proxies"];

/// The router's options in `krakend` of the gateway that `trusted_proxies` sets too.
fn proxies(gateway: &Gateway) -> Vec<Diagnostic> {
    if gateway.trusted_proxies.is_empty() {
        return Vec::new();
    }
    let is_router = |name: &str| namespaces::short(name).unwrap_or(name) == "router";
    let routers = gateway.extra.entries.iter().filter(|(name, _)| is_router(&name.value));
    let set = routers.flat_map(|(name, value)| {
        let keys = value.as_object().into_iter().flat_map(|map| map.keys());
        let set = keys.filter(|key| OF_PROXIES.iter().any(|of| go::equal_fold(of, key)));
        set.map(move |key| (name.span, key))
    });
    set.map(|(span, key)| {
        let message = format!(
            "`router` sets `{key}`, which `gwc` generates from the `trusted_proxies` of the gateway"
        );
        let help =
            format!("remove `{key}` from `router`, and list the networks of proxies in `trusted_proxies` at the top level");
        LOWERED_NAMESPACE.at(span, message).help(help)
    })
    .collect()
}

/// The key that this component is generated from.
pub(in crate::rules::targets) fn key_of(namespace: &str) -> Option<&'static str> {
    match namespaces::short(namespace).unwrap_or(namespace) {
        "qos/ratelimit/router" => Some("rate_limit"),
        "auth/validator" | "auth/public" => Some("auth"),
        _ => None,
    }
}
